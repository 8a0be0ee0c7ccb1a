// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/pacer.h"

#include <thread>

namespace sizhen {
namespace {

using Steady = std::chrono::steady_clock;
constexpr std::chrono::milliseconds mostAtOnce{4}; // of time that was not used
constexpr std::chrono::milliseconds heldLookEvery{4};
constexpr std::chrono::milliseconds longestWait{100}; // for one packet: who takes the pipeline down waits, too

} // namespace

void Pacer::watch(GstElement *queue)
{
    m_queue = queue;
    const GstRef<GstPad> pad(gst_element_get_static_pad(queue, "src"));
    gst_pad_add_probe(pad.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                      &Pacer::leaves, this, nullptr);
}

GstPadProbeReturn Pacer::leaves(GstPad *, GstPadProbeInfo *info, gpointer self)
{
    const auto bytes = GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST
        ? gst_buffer_list_calculate_size(GST_PAD_PROBE_INFO_BUFFER_LIST(info))
        : gst_buffer_get_size(GST_PAD_PROBE_INFO_BUFFER(info));
    static_cast<Pacer *>(self)->take(int(bytes) + rtpToLineBytes);
    return GST_PAD_PROBE_OK;
}

void Pacer::take(int bytes)
{
    auto now = Steady::now();
    for (const auto until = now + longestWait; m_held && now < until; now = Steady::now())
        std::this_thread::sleep_for(heldLookEvery);
    Time leaves;
    {
        const std::scoped_lock lock(m_mutex);
        m_free = std::max(m_free, now - mostAtOnce);
        leaves = std::min(m_free, now + longestWait);
        m_free = leaves + lasting(bytes);
    }
    if (leaves > now)
        std::this_thread::sleep_until(leaves);
}

void Pacer::othersSent(int bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_free = std::max(m_free, Steady::now() - mostAtOnce) + lasting(bytes);
}

double Pacer::waitingMs() const
{
    guint bytes = 0;
    if (m_queue)
        g_object_get(m_queue, "current-level-bytes", &bytes, nullptr);
    const std::scoped_lock lock(m_mutex);
    const std::chrono::duration<double, std::milli> line = m_free - Steady::now();
    return std::max(0.0, line.count()) + bytes * 8 / m_kbit;
}

Steady::duration Pacer::lasting(double bytes) const
{
    return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double, std::milli>(bytes * 8 / m_kbit));
}

} // namespace sizhen
