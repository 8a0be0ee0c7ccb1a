// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/sendbranch.h"

#include "devices/media/encodedprobe.h"
#include "devices/media/inputbin.h"
#include "devices/media/patientsource.h"
#include "devices/media/repair.h"

#include <gst/rtp/gstrtphdrext.h>
#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QByteArray number(int value)
{
    return QByteArray::number(value);
}

Result<GstElement *> capsFilter(const QByteArray &caps)
{
    return makeElement("capsfilter", {{"caps", caps}});
}

// What is known of a stream passes even when it is shut.
Result<GstElement *> makeValve(bool shut)
{
    return makeElement("valve", {{"drop-mode", "forward-sticky-events"}, {"drop", shut ? "true" : "false"}});
}

QByteArray rtpCaps(const char *media, const QByteArray &encoding, int clockHz, int payload)
{
    return QByteArray("application/x-rtp,media=") + media + ",encoding-name=" + encoding
        + ",clock-rate=" + number(clockHz) + ",payload=" + number(payload);
}

// The sender numbers its packets over all streams, the receiver tells when each came: that is what a controller of the
// bitrate, ours or a browser's, works with.
Result<> addFeedback(GstElement *payloader, const StreamPlan &plan)
{
    if (!plan.feedbackId)
        return {};
    auto *extension = gst_rtp_header_extension_create_from_uri(feedbackExtension().toUtf8().constData());
    if (!extension)
        return fail(Fault::Unsupported, u"media: no rtphdrexttwcc"_s);
    gst_rtp_header_extension_set_id(extension, guint(*plan.feedbackId));
    g_signal_emit_by_name(payloader, "add-extension", extension);
    gst_object_unref(extension);
    return {};
}

// A pad without a number: with one it would be an m-line's, and the other end's order may be another.
Result<> linkToWebrtc(GstElement *webrtc, GstElement *last, const QByteArray &caps)
{
    const auto wanted = capsOf(caps);
    auto *templ = gst_element_class_get_pad_template(GST_ELEMENT_GET_CLASS(webrtc), "sink_%u");
    const GstRef<GstPad> sink(gst_element_request_pad(webrtc, templ, nullptr, wanted.get()));
    const GstRef<GstPad> source(gst_element_get_static_pad(last, "src"));
    if (!sink || GST_PAD_LINK_FAILED(gst_pad_link(source.get(), sink.get())))
        return fail(Fault::Unsupported, u"media: webrtcbin takes no more streams"_s);
    return repairOn(webrtc);
}

// Moves a failure up; the elements in question belong to nobody then, and the call is over.
template <typename... Elements>
Result<> chainAll(GstBin *bin, const Elements &...elements)
{
    for (const auto *one : {&elements...})
        if (!*one)
            return tl::unexpected(one->error());
    return chain(bin, {*elements...});
}

// Devices are opened later, when what they will give was described: a call does not wait for them.
Result<GstElement *> added(GstBin *pipeline, const Result<GstElement *> &idle)
{
    if (idle)
        gst_bin_add(pipeline, *idle);
    return idle;
}

Result<GstElement *> firstPicture(GstBin *pipeline, const MediaSetup &setup)
{
    return setup.source == MediaSetup::Source::Patient
        ? makePatientPicture(pipeline, setup.size, setup.framesPerSecond)
        : added(pipeline, makeIdlePicture(setup.size, setup.framesPerSecond));
}

Result<GstElement *> firstSound(GstBin *pipeline, const MediaSetup &setup)
{
    return setup.source == MediaSetup::Source::Patient ? makePatientVoice(pipeline) : added(pipeline, makeIdleSound());
}

void tapSent(GstElement *encoded, const MediaSetup &setup, MediaTrack::Kind kind, PacketCodec codec)
{
    if (!setup.tap)
        return;
    const GstRef<GstPad> pad(gst_element_get_static_pad(encoded, "src"));
    tapPackets(pad.get(), setup.tap, {kind, setup.inviting ? u"inviting"_s : u"invited"_s}, codec);
}

