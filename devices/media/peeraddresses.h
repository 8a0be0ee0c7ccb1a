// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"

#include <gst/gst.h>

namespace sizhen {

// On which of this machine's addresses the other end may find it. Before the pipeline plays.
void useOwnAddresses(GstElement *webrtc, const MediaSetup &setup);
// Where it may be relayed when nothing comes through directly; before the pipeline plays.
void useRelay(GstElement *webrtc, const MediaSetup &setup);

} // namespace sizhen
