// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <QSize>

namespace sizhen {

// The synthetic patient as live sources, for demonstrations and tests. Each adds its elements to `bin` and gives the
// last one, to be linked. GStreamer's own test sources keep the time; what they make is painted and spoken over.
[[nodiscard]] Result<GstElement *> makePatientPicture(GstBin *bin, QSize size, int framesPerSecond);
[[nodiscard]] Result<GstElement *> makePatientVoice(GstBin *bin);

} // namespace sizhen
