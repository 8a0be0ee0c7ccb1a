// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/receivedmedia.h"

#include "devices/media/encodedprobe.h"

#include "devices/media/repair.h"
#include "devices/media/still.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include <chrono>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int soundHz = 48'000;
constexpr int mostUnderWay = 2;
constexpr auto soundCaps = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";

double nowS()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

Result<> link(GstBin *pipeline, GstPad *pad, const std::vector<Result<GstElement *>> &made)
{
    std::vector<GstElement *> elements;
    for (const auto &one : made) {
        if (!one)
            return tl::unexpected(one.error());
        elements.push_back(*one);
    }
    if (const auto done = chain(pipeline, elements); !done)
        return done;
    // From the sink up: nothing flows into what does not run yet.
    for (auto it = elements.rbegin(); it != elements.rend(); ++it)
        gst_element_sync_state_with_parent(*it);
    const GstRef<GstPad> first(gst_element_get_static_pad(elements.front(), "sink"));
    if (GST_PAD_LINK_FAILED(gst_pad_link(pad, first.get())))
        return fail(Fault::Unsupported, u"media: a received stream does not fit"_s);
    return {};
}

QByteArray fieldOf(GstPad *pad, const char *name)
{
    auto *caps = gst_pad_get_current_caps(pad);
    if (!caps)
        caps = gst_pad_query_caps(pad, nullptr);
    const char *value = gst_caps_is_empty(caps) || gst_caps_is_any(caps)
        ? nullptr
        : gst_structure_get_string(gst_caps_get_structure(caps, 0), name);
    const QByteArray text(value);
    gst_caps_unref(caps);
    return text;
}

} // namespace

QVideoFrame frameOf(GstBuffer *buffer, const GstVideoInfo &info)
{
    GstVideoFrame source;
    if (!gst_video_frame_map(&source, &info, buffer, GST_MAP_READ))
        return {};
    const QSize size(GST_VIDEO_FRAME_WIDTH(&source), GST_VIDEO_FRAME_HEIGHT(&source));
    QVideoFrame frame(QVideoFrameFormat(size, QVideoFrameFormat::Format_BGRX8888));
    if (frame.map(QVideoFrame::WriteOnly)) {
        const auto *from = static_cast<const uchar *>(GST_VIDEO_FRAME_PLANE_DATA(&source, 0));
        const int width = std::min(frame.bytesPerLine(0), GST_VIDEO_FRAME_PLANE_STRIDE(&source, 0));
        for (int y = 0; y < size.height(); ++y)
            std::memcpy(frame.bits(0) + qsizetype(y) * frame.bytesPerLine(0),
                        from + qsizetype(y) * GST_VIDEO_FRAME_PLANE_STRIDE(&source, 0), size_t(width));
        frame.unmap();
    }
    gst_video_frame_unmap(&source);
    return frame;
}

ReceivedMedia::ReceivedMedia(bool wantsPictures, PictureTaker taker)
    : m_wantsPictures(wantsPictures)
    , m_taker(std::move(taker))
    , m_lastS(nowS())
{
}

Result<> ReceivedMedia::attach(GstBin *pipeline, GstPad *pad, bool isDetail)
{
    const auto encoding = fieldOf(pad, "encoding-name");
    if (encoding == "H264" || encoding == "VP8")
        return attachVideo(pipeline, pad, encoding, isDetail);
    if (encoding == "OPUS")
        return attachAudio(pipeline, pad);
    return link(pipeline, pad, {makeElement("fakesink", {{"sync", "false"}})});
}

Result<> ReceivedMedia::attachVideo(GstBin *pipeline, GstPad *pad, const QByteArray &encoding, bool isDetail)
{
    const bool h264 = encoding == "H264";
    const auto decoder
        = h264 ? makeFirstOf({{"avdec_h264", h264DecoderSettings()}, {"openh264dec", {}}}) : makeElement("vp8dec");
    const auto depayloader = makeElement(h264 ? "rtph264depay" : "rtpvp8depay", depayloaderSettings());
    if (depayloader)
        tapReceived(*depayloader, isDetail ? MediaTrack::Kind::Detail : MediaTrack::Kind::Picture,
                    h264 ? PacketCodec::H264 : PacketCodec::Vp8);
    if (isDetail)
        gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, &ReceivedMedia::detailPacket, this, nullptr);
    const auto taken = isDetail ? detailTakenOff : pictureTakenOff;
    if (!m_wantsPictures)
        return link(pipeline, pad, {depayloader, decoder, sink("video/x-raw", taken)});
    return link(pipeline, pad,
                {depayloader, decoder, makeElement("videoconvert", {{"n-threads", "1"}}),
                 sink("video/x-raw,format=BGRx", taken)});
}

Result<> ReceivedMedia::attachAudio(GstBin *pipeline, GstPad *pad)
{
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, &ReceivedMedia::soundPacket, this, nullptr);
    const auto end = sink(soundCaps, soundTakenOff);
    if (end && m_listener)
        g_object_set(*end, "sync", FALSE, "max-buffers", 0U, nullptr); // whoever plays it knows when
    const auto depayloader = makeElement("rtpopusdepay");
    if (depayloader)
        tapReceived(*depayloader, MediaTrack::Kind::Sound, PacketCodec::Opus);
    return link(pipeline, pad,
                {depayloader, makeElement("opusdec", {{"plc", "true"}, {"use-inband-fec", "true"}}),
                 makeElement("audioconvert"), makeElement("audioresample"), end});
}

