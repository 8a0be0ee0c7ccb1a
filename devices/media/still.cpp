// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/still.h"

#include <gst/video/video.h>

#include <QBuffer>
#include <QImage>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr GstClockTime patience = 5 * GST_SECOND;

QImage imageOf(GstSample *sample)
{
    GstVideoInfo info;
    GstVideoFrame frame;
    if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample))
        || !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ))
        return {};
    const QImage view(static_cast<const uchar *>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)), GST_VIDEO_FRAME_WIDTH(&frame),
                      GST_VIDEO_FRAME_HEIGHT(&frame), GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0), QImage::Format_RGB32);
    const auto copy = view.copy();
    gst_video_frame_unmap(&frame);
    return copy;
}

} // namespace

void StillTap::ask(std::function<void(SharedSample)> taken)
{
    const std::scoped_lock lock(m_mutex);
    m_taken.push_back(std::move(taken));
}

void StillTap::look(GstPad *pad, GstPadProbeInfo *info)
{
    std::vector<std::function<void(SharedSample)>> asked;
    SharedSample sample;
    {
        const std::scoped_lock lock(m_mutex);
        const CapsRef caps(m_taken.empty() ? nullptr : gst_pad_get_current_caps(pad));
        if (!caps)
            return; // nobody asks, or the next one will do
        sample.reset(gst_sample_new(GST_PAD_PROBE_INFO_BUFFER(info), caps.get(), nullptr, nullptr), GstSampleUnref());
        asked = std::exchange(m_taken, {});
    }
    for (const auto &taken : asked)
        taken(sample);
}

Result<QByteArray> pngOf(const SharedSample &sample)
{
    const auto caps = capsOf("video/x-raw,format=BGRx");
    GError *error = nullptr;
    const SharedSample plain(gst_video_convert_sample(sample.get(), caps.get(), patience, &error), [](GstSample *one) {
        if (one)
            gst_sample_unref(one);
    });
    if (!plain) {
        const auto why = error ? QString::fromUtf8(error->message) : QString();
        g_clear_error(&error);
        return fail(Fault::Unsupported, u"still: "_s + why);
    }
    QByteArray png;
    QBuffer buffer(&png);
    if (!buffer.open(QIODevice::WriteOnly) || !imageOf(plain.get()).save(&buffer, "PNG"))
        return fail(Fault::Io, u"still: not written"_s);
    return png;
}

} // namespace sizhen
