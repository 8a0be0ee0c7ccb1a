// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/soundoutput.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto sinkMark = "sizhen-loudspeaker";

Result<GstElement *> makeSoundSink(const MediaDevice &device)
{
    const bool pulse = device.id.startsWith(u"pulse:");
    if (!pulse && !device.id.startsWith(u"alsa:"))
        return fail(Fault::Unsupported, u"media: nobody plays on "_s + device.id.section(u':', 0, 0));
    const GstSettings settings{{"device", device.address.toUtf8()},
                               {"buffer-time", QByteArray::number(SoundOutput::bufferMs * 1000)},
                               {"latency-time", "10000"},
                               {"provide-clock", "false"}, // it may be pulled out
                               {"sync", "true"},
                               {"async", "false"}, // nothing waits for its first sound
                               {"qos", "false"}};
    auto made = makeElement(pulse ? "pulsesink" : "alsasink", settings);
    if (made && pulse)
        g_object_set(*made, "client-name", "Sizhen", nullptr);
    return made;
}

// A sink of PulseAudio that is asked for its caps while it closes locks a loop that is gone, and takes the program
// along (1.22). It plays `callSound` and gets nothing else: the question is answered before it.
GstPadProbeReturn answerForSink(GstPad *, GstPadProbeInfo *info, gpointer)
{
    auto *query = GST_PAD_PROBE_INFO_QUERY(info);
    if (GST_QUERY_TYPE(query) == GST_QUERY_ACCEPT_CAPS) {
        gst_query_set_accept_caps_result(query, TRUE);
        return GST_PAD_PROBE_HANDLED;
    }
    if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS)
        return GST_PAD_PROBE_OK;
    GstCaps *filter = nullptr;
    gst_query_parse_caps(query, &filter);
    const auto plays = capsOf(callSound);
    const CapsRef asked(filter ? gst_caps_intersect(plays.get(), filter) : gst_caps_ref(plays.get()));
    gst_query_set_caps_result(query, asked.get());
    return GST_PAD_PROBE_HANDLED;
}

} // namespace

Result<> SoundOutput::build(GstBin *pipeline)
{
    const auto probe = makeElement("webrtcechoprobe");
    const auto valve = makeElement("valve", {{"drop", "true"}, {"drop-mode", "forward-sticky-events"}});
    if (!probe || !valve)
        return tl::unexpected(!probe ? probe.error() : valve.error());
    // The canceller looks for it by name, among all of this program.
    static std::atomic<int> probes = 0;
    gst_object_set_name(GST_OBJECT(*probe), QByteArray("echo" + QByteArray::number(++probes)).constData());
    if (const auto done = chain(pipeline, {*probe, *valve}); !done)
        return done;
    m_pipeline = pipeline;
    m_first = *probe;
    m_valve = *valve;
    const GstRef<GstPad> pad(gst_element_get_static_pad(m_first, "sink"));
    watchLevel(pad.get(), m_level);
    return {};
}

bool SoundOutput::start()
{
    return gst_element_sync_state_with_parent(m_valve) && gst_element_sync_state_with_parent(m_first);
}

QByteArray SoundOutput::echoProbe() const
{
    return m_first ? QByteArray(GST_OBJECT_NAME(m_first)) : QByteArray();
}

Result<> SoundOutput::use(const std::optional<MediaDevice> &device)
{
    if (!m_valve || device == m_device)
        return {};
    close();
    if (!device)
        return {};
    const auto made = makeSoundSink(*device);
    if (!made)
        return tl::unexpected(made.error());
    g_object_set_data(G_OBJECT(*made), sinkMark, this);
    const GstRef<GstPad> pad(gst_element_get_static_pad(*made, "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM, answerForSink, nullptr, nullptr);
    gst_bin_add(m_pipeline, *made);
    m_sink = *made;
    m_device = device;
    if (!gst_element_link(m_valve, m_sink) || !gst_element_sync_state_with_parent(m_sink)) {
        close();
        return fail(Fault::Io, u"media: the loudspeaker does not open"_s);
    }
    g_object_set(m_valve, "drop", FALSE, nullptr);
    gst_bin_recalculate_latency(m_pipeline); // a sink that came later would take all for late, and skip it
    return {};
}

void SoundOutput::close()
{
    if (m_valve)
        g_object_set(m_valve, "drop", TRUE, nullptr);
    if (m_sink) {
        gst_element_set_state(m_sink, GST_STATE_NULL);
        gst_element_unlink(m_valve, m_sink);
        gst_bin_remove(m_pipeline, m_sink);
    }
    m_sink = nullptr;
    m_device.reset();
}

void SoundOutput::forget()
{
    m_pipeline = nullptr;
    m_first = nullptr;
    m_valve = nullptr;
    m_level.db = SoundLevels::silentDb;
}

bool SoundOutput::failed(GstObject *element)
{
    if (!m_valve || g_object_get_data(G_OBJECT(element), sinkMark) != this)
        return false;
    g_object_set(m_valve, "drop", TRUE, nullptr); // then the valve forgives what the sink answers
    return true;
}

} // namespace sizhen
