// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/inputbin.h"

#include "devices/media/patientsource.h"
#include "devices/media/preview.h"

#include <gst/video/video.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto muteName = "mute";
constexpr auto shapeName = "shape";

QByteArray pictureCaps(QSize size, int framesPerSecond)
{
    return "video/x-raw,format=I420,width=" + QByteArray::number(size.width())
        + ",height=" + QByteArray::number(size.height()) + ",framerate=" + QByteArray::number(framesPerSecond) + "/1";
}

struct FirstBuffer {
    InputCounts &counts;
    std::function<void()> flows;
};

GstPadProbeReturn leaving(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    auto *first = static_cast<FirstBuffer *>(data);
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM)
        return GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS ? GST_PAD_PROBE_DROP : GST_PAD_PROBE_OK;
    if (first->counts.buffers++ == 0 && first->flows)
        first->flows();
    return GST_PAD_PROBE_OK;
}

GstPadProbeReturn countPicture(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
    auto *counts = static_cast<InputCounts *>(data);
    counts->still.look(pad, info);
    ++counts->pictures;
    auto *caps = gst_pad_get_current_caps(pad);
    GstVideoInfo form;
    if (caps && gst_video_info_from_caps(&form, caps)) {
        counts->width = GST_VIDEO_INFO_WIDTH(&form);
        counts->height = GST_VIDEO_INFO_HEIGHT(&form);
    }
    if (caps)
        gst_caps_unref(caps);
    return GST_PAD_PROBE_OK;
}

// The bin's own pad, from the last element in it.
Result<GstElement *> closed(GstRef<GstElement> bin, GstElement *last, InputCounts *counts = nullptr,
                            std::function<void()> flows = {})
{
    const GstRef<GstPad> inner(gst_element_get_static_pad(last, "src"));
    auto *pad = gst_ghost_pad_new("src", inner.get());
    gst_element_add_pad(bin.get(), pad);
    if (counts)
        gst_pad_add_probe(pad, GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM),
                          leaving, new FirstBuffer{*counts, std::move(flows)},
                          [](gpointer data) { delete static_cast<FirstBuffer *>(data); });
    g_object_force_floating(G_OBJECT(bin.get()));
    return bin.release();
}

GstRef<GstElement> newBin()
{
    return GstRef<GstElement>(GST_ELEMENT(gst_object_ref_sink(gst_bin_new(nullptr))));
}

Result<GstElement *> joined(GstElement *bin, const std::vector<Result<GstElement *>> &made)
{
    std::vector<GstElement *> elements;
    for (const auto &one : made) {
        if (!one)
            return one;
        elements.push_back(*one);
    }
    if (const auto done = chain(GST_BIN(bin), elements); !done)
        return tl::unexpected(done.error());
    return elements.back();
}

Result<> linked(GstElement *from, GstElement *to)
{
    if (!gst_element_link(from, to))
        return fail(Fault::Unsupported, u"media: a source does not fit"_s);
    return {};
}

auto unknownDevice(const MediaDevice &device)
{
    return fail(Fault::Unsupported, u"media: nobody opens "_s + device.id.section(u':', 0, 0));
}

// 10 ms a read; a device is no clock of the call: it may be pulled out.
Result<GstElement *> soundSource(const MediaDevice &device)
{
    const auto address = device.address.toUtf8();
    if (device.id.startsWith(u"pulse:"))
        return makeElement(
            "pulsesrc",
            {{"device", address}, {"client-name", "Sizhen"}, {"latency-time", "10000"}, {"provide-clock", "false"}});
    if (device.id.startsWith(u"alsa:"))
        return makeElement("alsasrc", {{"device", address}, {"latency-time", "10000"}, {"provide-clock", "false"}});
    if (device.id.startsWith(u"test:"))
        return makeElement("audiotestsrc",
                           {{"is-live", "true"}, {"samplesperbuffer", "480"}, {"freq", address}, {"volume", "0.25"}});
    return unknownDevice(device);
}

Result<GstElement *> openSound(GstElement *bin, const MediaDevice &device)
{
    if (device.id == u"patient:voice")
        return makePatientVoice(GST_BIN(bin));
    return joined(bin,
                  {soundSource(device), makeElement("queue", {{"leaky", "downstream"}, {"max-size-time", "200000000"}}),
                   makeElement("audioconvert"), makeElement("audioresample"),
                   makeElement("capsfilter", {{"caps", callSound}})});
}

// Pictures of a camera come raw or as JPEG: the decoder's pad comes when that is known.
Result<GstElement *> cameraSource(GstElement *bin, const MediaDevice &device, GstElement *into)
{
    const auto decoder = makeElement("decodebin");
    if (!decoder)
        return decoder;
    const auto last = joined(bin,
                             {makeElement("v4l2src", {{"device", device.address.toUtf8()}}),
                              makeElement("capsfilter", {{"caps", cameraLadder()}}), *decoder});
    if (!last)
        return last;
    g_signal_connect(*decoder, "pad-added", G_CALLBACK(+[](GstElement *, GstPad *pad, gpointer next) {
        const GstRef<GstPad> sink(gst_element_get_static_pad(GST_ELEMENT(next), "sink"));
        if (!gst_pad_is_linked(sink.get()))
            gst_pad_link(pad, sink.get());
    }),
                     into);
    return *decoder;
}

