// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseblock.h"
#include "core/base/cbor.h"

#include <QCborArray>
#include <QtEndian>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 formatVersion = 1;
constexpr qsizetype maxBlockSamples = 2'000'000; // 33 minutes at 1 kHz: longer than any site is held
constexpr quint64 maxIndex = 1ULL << 40;
constexpr qsizetype maxText = 200;

auto corrupt(const QString &what)
{
    return fail(Fault::Corrupt, u"pulse: "_s + what);
}

QByteArray packed(const QVector<qint32> &values)
{
    QByteArray bytes(values.size() * qsizetype(sizeof(qint32)), Qt::Uninitialized);
    if (!values.isEmpty()) // Qt hands null on to memcpy
        qToLittleEndian<qint32>(values.constData(), values.size(), bytes.data());
    return bytes;
}

Result<QVector<qint32>> unpacked(const QCborValue &value, const QString &key)
{
    if (!value.isByteArray())
        return corrupt(key);
    const auto bytes = value.toByteArray();
    const auto count = bytes.size() / qsizetype(sizeof(qint32));
    if (bytes.size() % qsizetype(sizeof(qint32)) != 0 || count > maxBlockSamples)
        return corrupt(key);
    QVector<qint32> values(count);
    if (count > 0)
        qFromLittleEndian<qint32>(bytes.constData(), count, values.data());
    return values;
}

bool hasExactly(const QCborMap &map, const QStringList &keys)
{
    if (map.size() != keys.size())
        return false;
    return std::all_of(keys.begin(), keys.end(), [&map](const QString &key) { return map.contains(key); });
}

Result<double> number(const QCborValue &value, double low, double high, const QString &key)
{
    if (!value.isDouble() && !value.isInteger())
        return corrupt(key);
    const double number = value.toDouble();
    if (!std::isfinite(number) || number < low || number > high)
        return corrupt(key);
    return number;
}

Result<QString> text(const QCborValue &value, const QString &key)
{
    if (!value.isString() || value.toString().size() > maxText)
        return corrupt(key);
    return value.toString();
}

Result<int> count(const QCborValue &value, const QString &key)
{
    if (!value.isInteger() || value.toInteger() < 0 || value.toInteger() > INT_MAX)
        return corrupt(key);
    return int(value.toInteger());
}

Result<QDateTime> instant(const QCborValue &value)
{
    const auto written = value.toString();
    const auto when = QDateTime::fromString(written, Qt::ISODateWithMs);
    // One spelling only: the bytes are hashed, so the same instant may not be written in two ways.
    if (!when.isValid() || when.timeSpec() != Qt::UTC || when.toString(Qt::ISODateWithMs) != written)
        return corrupt(u"started"_s);
    return when;
}

