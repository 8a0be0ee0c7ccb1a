// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"

#include <QSize>

namespace sizhen {

// What a file must say of a stream before its first packet.
struct StreamHead {
    PacketCodec codec = PacketCodec::Opus;
    QByteArray extra; // H.264: SPS and PPS with start codes; Opus: OpusHead (RFC 7845 5.1)
    QSize size; // of pictures
};

// SPS and PPS of an access unit with their start codes; empty when it has not both.
[[nodiscard]] QByteArray parameterSets(QByteArrayView accessUnit);

// Out of the first packet that can say it: a key frame, any packet of sound. None: not this one.
[[nodiscard]] std::optional<StreamHead> headFrom(const EncodedPacket &packet);

// For a track that says nothing yet when the file begins: pictures of 1280 × 720 in constrained baseline. Each key
// frame brings its own parameter sets, and those hold.
[[nodiscard]] StreamHead usualHead(PacketCodec codec);

} // namespace sizhen
