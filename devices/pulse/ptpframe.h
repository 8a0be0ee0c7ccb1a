// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <optional>

namespace sizhen {

enum class PtpType : quint8 { Hello = 0x01, Data = 0x02, Event = 0x03, Command = 0x10, Reply = 0x11, Time = 0x12 };

// One frame of PTP/1 (docs/wire.md).
struct PtpFrame {
    PtpType type = PtpType::Hello;
    quint32 sequence = 0; // counts every frame one side sends
    quint64 deviceUs = 0; // the sender's microseconds; of the first sample in a data frame
    QByteArray body;
    friend bool operator==(const PtpFrame &, const PtpFrame &) = default;
};

inline constexpr qsizetype ptpHeaderSize = 16;
inline constexpr qsizetype ptpMaxFrame = 1024; // header, body and CRC before stuffing
inline constexpr qsizetype ptpMaxBody = ptpMaxFrame - ptpHeaderSize - 4;

// The frame as it goes on the wire, closed by 0x00. A body over ptpMaxBody is our own mistake (asserted).
[[nodiscard]] QByteArray encodeFrame(const PtpFrame &frame);

// Bytes in, frames out: no device, no thread, no clock.
// Wire form: COBS(u8 version=1 | u8 type | u16 body length | u32 sequence | u64 us | body | u32 CRC-32) 0x00, little
// endian.
class PtpDecoder
{
public:
    void feed(QByteArrayView bytes);
    [[nodiscard]] std::optional<PtpFrame> next();

    // Frames that arrived damaged. The first piece after a connection does not count: it may be the end of a frame.
    [[nodiscard]] int badFrames() const { return m_bad; }

    // Another connection begins: drop what is half read, keep the count.
    void restart();

    [[nodiscard]] const QByteArray &halfRead() const { return m_buffer; }

private:
    [[nodiscard]] std::optional<PtpFrame> open(QByteArrayView piece) const;

    QByteArray m_buffer;
    qsizetype m_searched = 0; // bytes of m_buffer known to hold no 0x00
    bool m_skipping = false; // inside a piece that is already too long
    bool m_first = true;
    int m_bad = 0;
};

} // namespace sizhen