// What is not a camera gives its pictures at once.
Result<GstElement *> openPicture(GstElement *bin, const MediaDevice &device, const InputPlan &plan, GstElement *into)
{
    if (device.id.startsWith(u"v4l2:"))
        return cameraSource(bin, device, into);
    auto source = device.id == u"patient:picture" ? makePatientPicture(GST_BIN(bin), plan.size, plan.framesPerSecond)
        : device.id.startsWith(u"test:")
        ? joined(bin,
                 {makeElement("videotestsrc", {{"is-live", "true"}, {"pattern", device.address.toLatin1()}}),
                  makeElement("capsfilter", {{"caps", "video/x-raw,width=1280,height=720,framerate=30/1"}})})
        : Result<GstElement *>(unknownDevice(device));
    if (!source)
        return source;
    if (const auto done = linked(*source, into); !done)
        return tl::unexpected(done.error());
    return source;
}

Result<> addPreview(GstElement *bin, GstElement *split, const InputPlan &plan)
{
    if (!plan.preview)
        return {};
    const auto first = makePreview(GST_BIN(bin), plan.size, plan.preview);
    return first ? linked(split, *first) : tl::unexpected(first.error());
}

} // namespace

void InputCounts::reset()
{
    buffers = 0;
    width = 0;
    height = 0;
    level.db = SoundLevels::silentDb;
}

Result<GstElement *> echoTaker(const QByteArray &probe)
{
    if (probe.isEmpty())
        return makeElement("identity");
    return makeElement("webrtcdsp",
                       {{"probe", probe},
                        {"echo-cancel", "true"},
                        {"echo-suppression-level", "high"},
                        {"noise-suppression", "true"},
                        {"gain-control", "false"}}); // it would raise the noise of a silent room
}

QByteArray cameraLadder()
{
    return "image/jpeg,width=1920,height=1080,framerate=30/1;video/x-raw,width=1920,height=1080,framerate=30/1;"
           "video/x-raw,width=1280,height=720,framerate=30/1;image/jpeg,width=1280,height=720,framerate=30/1;"
           "video/x-raw;image/jpeg";
}

Result<GstElement *> makeSoundInput(const MediaDevice &device, const InputPlan &plan, InputCounts &counts)
{
    auto bin = newBin();
    const auto source = openSound(bin.get(), device);
    if (!source)
        return source;
    const auto echo = echoTaker(plan.echoProbe);
    const auto mute = makeElement("volume", {{"mute", plan.muted ? "true" : "false"}});
    if (mute)
        gst_object_set_name(GST_OBJECT(*mute), muteName);
    const auto last = joined(bin.get(), {echo, mute});
    if (!last)
        return last;
    if (const auto done = linked(*source, *echo); !done)
        return tl::unexpected(done.error());
    const GstRef<GstPad> measured(gst_element_get_static_pad(*echo, "src"));
    watchLevel(measured.get(), counts.level);
    return closed(std::move(bin), *mute, &counts, plan.flows);
}

Result<GstElement *> makePictureInput(const MediaDevice &device, const InputPlan &plan, InputCounts &counts)
{
    auto bin = newBin();
    const auto rate = makeElement("videorate", {{"skip-to-first", "true"}});
    const auto split = makeElement("tee");
    const auto shape = makeElement("capsfilter", {{"caps", pictureCaps(plan.size, plan.framesPerSecond)}});
    if (shape)
        gst_object_set_name(GST_OBJECT(*shape), shapeName);
    const auto last
        = joined(bin.get(),
                 {rate, makeElement("videoconvertscale", {{"n-threads", "1"}, {"add-borders", "true"}}), shape, split,
                  makeElement("queue", {{"leaky", "downstream"}, {"max-size-buffers", "2"}})});
    if (!last)
        return last;
    if (const auto source = openPicture(bin.get(), device, plan, *rate); !source)
        return source;
    if (const auto done = addPreview(bin.get(), *split, plan); !done)
        return tl::unexpected(done.error());
    const GstRef<GstPad> given(gst_element_get_static_pad(*rate, "sink"));
    gst_pad_add_probe(given.get(), GST_PAD_PROBE_TYPE_BUFFER, countPicture, &counts, nullptr);
    return closed(std::move(bin), *last, &counts, plan.flows);
}

Result<GstElement *> makeIdleSound()
{
    auto bin = newBin();
    const auto last
        = joined(bin.get(),
                 {makeElement("audiotestsrc", {{"is-live", "true"}, {"wave", "silence"}, {"samplesperbuffer", "480"}}),
                  makeElement("capsfilter", {{"caps", callSound}})});
    return last ? closed(std::move(bin), *last) : last;
}

Result<GstElement *> makeIdlePicture(QSize size, int framesPerSecond)
{
    auto bin = newBin();
    const auto last = joined(bin.get(),
                             {makeElement("videotestsrc", {{"is-live", "true"}, {"pattern", "black"}}),
                              makeElement("capsfilter", {{"caps", pictureCaps(size, framesPerSecond)}})});
    return last ? closed(std::move(bin), *last) : last;
}

void setMuted(GstElement *soundInput, bool muted)
{
    const GstRef<GstElement> mute(gst_bin_get_by_name(GST_BIN(soundInput), muteName));
    if (mute)
        g_object_set(mute.get(), "mute", gboolean(muted), nullptr);
}

void setShape(GstElement *pictureInput, QSize size, int framesPerSecond)
{
    const GstRef<GstElement> shape(gst_bin_get_by_name(GST_BIN(pictureInput), shapeName));
    const auto caps = capsOf(pictureCaps(size, framesPerSecond));
    if (shape)
        g_object_set(shape.get(), "caps", caps.get(), nullptr);
}

} // namespace sizhen
