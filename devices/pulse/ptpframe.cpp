// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/ptpframe.h"

#include "devices/pulse/cobs.h"
#include "devices/pulse/littleendian.h"

#include <QtEndian>

#include <utility>

namespace sizhen {
namespace {

constexpr quint8 version = 1;
constexpr qsizetype longestPiece = ptpMaxFrame + ptpMaxFrame / 254 + 2;

bool known(quint8 type)
{
    switch (PtpType(type)) {
    case PtpType::Hello:
    case PtpType::Data:
    case PtpType::Event:
    case PtpType::Command:
    case PtpType::Reply:
    case PtpType::Time:
        return true;
    }
    return false;
}

} // namespace

QByteArray encodeFrame(const PtpFrame &frame)
{
    Q_ASSERT(frame.body.size() <= ptpMaxBody);
    QByteArray plain;
    plain.reserve(ptpHeaderSize + frame.body.size() + 4);
    putLittleEndian<quint8>(plain, version);
    putLittleEndian<quint8>(plain, quint8(frame.type));
    putLittleEndian<quint16>(plain, quint16(frame.body.size()));
    putLittleEndian<quint32>(plain, frame.sequence);
    putLittleEndian<quint64>(plain, frame.deviceUs);
    plain.append(frame.body);
    putLittleEndian<quint32>(plain, crc32(plain));
    auto wire = cobsEncode(plain);
    wire.append('\0');
    return wire;
}

void PtpDecoder::feed(QByteArrayView bytes)
{
    m_buffer.append(bytes);
}

void PtpDecoder::restart()
{
    m_buffer.clear();
    m_searched = 0;
    m_skipping = false;
    m_first = true;
}

std::optional<PtpFrame> PtpDecoder::next()
{
    for (;;) {
        const auto end = m_buffer.indexOf('\0', m_searched);
        if (end < 0) {
            m_searched = m_buffer.size();
            if (m_buffer.size() > longestPiece) { // nothing we know is this long: forget it, wait for the mark
                m_buffer.clear();
                m_searched = 0;
                m_skipping = true;
            }
            return std::nullopt;
        }
        const auto piece = m_buffer.left(end);
        m_buffer.remove(0, end + 1);
        m_searched = 0;
        const bool skipped = std::exchange(m_skipping, false);
        const bool first = std::exchange(m_first, false);
        if (piece.isEmpty() && !skipped)
            continue; // two marks in a row: a sender that wants to be found
        const auto frame = skipped ? std::nullopt : open(piece);
        if (frame)
            return frame;
        if (!first)
            ++m_bad;
    }
}

std::optional<PtpFrame> PtpDecoder::open(QByteArrayView piece) const
{
    if (piece.size() > longestPiece)
        return std::nullopt;
    const auto plain = cobsDecode(piece);
    if (!plain || plain->size() < ptpHeaderSize + 4 || plain->size() > ptpMaxFrame)
        return std::nullopt;
    const auto *raw = plain->constData();
    const auto bodySize = plain->size() - ptpHeaderSize - 4;
    if (quint8(raw[0]) != version || !known(quint8(raw[1])) || qFromLittleEndian<quint16>(raw + 2) != bodySize
        || qFromLittleEndian<quint32>(raw + plain->size() - 4) != crc32(QByteArrayView(raw, plain->size() - 4)))
        return std::nullopt;
    PtpFrame frame;
    frame.type = PtpType(quint8(raw[1]));
    frame.sequence = qFromLittleEndian<quint32>(raw + 4);
    frame.deviceUs = qFromLittleEndian<quint64>(raw + 8);
    frame.body = plain->mid(ptpHeaderSize, bodySize);
    return frame;
}

} // namespace sizhen