Result<GstElement *> makePayloader(VideoCodec codec, int payload)
{
    if (codec == VideoCodec::Vp8)
        return makeElement("rtpvp8pay", {{"pt", number(payload)}, {"picture-id-mode", "15-bit"}});
    return makeElement("rtph264pay",
                       {{"pt", number(payload)}, {"aggregate-mode", "zero-latency"}, {"config-interval", "-1"}});
}

} // namespace

void sendOnly(GstElement *webrtc)
{
    GArray *all = nullptr;
    g_signal_emit_by_name(webrtc, "get-transceivers", &all);
    for (guint i = 0; all && i < all->len; ++i)
        g_object_set(g_array_index(all, GstWebRTCRTPTransceiver *, i), "direction",
                     GST_WEBRTC_RTP_TRANSCEIVER_DIRECTION_SENDONLY, nullptr);
    g_clear_pointer(&all, g_array_unref);
}

bool knowsWhatIsSent(GstElement *webrtc)
{
    const bool sendsNothing = webrtc->numsinkpads == 0; // foreach says FALSE then
    return sendsNothing
        || gst_element_foreach_sink_pad(
               webrtc,
               [](GstElement *, GstPad *pad, gpointer) {
                   auto *caps = gst_pad_get_current_caps(pad);
                   const bool known = caps != nullptr;
                   if (caps)
                       gst_caps_unref(caps);
                   return gboolean(known);
               },
               nullptr)
        != FALSE;
}

void Sender::rest() const
{
    g_object_set(m_beforeEncoder, "drop", TRUE, nullptr);
}

void Sender::go() const
{
    g_object_set(m_beforeLine, "drop", FALSE, nullptr);
    g_object_set(m_beforeEncoder, "drop", FALSE, nullptr);
    const GstRef<GstPad> pad(gst_element_get_static_pad(m_beforeEncoder, "src"));
    gst_pad_push_event(pad.get(),
                       gst_video_event_new_downstream_force_key_unit(GST_CLOCK_TIME_NONE, GST_CLOCK_TIME_NONE,
                                                                     GST_CLOCK_TIME_NONE, TRUE, 0));
}

void Sender::shut() const
{
    g_object_set(m_beforeLine, "drop", TRUE, nullptr);
    g_object_set(m_beforeEncoder, "drop", TRUE, nullptr);
}

GstElement *Sender::source() const
{
    const GstRef<GstPad> sink(gst_element_get_static_pad(m_waiting, "sink"));
    const GstRef<GstPad> peer(gst_pad_get_peer(sink.get()));
    const GstRef<GstElement> element(peer ? gst_pad_get_parent_element(peer.get()) : nullptr);
    return element.get(); // the pipeline's
}

Result<GstElement *> makeVideoEncoder(VideoCodec codec, int kbit)
{
    const auto bits = number(kbit * 1000);
    if (codec == VideoCodec::Vp8)
        return makeElement("vp8enc",
                           {{"deadline", "1"},
                            {"cpu-used", "-8"},
                            {"threads", "1"},
                            {"end-usage", "cbr"},
                            {"target-bitrate", bits},
                            {"buffer-size", "300"},
                            {"keyframe-max-dist", "300"},
                            {"error-resilient", "default"}});
    return makeFirstOf({{"x264enc",
                         {{"tune", "zerolatency"},
                          {"speed-preset", "superfast"},
                          {"trellis", "false"}, // on by itself, whatever the preset says
                          {"threads", "1"},
                          {"bframes", "0"},
                          {"key-int-max", "300"},
                          {"vbv-buf-capacity", "300"},
                          {"bitrate", number(kbit)}}},
                        {"openh264enc",
                         {{"usage-type", "camera"},
                          {"complexity", "low"},
                          {"multi-thread", "1"},
                          {"rate-control", "bitrate"},
                          {"gop-size", "300"},
                          {"bitrate", bits},
                          {"max-bitrate", bits}}}});
}

