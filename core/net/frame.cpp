// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/frame.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint32 moreBit = 1u << 31;
constexpr quint32 slowBit = 1u << 30;

} // namespace

QByteArray FrameWriter::cut(Lane &lane, bool slow)
{
    const auto length = std::min(frame::maxPayload, lane.bytes.size() - lane.sent);
    const auto more = lane.sent + length < lane.bytes.size();
    QByteArray out(frame::headerSize + length, Qt::Uninitialized);
    qToBigEndian(quint32(length) | (more ? moreBit : 0) | (slow ? slowBit : 0), out.data());
    memcpy(out.data() + frame::headerSize, lane.bytes.constData() + lane.sent, size_t(length));
    lane.sent += length;
    if (!more)
        lane = {};
    return out;
}

QByteArray FrameWriter::next(const Source &source)
{
    if (m_urgent.bytes.isEmpty()) {
        if (auto message = source(!m_slow.bytes.isEmpty()); message && !message->bytes.isEmpty())
            (message->urgent ? m_urgent : m_slow) = {std::move(message->bytes), 0};
    }
    if (!m_urgent.bytes.isEmpty())
        return cut(m_urgent, false);
    return m_slow.bytes.isEmpty() ? QByteArray() : cut(m_slow, true);
}

void FrameReader::feed(QByteArrayView bytes)
{
    if (m_read > 0) {
        m_buffer.remove(0, m_read);
        m_read = 0;
    }
    m_buffer.append(bytes);
}

Result<QByteArray> FrameReader::next()
{
    while (m_buffer.size() - m_read >= frame::headerSize) {
        const auto header = qFromBigEndian<quint32>(m_buffer.constData() + m_read);
        const auto length = qsizetype(header & ~(moreBit | slowBit));
        if (length < 1 || length > frame::maxPayload)
            return fail(Fault::Corrupt, u"a frame of %1 bytes"_s.arg(length));
        if (m_buffer.size() - m_read < frame::headerSize + length)
            break;
        auto &lane = m_lanes[header & slowBit ? 1 : 0];
        if (lane.size() + length > wire::maxMessageBytes)
            return fail(Fault::Corrupt, u"a message of more than %1 bytes"_s.arg(wire::maxMessageBytes));
        lane.append(m_buffer.constData() + m_read + frame::headerSize, length);
        m_read += frame::headerSize + length;
        if (!(header & moreBit))
            return std::exchange(lane, {});
    }
    return QByteArray();
}

} // namespace sizhen
