// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/picturerate.h"

#include <gst/video/video.h>

#include <cmath>
#include <cstdlib>

namespace sizhen {
namespace {

constexpr double mostWaitingMs = 100;
constexpr std::chrono::milliseconds longestPause{700}; // never black
constexpr std::chrono::milliseconds refreshEvery{400};

QByteArray capsFor(const PictureShape &shape)
{
    return "video/x-raw,width=" + QByteArray::number(shape.size.width())
        + ",height=" + QByteArray::number(shape.size.height())
        + ",pixel-aspect-ratio=1/1,framerate=" + QByteArray::number(shape.framesPerSecond) + "/1";
}

void setBitrate(GstElement *encoder, int kbit)
{
    auto *type = G_OBJECT_GET_CLASS(encoder);
    if (g_object_class_find_property(type, "target-bitrate")) { // vp8enc
        g_object_set(encoder, "target-bitrate", kbit * 1000, nullptr);
    } else if (g_object_class_find_property(type, "max-bitrate")) { // openh264enc: never above the other
        g_object_set(encoder, "max-bitrate", guint(kbit * 1100), "bitrate", guint(kbit * 1000), nullptr);
    } else { // x264enc
        g_object_set(encoder, "bitrate", guint(kbit), nullptr);
    }
}

} // namespace

Result<std::vector<GstElement *>> PictureRate::makeShaper(QSize full, int framesPerSecond)
{
    m_shown = {full, framesPerSecond};
    const auto thin = makeElement("videorate", {{"drop-only", "true"}, {"skip-to-first", "true"}});
    const auto scale = makeElement("videoscale", {{"n-threads", "1"}});
    const auto shape = makeElement("capsfilter", {{"caps", capsFor(m_shown)}});
    for (const auto *one : {&thin, &scale, &shape})
        if (!*one)
            return tl::unexpected(one->error());
    m_shape = *shape;
    return std::vector{*thin, *scale, *shape};
}

void PictureRate::watch(GstElement *valve, GstElement *encoder, GstElement *pacing)
{
    m_valve = valve;
    m_encoder = encoder;
    m_pacer.watch(pacing);
    const GstRef<GstPad> encoded(gst_element_get_static_pad(encoder, "src"));
    gst_pad_add_probe(encoded.get(), GST_PAD_PROBE_TYPE_EVENT_UPSTREAM, &PictureRate::asked, this, nullptr);
    const GstRef<GstPad> pad(gst_element_get_static_pad(valve, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &PictureRate::raw, this, nullptr);
}

GstPadProbeReturn PictureRate::raw(GstPad *, GstPadProbeInfo *, gpointer self)
{
    return static_cast<PictureRate *>(self)->mayPass() ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

// Who has no picture asks five times a second, and each key frame is as long as ten other pictures.
GstPadProbeReturn PictureRate::asked(GstPad *, GstPadProbeInfo *info, gpointer self)
{
    if (!gst_video_event_is_force_key_unit(GST_PAD_PROBE_INFO_EVENT(info)))
        return GST_PAD_PROBE_OK;
    return static_cast<PictureRate *>(self)->mayRefresh() ? GST_PAD_PROBE_OK : GST_PAD_PROBE_DROP;
}

bool PictureRate::mayRefresh()
{
    const auto now = std::chrono::steady_clock::now();
    if (now - m_refreshed.load() < refreshEvery)
        return false;
    m_refreshed = now;
    return true;
}

void PictureRate::refresh()
{
    if (!m_valve || !mayRefresh())
        return;
    const GstRef<GstPad> pad(gst_element_get_static_pad(m_valve, "src"));
    gst_pad_push_event(pad.get(),
                       gst_video_event_new_downstream_force_key_unit(GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE,
                                                                     GST_CLOCK_TIME_NONE, TRUE, 0));
}

void PictureRate::setHeld(bool held)
{
    m_held = held;
    m_pacer.setHeld(held);
}

bool PictureRate::mayPass()
{
    const auto now = std::chrono::steady_clock::now();
    if ((m_held || m_thin || m_pacer.waitingMs() > mostWaitingMs) && now - m_passed < longestPause) {
        ++m_skipped;
        return false;
    }
    m_passed = now;
    return true;
}

void PictureRate::setShape(const PictureShape &shape)
{
    if (!m_shape || shape == m_shown)
        return;
    m_shown = shape;
    const auto caps = capsOf(capsFor(shape));
    g_object_set(m_shape, "caps", caps.get(), nullptr);
}

void PictureRate::setKbit(double pictureKbit, double pacingKbit)
{
    m_pacer.setKbit(pacingKbit);
    const int kbit = int(std::lround(pictureKbit));
    if (!m_encoder || std::abs(kbit - m_kbit) * 50 < m_kbit) // each change resets the encoder's view of itself
        return;
    m_kbit = kbit;
    setBitrate(m_encoder, kbit);
}

} // namespace sizhen
