// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsefields.h"

#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxBlockSamples = 2'000'000; // 33 minutes at 1 kHz: longer than any site is held
constexpr qint64 maxIndex = 1LL << 40;

QByteArray packed(const QVector<qint32> &values)
{
    QByteArray bytes(values.size() * qsizetype(sizeof(qint32)), Qt::Uninitialized);
    if (!values.isEmpty()) // Qt hands null on to memcpy
        qToLittleEndian<qint32>(values.constData(), values.size(), bytes.data());
    return bytes;
}

QVector<qint32> unpacked(const QByteArray &bytes)
{
    const auto count = bytes.size() / qsizetype(sizeof(qint32));
    QVector<qint32> values(count);
    if (count > 0)
        qFromLittleEndian<qint32>(bytes.constData(), count, values.data());
    return values;
}

} // namespace

QStringList pulseSites()
{
    return {u"L.guan"_s, u"L.cun"_s, u"L.chi"_s, u"R.guan"_s, u"R.cun"_s, u"R.chi"_s};
}

QCborMap PulseBlock::toCbor() const
{
    return {{u"site"_s, site},
            {u"rate"_s, rateHz},
            {u"first"_s, qint64(first)},
            {u"pulse"_s, packed(pulse)},
            {u"pressure"_s, packed(pressure)}};
}

Result<PulseBlock> PulseBlock::fromCbor(const QCborMap &map)
{
    constexpr auto wide = qsizetype(sizeof(qint32));
    PulseFields fields(map, {u"site"_s, u"rate"_s, u"first"_s, u"pulse"_s, u"pressure"_s});
    PulseBlock block;
    block.site = fields.oneOf(u"site"_s, pulseSites());
    block.rateHz = fields.number(u"rate"_s, 10, 10'000);
    block.first = quint64(fields.whole(u"first"_s, 0, maxIndex));
    const auto pulse = fields.bytes(u"pulse"_s, wide, maxBlockSamples * wide);
    const auto pressure = fields.bytes(u"pressure"_s, 0, maxBlockSamples * wide);
    if (pulse.size() % wide != 0 || (!pressure.isEmpty() && pressure.size() != pulse.size()))
        fields.refuse(u"channel lengths"_s);
    if (!fields.isSound())
        return tl::unexpected(fields.error());
    block.pulse = unpacked(pulse);
    block.pressure = unpacked(pressure);
    return block;
}

} // namespace sizhen
