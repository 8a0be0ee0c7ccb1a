// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/session.h"

namespace sizhen {

// Messages on a direct link are cut into frames, so that a heartbeat of live pulse need not wait behind a megabyte of
// photograph. Two lanes: urgent and slow; each puts its own frames together again. Wire form, big endian:
//   u32: bit 31 = more frames of this message follow, bit 30 = slow lane, bits 0..29 = length 1..16380 | payload
namespace frame {
inline constexpr qsizetype headerSize = 4;
inline constexpr qsizetype maxPayload = 16'380; // with its header exactly one TLS record
} // namespace frame

class FrameWriter
{
public:
    using Source = std::function<std::optional<Session::Outgoing>(bool urgentOnly)>;

    // The next frame, header included; takes messages from `source` when it needs them. Empty: nothing to send now.
    [[nodiscard]] QByteArray next(const Source &source);

    // A message was begun and is not yet out.
    [[nodiscard]] bool isBusy() const { return !m_urgent.bytes.isEmpty() || !m_slow.bytes.isEmpty(); }

private:
    struct Lane {
        QByteArray bytes;
        qsizetype sent = 0;
    };

    [[nodiscard]] static QByteArray cut(Lane &lane, bool slow);

    Lane m_urgent;
    Lane m_slow;
};

// Bytes in, messages out. Never holds more than one message a lane and what was fed.
class FrameReader
{
public:
    void feed(QByteArrayView bytes);
    // The next whole message, or an empty one when more bytes are needed. Fault::Corrupt for a frame that no station
    // sends; the reader is of no use afterwards.
    [[nodiscard]] Result<QByteArray> next();

    // A message was begun and has not all come in.
    [[nodiscard]] bool isInside() const { return !m_lanes[0].isEmpty() || !m_lanes[1].isEmpty(); }

private:
    QByteArray m_buffer;
    qsizetype m_read = 0;
    QByteArray m_lanes[2];
};

} // namespace sizhen
