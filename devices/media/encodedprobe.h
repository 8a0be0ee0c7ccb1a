// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"
#include "devices/media/gstref.h"

#include <functional>

namespace sizhen {

// Gives what passes `pad`, encoded, to `tap` on GStreamer's thread; nothing as long as `open` says no. H.264 may pass
// in either of its forms; the tap is given start codes, and parameter sets before a key frame.
void tapPackets(
    GstPad *pad, std::shared_ptr<EncodedTap> tap, const MediaTrack &track, PacketCodec codec,
    std::function<bool()> open = [] { return true; });

// What stands beside H.264 with lengths (ISO/IEC 14496-15): its parameter sets, and how long a length is.
struct AvcForm {
    QByteArray parameterSets; // with start codes
    int lengthSize = 0; // 0: the stream has start codes

    [[nodiscard]] static AvcForm fromCodecData(const QByteArray &codecData); // empty: it is none
    // Empty when a length points out of it.
    [[nodiscard]] QByteArray withStartCodes(const QByteArray &unit, bool key) const;
};

} // namespace sizhen
