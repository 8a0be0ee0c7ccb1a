// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/patientsource.h"

#include "devices/media/patientpicture.h"
#include "devices/media/patientvoice.h"

#include <QDateTime>

#include <gst/video/video.h>

namespace sizhen {
namespace {

struct VoiceLoop {
    QVector<qint16> samples;
    qsizetype next = 0;
};

// The buffer of the probe, to be written into.
GstBuffer *ownedBuffer(GstPadProbeInfo *info)
{
    auto *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    return buffer;
}

GstPadProbeReturn paintOver(GstPad *pad, GstPadProbeInfo *info, gpointer)
{
    auto *buffer = ownedBuffer(info);
    auto *caps = gst_pad_get_current_caps(pad);
    GstVideoInfo video;
    const bool known = caps && gst_video_info_from_caps(&video, caps);
    if (caps)
        gst_caps_unref(caps);
    GstVideoFrame frame;
    if (!known || !gst_video_frame_map(&frame, &video, buffer, GST_MAP_READWRITE))
        return GST_PAD_PROBE_OK;
    PlanarPicture picture;
    picture.size = {GST_VIDEO_FRAME_WIDTH(&frame), GST_VIDEO_FRAME_HEIGHT(&frame)};
    for (int plane = 0; plane < 3; ++plane) {
        picture.planes[plane] = static_cast<quint8 *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, plane));
        picture.strides[plane] = GST_VIDEO_FRAME_PLANE_STRIDE(&frame, plane);
    }
    drawPatient(picture, QDateTime::currentMSecsSinceEpoch());
    gst_video_frame_unmap(&frame);
    return GST_PAD_PROBE_OK;
}

GstPadProbeReturn speakOver(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    auto *loop = static_cast<VoiceLoop *>(data);
    auto *buffer = ownedBuffer(info);
    GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP); // it was silence; a loudspeaker would skip it
    GstMapInfo map;
    if (!gst_buffer_map(buffer, &map, GST_MAP_WRITE))
        return GST_PAD_PROBE_OK;
    auto *values = reinterpret_cast<qint16 *>(map.data);
    for (gsize i = 0; i < map.size / sizeof(qint16); ++i) {
        values[i] = loop->samples[loop->next];
        loop->next = (loop->next + 1) % loop->samples.size();
    }
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

Result<GstElement *> makeSource(GstBin *bin, const Result<GstElement *> &source, const QByteArray &caps,
                                GstPadProbeCallback over, gpointer data, GDestroyNotify release)
{
    const auto filter = makeElement("capsfilter", {{"caps", caps}});
    if (!source || !filter)
        return tl::unexpected(!source ? source.error() : filter.error());
    if (const auto done = chain(bin, {*source, *filter}); !done)
        return tl::unexpected(done.error());
    const GstRef<GstPad> pad(gst_element_get_static_pad(*filter, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, over, data, release);
    return *filter;
}

} // namespace

Result<GstElement *> makePatientPicture(GstBin *bin, QSize size, int framesPerSecond)
{
    const auto caps = "video/x-raw,format=I420,width=" + QByteArray::number(size.width())
        + ",height=" + QByteArray::number(size.height()) + ",framerate=" + QByteArray::number(framesPerSecond) + "/1";
    return makeSource(bin, makeElement("videotestsrc", {{"is-live", "true"}, {"pattern", "black"}}), caps, paintOver,
                      nullptr, nullptr);
}

Result<GstElement *> makePatientVoice(GstBin *bin)
{
    // 10 ms a buffer.
    return makeSource(
        bin, makeElement("audiotestsrc", {{"is-live", "true"}, {"wave", "silence"}, {"samplesperbuffer", "480"}}),
        "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1", speakOver,
        new VoiceLoop{patientVoice(), 0}, [](gpointer data) { delete static_cast<VoiceLoop *>(data); });
}

} // namespace sizhen
