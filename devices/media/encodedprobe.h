// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"
#include "devices/media/gstref.h"

#include <functional>

namespace sizhen {

// Gives what passes `pad`, encoded, to `tap` on GStreamer's thread; nothing as long as `open` says no. H.264 passes as
// `annexB`.
void tapPackets(GstPad *pad, std::shared_ptr<EncodedTap> tap, const MediaTrack &track, PacketCodec codec,
                std::function<bool()> open = [] { return true; });

// Access units with start codes: what a tap is given.
inline constexpr auto annexB = "stream-format=byte-stream,alignment=au";

} // namespace sizhen