Result<Sender> addVideoSender(GstBin *pipeline, GstElement *webrtc, const MediaSetup &setup, VideoCodec codec,
                              const StreamPlan &plan, PictureRate &rate, MediaTrack::Kind kind)
{
    const auto source = firstPicture(pipeline, setup);
    const auto waiting = makeElement("queue", {{"leaky", "downstream"}, {"max-size-buffers", "2"}});
    const auto shaper = rate.makeShaper(setup.size, setup.framesPerSecond);
    const auto encoder = makeVideoEncoder(codec, setup.videoKbit);
    // No profile-level-id: x264 says 42c01f, and what was asked for in other words would not be met.
    const auto profile
        = capsFilter(codec == VideoCodec::H264 ? "video/x-h264,profile=constrained-baseline" : "video/x-vp8");
    const auto payloader = makePayloader(codec, plan.payload);
    const auto caps = rtpCaps("video", codecName(codec).toLatin1(), 90'000, plan.payload);
    const auto filter = capsFilter(caps);
    const auto pacing = makeElement("queue", {{"max-size-time", "1000000000"}, {"max-size-buffers", "0"}});
    const auto beforeEncoder = makeValve(false);
    const auto beforeLine = makeValve(true);
    if (!source)
        return tl::unexpected(source.error());
    if (!shaper)
        return tl::unexpected(shaper.error());
    if (const auto done
        = chainAll(pipeline, waiting, beforeEncoder).and_then([&] { return chain(pipeline, *shaper); }).and_then([&] {
              return chainAll(pipeline, encoder, profile, payloader, filter, beforeLine, pacing);
          });
        !done)
        return tl::unexpected(done.error());
    if (!gst_element_link(*beforeEncoder, shaper->front()) || !gst_element_link(shaper->back(), *encoder))
        return fail(Fault::Unsupported, u"media: the picture cannot be scaled"_s);
    rate.watch(*beforeEncoder, *encoder, *pacing);
    tapSent(*profile, setup, kind, codec == VideoCodec::H264 ? PacketCodec::H264 : PacketCodec::Vp8);
    if (!gst_element_link(*source, *waiting))
        return fail(Fault::Unsupported, u"media: the picture does not fit"_s);
    if (const auto done = addFeedback(*payloader, plan).and_then([&] { return linkToWebrtc(webrtc, *pacing, caps); });
        !done)
        return tl::unexpected(done.error());
    return Sender(*waiting, *beforeEncoder, *beforeLine);
}

Result<Sender> addAudioSender(GstBin *pipeline, GstElement *webrtc, const MediaSetup &setup, const StreamPlan &plan)
{
    const auto source = firstSound(pipeline, setup);
    const auto waiting = makeElement("queue", {{"leaky", "downstream"}, {"max-size-time", "200000000"}});
    const auto encoder = makeElement("opusenc",
                                     {{"bitrate", number(setup.audioKbit * 1000)},
                                      {"audio-type", "voice"},
                                      {"frame-size", "20"},
                                      {"inband-fec", "true"},
                                      {"packet-loss-percentage", "10"}});
    const auto payloader = makeElement("rtpopuspay", {{"pt", number(plan.payload)}});
    const auto caps
        = rtpCaps("audio", "OPUS", 48'000, plan.payload) + ",encoding-params=(string)2"; // always "/2" (RFC 7587 7)
    const auto filter = capsFilter(caps);
    const auto pacing = makeElement("queue", {{"max-size-time", "1000000000"}, {"max-size-buffers", "0"}});
    const auto beforeEncoder = makeValve(false);
    const auto beforeLine = makeValve(true);
    if (!source)
        return tl::unexpected(source.error());
    if (const auto done = chainAll(pipeline, waiting, beforeEncoder, encoder, payloader, filter, beforeLine, pacing);
        !done)
        return tl::unexpected(done.error());
    tapSent(*encoder, setup, MediaTrack::Kind::Sound, PacketCodec::Opus);
    if (!gst_element_link(*source, *waiting))
        return fail(Fault::Unsupported, u"media: the sound does not fit"_s);
    if (const auto done = addFeedback(*payloader, plan).and_then([&] { return linkToWebrtc(webrtc, *pacing, caps); });
        !done)
        return tl::unexpected(done.error());
    return Sender(*waiting, *beforeEncoder, *beforeLine);
}

} // namespace sizhen
