// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsefields.h"
#include "core/pulse/pulsewire.h"

#include <QCborArray>

#include <climits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 plainVersion = 1; // samples alone
constexpr qint64 takenVersion = 2; // and how it was taken: depths, line, clock, raw bytes
constexpr qsizetype maxBlocks = 200'000;
constexpr double longestStationS = 7 * 24 * 3600;
constexpr qsizetype sha256Size = 32;
constexpr qint64 mostRawBytes = 1LL << 40;
constexpr double shortByShare = 0.05;
constexpr double shortByS = 0.5;

// Nothing that version 1 cannot say: it is written as version 1, so that every recording has one spelling.
bool isPlain(const PulseRecording &recording)
{
    return recording.segments.isEmpty() && recording.pressureUnit == u"1" && recording.pressureScale == 1
        && recording.counts == PulseCounts{} && recording.marks.isEmpty() && !recording.clock
        && recording.stationSeconds == 0 && recording.rawSha256.isEmpty() && recording.rawBytes == 0;
}

// Sum of the jumps between the blocks, or a refusal: blocks of another site, overlapping or running backwards.
void readBlocks(PulseFields &fields, PulseRecording &recording)
{
    quint64 next = 0;
    quint64 lost = 0;
    for (const auto &item : fields.maps(u"blocks"_s, maxBlocks)) {
        auto block = PulseBlock::fromCbor(item);
        if (!block || block->site != recording.site || block->rateHz != recording.rateHz || block->first < next)
            return fields.refuse(u"a block of another site or rate, or out of order"_s);
        lost += block->first - next;
        next = block->first + quint64(block->pulse.size());
        recording.blocks.append(std::move(*block));
    }
    if (lost != quint64(recording.lostSamples))
        fields.refuse(u"the gaps are not the lost samples"_s);
}

} // namespace

QStringList PulseSegment::depths()
{
    return {u"superficial"_s, u"middle"_s, u"deep"_s, u"best"_s};
}

QStringList PulseSegment::flaws()
{
    return {QString(), u"pressure"_s, u"movement"_s, u"contact"_s};
}

QVector<double> PulseRecording::samples() const
{
    QVector<double> all;
    for (const auto &block : blocks)
        for (const auto value : block.pulse)
            all.append(value * scale);
    return all;
}

quint64 PulseRecording::end() const
{
    return blocks.isEmpty() ? 0 : blocks.last().first + quint64(blocks.last().pulse.size());
}

double PulseRecording::seconds() const
{
    return rateHz > 0 ? double(end()) / rateHz : 0;
}

double PulseRecording::heldSeconds() const
{
    qsizetype held = 0;
    for (const auto &block : blocks)
        held += block.pulse.size();
    return rateHz > 0 ? double(held) / rateHz : 0;
}

bool PulseRecording::isShort() const
{
    const double missing = stationSeconds - heldSeconds();
    return missing > shortByS && missing > shortByShare * stationSeconds;
}

QByteArray PulseRecording::encode() const
{
    QCborArray list;
    for (const auto &block : blocks)
        list.append(block.toCbor());
    QCborMap map{{u"v"_s, isPlain(*this) ? plainVersion : takenVersion},
                 {u"site"_s, site},
                 {u"rate"_s, rateHz},
                 {u"unit"_s, unit},
                 {u"scale"_s, scale},
                 {u"instrument"_s, instrument},
                 {u"started"_s, started.toUTC().toString(Qt::ISODateWithMs)},
                 {u"blocks"_s, list},
                 {u"lost"_s, lostSamples},
                 {u"bad"_s, badFrames}};
    if (isPlain(*this))
        return cbor::encode(map);
    map.insert(u"segments"_s, pulsewire::toCbor(segments));
    map.insert(u"pressureUnit"_s, pressureUnit);
    map.insert(u"pressureScale"_s, pressureScale);
    map.insert(u"counts"_s, pulsewire::toCbor(counts));
    map.insert(u"marks"_s, pulsewire::toCbor(marks));
    map.insert(u"clock"_s, pulsewire::toCbor(clock));
    map.insert(u"stationSeconds"_s, stationSeconds);
    map.insert(u"rawSha256"_s, rawSha256);
    map.insert(u"rawBytes"_s, rawBytes);
    return cbor::encode(map);
}

Result<PulseRecording> PulseRecording::decode(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    const auto version = map->value(u"v"_s);
    if (!version.isInteger())
        return fail(Fault::Corrupt, u"pulse: version"_s);
    if (version.toInteger() != plainVersion && version.toInteger() != takenVersion)
        return fail(Fault::Unsupported, u"pulse: version %1"_s.arg(version.toInteger()));
    QStringList keys{u"v"_s,          u"site"_s,    u"rate"_s,   u"unit"_s, u"scale"_s,
                     u"instrument"_s, u"started"_s, u"blocks"_s, u"lost"_s, u"bad"_s};
    const bool plain = version.toInteger() == plainVersion;
    if (!plain)
        keys += {u"segments"_s, u"pressureUnit"_s,   u"pressureScale"_s, u"counts"_s,  u"marks"_s,
                 u"clock"_s,    u"stationSeconds"_s, u"rawSha256"_s,     u"rawBytes"_s};
    PulseFields fields(*map, keys);
    PulseRecording recording;
    recording.site = fields.oneOf(u"site"_s, pulseSites());
    recording.rateHz = fields.number(u"rate"_s, 10, 10'000);
    recording.unit = fields.text(u"unit"_s);
    recording.scale = fields.number(u"scale"_s, 1e-12, 1e12);
    recording.instrument = fields.text(u"instrument"_s);
    recording.started = fields.instant(u"started"_s);
    recording.lostSamples = int(fields.whole(u"lost"_s, 0, INT_MAX));
    recording.badFrames = int(fields.whole(u"bad"_s, 0, INT_MAX));
    readBlocks(fields, recording);
    if (!plain) {
        recording.pressureUnit = fields.text(u"pressureUnit"_s);
        recording.pressureScale = fields.number(u"pressureScale"_s, 1e-12, 1e12);
        recording.segments = pulsewire::segments(fields, u"segments"_s, recording.end());
        recording.counts = pulsewire::counts(fields, u"counts"_s);
        recording.marks = pulsewire::marks(fields, u"marks"_s, recording.end());
        recording.clock = pulsewire::clock(fields, u"clock"_s);
        recording.stationSeconds = fields.number(u"stationSeconds"_s, 0, longestStationS);
        recording.rawSha256 = fields.bytes(u"rawSha256"_s, 0, sha256Size);
        recording.rawBytes = fields.whole(u"rawBytes"_s, 0, mostRawBytes);
        if (recording.rawSha256.isEmpty() ? recording.rawBytes != 0 : recording.rawSha256.size() != sha256Size)
            fields.refuse(u"raw bytes"_s);
        if (isPlain(recording))
            fields.refuse(u"version 2 that says no more than version 1"_s);
    }
    if (!fields.isSound())
        return tl::unexpected(fields.error());
    return recording;
}

} // namespace sizhen
