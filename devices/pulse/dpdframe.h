// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace sizhen {

enum class DpdType : quint8 { Data = 1, Event = 2, Command = 3, Response = 4 };
enum class DpdCommand : quint16 { Hello = 1, Capabilities = 2, Start = 3, Stop = 4, Abort = 5 };

// Bits of DpdSample::flags.
namespace DpdFlag {
inline constexpr quint32 EmergencyStop = 1U << 2;
inline constexpr quint32 PulseSaturated = 1U << 3;
inline constexpr quint32 ForceSaturated = 1U << 4;
inline constexpr quint32 SensorDisconnected = 1U << 5;
inline constexpr quint32 BufferOverflow = 1U << 6;
} // namespace DpdFlag

// One frame of the open "digital pulse diagnosis" instrument, version 0.
struct DpdFrame {
    DpdType type = DpdType::Data;
    quint32 sequence = 0;
    quint64 deviceUs = 0;
    QByteArray payload;
    friend bool operator==(const DpdFrame &, const DpdFrame &) = default;
};

// The payload of a data frame, 30 bytes: u32 number, i32 pulse, force, reference, motor, target, u16 state, u32 flags.
// The counts of force are the instrument's own.
struct DpdSample {
    quint32 number = 0;
    qint32 pulse = 0;
    qint32 force = 0;
    qint32 reference = 0;
    qint32 motor = 0;
    qint32 targetForce = 0;
    quint16 state = 6; // 0 boot … 6 acquiring … 9 fault
    quint32 flags = 0;

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static std::optional<DpdSample> decode(QByteArrayView payload);
};

inline constexpr qsizetype dpdHeaderSize = 18;
inline constexpr qsizetype dpdDataSize = 30;
inline constexpr qsizetype dpdDataFrame = dpdHeaderSize + dpdDataSize + 4;
inline constexpr qsizetype dpdMaxPayload = 1024; // ours: a capability answer has some 300 bytes

[[nodiscard]] QByteArray encodeDpd(const DpdFrame &frame);

// Bytes in, frames out.
// Wire form, little endian: u16 magic 0x4450 | u8 version 0 | u8 type | u16 payload length | u32 frame number | u64
// microseconds | payload | u32 CRC-32 (zlib) of header and payload. Source: cxjchelsea/digital-pulse-diagnosis,
// src/digital_pulse/protocol.py. Its own reader gives up at the first wrong byte; this one looks for the next magic.
class DpdDecoder
{
public:
    void feed(QByteArrayView bytes);
    [[nodiscard]] std::optional<DpdFrame> next();
    [[nodiscard]] qsizetype takeGarbage(); // bytes skipped since the last call
    void restart();

    [[nodiscard]] const QByteArray &halfRead() const { return m_buffer; }

private:
    void skip(qsizetype bytes);

    QByteArray m_buffer;
    qsizetype m_garbage = 0;
};

} // namespace sizhen