// Sum of the jumps between the blocks, or a refusal: blocks of another site, overlapping or running backwards.
Result<quint64> gapsOf(const PulseRecording &recording)
{
    quint64 next = 0;
    quint64 lost = 0;
    for (const auto &block : recording.blocks) {
        if (block.site != recording.site || block.rateHz != recording.rateHz)
            return corrupt(u"a block of another site or rate"_s);
        if (block.first < next)
            return corrupt(u"blocks overlap"_s);
        lost += block.first - next;
        next = block.first + quint64(block.pulse.size());
    }
    return lost;
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
    if (!hasExactly(map, {u"site"_s, u"rate"_s, u"first"_s, u"pulse"_s, u"pressure"_s}))
        return corrupt(u"block keys"_s);
    PulseBlock block;
    block.site = map.value(u"site"_s).toString();
    if (!pulseSites().contains(block.site))
        return corrupt(u"site"_s);
    const auto rate = number(map.value(u"rate"_s), 10, 10'000, u"rate"_s);
    if (!rate)
        return tl::unexpected(rate.error());
    block.rateHz = *rate;
    const auto first = map.value(u"first"_s);
    if (!first.isInteger() || first.toInteger() < 0 || quint64(first.toInteger()) > maxIndex)
        return corrupt(u"first"_s);
    block.first = quint64(first.toInteger());
    auto pulse = unpacked(map.value(u"pulse"_s), u"pulse"_s);
    if (!pulse)
        return tl::unexpected(pulse.error());
    auto pressure = unpacked(map.value(u"pressure"_s), u"pressure"_s);
    if (!pressure)
        return tl::unexpected(pressure.error());
    if (pulse->isEmpty() || (!pressure->isEmpty() && pressure->size() != pulse->size()))
        return corrupt(u"channel lengths"_s);
    block.pulse = std::move(*pulse);
    block.pressure = std::move(*pressure);
    return block;
}

QVector<double> PulseRecording::samples() const
{
    QVector<double> all;
    for (const auto &block : blocks)
        for (const auto value : block.pulse)
            all.append(value * scale);
    return all;
}

double PulseRecording::seconds() const
{
    if (blocks.isEmpty() || rateHz <= 0)
        return 0;
    return double(blocks.last().first + quint64(blocks.last().pulse.size())) / rateHz;
}

QByteArray PulseRecording::encode() const
{
    QCborArray list;
    for (const auto &block : blocks)
        list.append(block.toCbor());
    const QCborMap map{{u"v"_s, formatVersion},
                       {u"site"_s, site},
                       {u"rate"_s, rateHz},
                       {u"unit"_s, unit},
                       {u"scale"_s, scale},
                       {u"instrument"_s, instrument},
                       {u"started"_s, started.toUTC().toString(Qt::ISODateWithMs)},
                       {u"blocks"_s, list},
                       {u"lost"_s, lostSamples},
                       {u"bad"_s, badFrames}};
    return cbor::encode(map);
}

Result<PulseRecording> PulseRecording::decode(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    const auto at = [&map](const QString &key) { return map->value(key); };
    if (!at(u"v"_s).isInteger())
        return corrupt(u"version"_s);
    if (at(u"v"_s).toInteger() != formatVersion)
        return fail(Fault::Unsupported, u"pulse: version %1"_s.arg(at(u"v"_s).toInteger()));
    if (!hasExactly(*map,
                    {u"v"_s, u"site"_s, u"rate"_s, u"unit"_s, u"scale"_s, u"instrument"_s, u"started"_s, u"blocks"_s,
                     u"lost"_s, u"bad"_s})
        || !at(u"blocks"_s).isArray())
        return corrupt(u"recording keys"_s);
    const auto rate = number(at(u"rate"_s), 10, 10'000, u"rate"_s);
    const auto scale = number(at(u"scale"_s), 1e-12, 1e12, u"scale"_s);
    const auto unit = text(at(u"unit"_s), u"unit"_s);
    const auto instrument = text(at(u"instrument"_s), u"instrument"_s);
    const auto started = instant(at(u"started"_s));
    const auto lost = count(at(u"lost"_s), u"lost"_s);
    const auto bad = count(at(u"bad"_s), u"bad"_s);
    for (const auto *error :
         {rate ? nullptr : &rate.error(), scale ? nullptr : &scale.error(), unit ? nullptr : &unit.error(),
          instrument ? nullptr : &instrument.error(), started ? nullptr : &started.error(),
          lost ? nullptr : &lost.error(), bad ? nullptr : &bad.error()})
        if (error)
            return tl::unexpected(*error);
    PulseRecording recording{at(u"site"_s).toString(), *rate, *unit, *scale, *instrument, *started, {}, *lost, *bad};
    if (!pulseSites().contains(recording.site))
        return corrupt(u"site"_s);
    for (const auto &item : at(u"blocks"_s).toArray()) {
        auto block = item.isMap() ? PulseBlock::fromCbor(item.toMap()) : corrupt(u"block"_s);
        if (!block)
            return tl::unexpected(block.error());
        recording.blocks.append(std::move(*block));
    }
    const auto gaps = gapsOf(recording);
    if (!gaps)
        return tl::unexpected(gaps.error());
    if (*gaps != quint64(recording.lostSamples))
        return corrupt(u"the gaps are not the lost samples"_s);
    return recording;
}

} // namespace sizhen
