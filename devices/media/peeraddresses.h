// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gst/gst.h>

namespace sizhen {

// On which of this machine's addresses the other end may find it. Before the pipeline plays.
void useOwnAddresses(GstElement *webrtc, bool loopback);

} // namespace sizhen
