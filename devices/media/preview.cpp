// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/preview.h"

#include "devices/media/receivedmedia.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

namespace sizhen {
namespace {

using Taker = std::function<void(const QVideoFrame &)>;

constexpr int previewWidth = 320;

QByteArray previewCaps(QSize size)
{
    const auto small = size.scaled(previewWidth, previewWidth, Qt::KeepAspectRatio);
    return "video/x-raw,format=BGRx,width=" + QByteArray::number(small.width() & ~1)
        + ",height=" + QByteArray::number(small.height() & ~1);
}

GstFlowReturn previewCame(GstAppSink *sink, gpointer data)
{
    if (const auto frame = pulledFrame(sink); frame.isValid())
        (*static_cast<Taker *>(data))(frame);
    return GST_FLOW_OK;
}

} // namespace

QVideoFrame pulledFrame(GstAppSink *sink)
{
    auto *sample = gst_app_sink_pull_sample(sink);
    if (!sample)
        return {};
    GstVideoInfo info;
    QVideoFrame frame;
    if (gst_video_info_from_caps(&info, gst_sample_get_caps(sample)))
        frame = frameOf(gst_sample_get_buffer(sample), info);
    gst_sample_unref(sample);
    return frame;
}

Result<GstElement *> makePreview(GstBin *bin, QSize pictureSize, Taker taker)
{
    const auto waiting = makeElement("queue", {{"leaky", "downstream"}, {"max-size-buffers", "1"}});
    const auto rate = makeElement("videorate", {{"drop-only", "true"}, {"max-rate", "15"}});
    const auto scale = makeElement("videoconvertscale", {{"n-threads", "1"}});
    // Not synchronised and never waited for: one's own movement is seen at once.
    const auto sink = makeElement("appsink",
                                  {{"sync", "false"},
                                   {"async", "false"},
                                   {"max-buffers", "1"},
                                   {"drop", "true"},
                                   {"caps", previewCaps(pictureSize)}});
    for (const auto *one : {&waiting, &rate, &scale, &sink})
        if (!*one)
            return *one;
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = previewCame;
    gst_app_sink_set_callbacks(GST_APP_SINK(*sink), &callbacks, new Taker(std::move(taker)),
                               [](gpointer data) { delete static_cast<Taker *>(data); });
    if (const auto done = chain(bin, {*waiting, *rate, *scale, *sink}); !done)
        return tl::unexpected(done.error());
    return *waiting;
}

} // namespace sizhen
