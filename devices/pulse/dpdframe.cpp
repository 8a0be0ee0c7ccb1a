// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/dpdframe.h"

#include "devices/pulse/cobs.h"
#include "devices/pulse/littleendian.h"

#include <utility>

namespace sizhen {
namespace {

constexpr char dpdMagic[]{0x50, 0x44}; // 0x4450, little endian
constexpr quint16 dpdLastState = 9;

// Whether a header like this can begin a frame; its check sum is not in yet.
bool mayBegin(const char *raw)
{
    const auto type = quint8(raw[3]);
    const auto size = qFromLittleEndian<quint16>(raw + 4);
    return raw[0] == dpdMagic[0] && raw[1] == dpdMagic[1] && raw[2] == 0 && type >= 1 && type <= 4
        && (type == quint8(DpdType::Data) ? size == dpdDataSize : size <= dpdMaxPayload);
}

} // namespace

QByteArray DpdSample::encode() const
{
    QByteArray out;
    putLittleEndian<quint32>(out, number);
    for (const qint32 value : {pulse, force, reference, motor, targetForce})
        putLittleEndian<qint32>(out, value);
    putLittleEndian<quint16>(out, state);
    putLittleEndian<quint32>(out, flags);
    return out;
}

std::optional<DpdSample> DpdSample::decode(QByteArrayView payload)
{
    if (payload.size() != dpdDataSize)
        return std::nullopt;
    const auto *raw = payload.data();
    DpdSample sample;
    sample.number = qFromLittleEndian<quint32>(raw);
    sample.pulse = qFromLittleEndian<qint32>(raw + 4);
    sample.force = qFromLittleEndian<qint32>(raw + 8);
    sample.reference = qFromLittleEndian<qint32>(raw + 12);
    sample.motor = qFromLittleEndian<qint32>(raw + 16);
    sample.targetForce = qFromLittleEndian<qint32>(raw + 20);
    sample.state = qFromLittleEndian<quint16>(raw + 24);
    sample.flags = qFromLittleEndian<quint32>(raw + 26);
    if (sample.state > dpdLastState)
        return std::nullopt;
    return sample;
}

QByteArray encodeDpd(const DpdFrame &frame)
{
    Q_ASSERT(frame.payload.size() <= dpdMaxPayload);
    QByteArray out(dpdMagic, 2);
    putLittleEndian<quint8>(out, 0);
    putLittleEndian<quint8>(out, quint8(frame.type));
    putLittleEndian<quint16>(out, quint16(frame.payload.size()));
    putLittleEndian<quint32>(out, frame.sequence);
    putLittleEndian<quint64>(out, frame.deviceUs);
    out.append(frame.payload);
    putLittleEndian<quint32>(out, crc32(out));
    return out;
}

void DpdDecoder::feed(QByteArrayView bytes)
{
    m_buffer.append(bytes);
}

void DpdDecoder::restart()
{
    m_buffer.clear();
    m_garbage = 0;
}

void DpdDecoder::skip(qsizetype bytes)
{
    m_buffer.remove(0, bytes);
    m_garbage += bytes;
}

std::optional<DpdFrame> DpdDecoder::next()
{
    for (;;) {
        const auto begin = m_buffer.indexOf(QByteArrayView(dpdMagic, 2));
        if (begin < 0) { // the last byte may be the first half of the mark
            const bool half = m_buffer.endsWith(dpdMagic[0]);
            skip(m_buffer.size() - (half ? 1 : 0));
            return std::nullopt;
        }
        skip(begin);
        if (m_buffer.size() < dpdHeaderSize)
            return std::nullopt;
        if (!mayBegin(m_buffer.constData())) {
            skip(1);
            continue;
        }
        const auto bodySize = dpdHeaderSize + qFromLittleEndian<quint16>(m_buffer.constData() + 4);
        if (m_buffer.size() < bodySize + 4)
            return std::nullopt;
        const auto *raw = m_buffer.constData();
        if (qFromLittleEndian<quint32>(raw + bodySize) != crc32(QByteArrayView(raw, bodySize))) {
            skip(1);
            continue;
        }
        DpdFrame frame;
        frame.type = DpdType(quint8(raw[3]));
        frame.sequence = qFromLittleEndian<quint32>(raw + 6);
        frame.deviceUs = qFromLittleEndian<quint64>(raw + 10);
        frame.payload = m_buffer.mid(dpdHeaderSize, bodySize - dpdHeaderSize);
        m_buffer.remove(0, bodySize + 4);
        return frame;
    }
}

qsizetype DpdDecoder::takeGarbage()
{
    return std::exchange(m_garbage, 0);
}

} // namespace sizhen