void ReceivedMedia::tap(std::shared_ptr<EncodedTap> tap, const QString &side)
{
    m_tap = std::move(tap);
    m_side = side;
}

// Nothing is recorded of an end whose key was not found good, either.
void ReceivedMedia::tapReceived(GstElement *from, MediaTrack::Kind kind, PacketCodec codec)
{
    if (!m_tap)
        return;
    const GstRef<GstPad> pad(gst_element_get_static_pad(from, "src"));
    tapPackets(pad.get(), m_tap, {kind, m_side}, codec, [this] { return bool(m_open); });
}

GstPadProbeReturn ReceivedMedia::soundPacket(GstPad *, GstPadProbeInfo *, gpointer self)
{
    auto *mine = static_cast<ReceivedMedia *>(self);
    if (mine->m_open)
        ++mine->m_soundPackets;
    return GST_PAD_PROBE_OK;
}

GstPadProbeReturn ReceivedMedia::detailPacket(GstPad *, GstPadProbeInfo *, gpointer self)
{
    static_cast<ReceivedMedia *>(self)->m_detailPacketS = nowS();
    return GST_PAD_PROBE_OK;
}

Result<GstElement *> ReceivedMedia::sink(const QByteArray &caps, GstFlowReturn (*taken)(GstAppSink *, gpointer))
{
    auto made = makeElement(
        "appsink", {{"sync", "true"}, {"max-buffers", "2"}, {"drop", "true"}, {"qos", "false"}, {"caps", caps}});
    if (!made)
        return made;
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = taken;
    gst_app_sink_set_callbacks(GST_APP_SINK(*made), &callbacks, this, nullptr);
    return made;
}

GstFlowReturn ReceivedMedia::pictureTakenOff(GstAppSink *from, gpointer self)
{
    if (const SampleRef sample{gst_app_sink_pull_sample(from)})
        static_cast<ReceivedMedia *>(self)->picture(sample.get());
    return GST_FLOW_OK;
}

GstFlowReturn ReceivedMedia::detailTakenOff(GstAppSink *from, gpointer self)
{
    if (const SampleRef sample{gst_app_sink_pull_sample(from)})
        static_cast<ReceivedMedia *>(self)->detail(sample.get());
    return GST_FLOW_OK;
}

GstFlowReturn ReceivedMedia::soundTakenOff(GstAppSink *from, gpointer self)
{
    if (const SampleRef sample{gst_app_sink_pull_sample(from)})
        static_cast<ReceivedMedia *>(self)->sound(sample.get());
    return GST_FLOW_OK;
}

void ReceivedMedia::detail(GstSample *sample)
{
    GstVideoInfo info;
    if (!m_open || !gst_video_info_from_caps(&info, gst_sample_get_caps(sample)))
        return;
    m_detailS = nowS();
    if (!m_wantsPictures || !m_detailTaker || m_detailUnderWay >= mostUnderWay)
        return;
    ++m_detailUnderWay;
    m_detailTaker(frameOf(gst_sample_get_buffer(sample), info));
}

bool ReceivedMedia::missesDetail(double seconds) const
{
    const double now = nowS();
    return now - m_detailPacketS < 1 && now - m_detailS > seconds;
}

void ReceivedMedia::picture(GstSample *sample)
{
    GstVideoInfo info;
    if (!m_open || !gst_video_info_from_caps(&info, gst_sample_get_caps(sample)))
        return;
    {
        const std::scoped_lock lock(m_mutex);
        m_lastS = nowS();
        m_meter.frame(m_lastS);
        m_size = {GST_VIDEO_INFO_WIDTH(&info), GST_VIDEO_INFO_HEIGHT(&info)};
    }
    if (!m_wantsPictures || m_underWay >= mostUnderWay)
        return;
    ++m_underWay;
    m_taker(frameOf(gst_sample_get_buffer(sample), info));
}

void ReceivedMedia::sound(GstSample *sample)
{
    GstMapInfo map;
    auto *buffer = gst_sample_get_buffer(sample);
    if (!m_open || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return; // nothing is heard before the gate opens, either
    const std::span samples(reinterpret_cast<const qint16 *>(map.data), map.size / sizeof(qint16));
    const auto at
        = gst_segment_to_running_time(gst_sample_get_segment(sample), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
    if (m_listener && GST_CLOCK_TIME_IS_VALID(at))
        m_listener(samples, qint64(at));
    gst_buffer_unmap(buffer, &map);
    const std::scoped_lock lock(m_mutex);
    m_soundSamples += qint64(samples.size());
}

void ReceivedMedia::count(CallStatistics &statistics) const
{
    const std::scoped_lock lock(m_mutex);
    statistics.frames = m_meter.frames();
    statistics.freezes = m_meter.freezes();
    statistics.freezeS = m_meter.freezeS();
    statistics.size = m_size;
    statistics.soundCame = m_soundPackets;
    statistics.audioS = double(m_soundSamples) / soundHz;
}

void ReceivedMedia::expectPicture(bool expected)
{
    const std::scoped_lock lock(m_mutex);
    m_meter.expect(expected);
}

void ReceivedMedia::end()
{
    const std::scoped_lock lock(m_mutex);
    m_meter.end(nowS());
}

double ReceivedMedia::sinceLastPictureS() const
{
    const std::scoped_lock lock(m_mutex);
    return nowS() - m_lastS;
}

} // namespace sizhen
