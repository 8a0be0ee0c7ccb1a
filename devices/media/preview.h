// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <QSize>
#include <QVideoFrame>

#include <functional>

typedef struct _GstAppSink GstAppSink;

namespace sizhen {

// A small copy of pictures for the person in front of the camera: adds the elements to `bin` and gives the first one.
// `taker` is called on GStreamer's thread, fifteen times a second; a late copy is dropped.
[[nodiscard]] Result<GstElement *> makePreview(GstBin *bin, QSize pictureSize,
                                               std::function<void(const QVideoFrame &)> taker);

// BGRx in one plane, as QImage and QWidget paint it without a change. Empty when it is none.
[[nodiscard]] QVideoFrame pulledFrame(GstAppSink *sink);

} // namespace sizhen
