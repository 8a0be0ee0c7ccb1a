// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsespool.h"

#include "core/base/cbor.h"
#include "core/pulse/pulsefields.h"
#include "core/pulse/pulsewire.h"
#include "devices/pulse/growingrecording.h"
#include "devices/pulse/littleendian.h"
#include "devices/pulse/pulseprotocols.h"

#include <QCborArray>

#include <climits>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 syncEveryNs = 1'000'000'000; // a power cut costs no more
constexpr qint64 longestRunNs = 7LL * 24 * 3600 * 1'000'000'000;
constexpr qsizetype momentSize = 8;
constexpr quint64 mostRunSamples = 1ULL << 40;
constexpr double mostScale = 1e12;

QCborMap aboutToCbor(const PulseAbout &about)
{
    return {{u"vendor"_s, about.vendor},     {u"model"_s, about.model}, {u"serial"_s, about.serial},
            {u"firmware"_s, about.firmware}, {u"rate"_s, about.rateHz}, {u"pressed"_s, about.hasPressure},
            {u"due"_s, about.calibrationDue}};
}

PulseAbout aboutFromCbor(const QCborMap &map, PulseFields &outer)
{
    PulseFields fields(map, {u"vendor"_s, u"model"_s, u"serial"_s, u"firmware"_s, u"rate"_s, u"pressed"_s, u"due"_s});
    PulseAbout about;
    about.vendor = fields.text(u"vendor"_s);
    about.model = fields.text(u"model"_s);
    about.serial = fields.text(u"serial"_s);
    about.firmware = fields.text(u"firmware"_s);
    about.rateHz = fields.number(u"rate"_s, 0, 1e6);
    about.hasPressure = fields.truth(u"pressed"_s);
    about.calibrationDue = fields.text(u"due"_s);
    if (!fields.isSound())
        outer.refuse(u"about"_s);
    return about;
}

QCborMap scaleToCbor(const PulseScale &scale)
{
    return {{u"unit"_s, scale.unit},
            {u"scale"_s, scale.scale},
            {u"pressureUnit"_s, scale.pressureUnit},
            {u"pressureScale"_s, scale.pressureScale},
            {u"instrument"_s, scale.instrument}};
}

PulseScale scaleFromCbor(const QCborMap &map, PulseFields &outer)
{
    PulseFields fields(map, {u"unit"_s, u"scale"_s, u"pressureUnit"_s, u"pressureScale"_s, u"instrument"_s});
    PulseScale scale;
    scale.unit = fields.text(u"unit"_s);
    scale.scale = fields.number(u"scale"_s, 1 / mostScale, mostScale);
    scale.pressureUnit = fields.text(u"pressureUnit"_s);
    scale.pressureScale = fields.number(u"pressureScale"_s, 1 / mostScale, mostScale);
    scale.instrument = fields.text(u"instrument"_s);
    if (!fields.isSound())
        outer.refuse(u"scale"_s);
    return scale;
}

QByteArray withMoment(char kind, qint64 nowNs, const QByteArray &rest)
{
    QByteArray record(1, kind);
    putLittleEndian<qint64>(record, nowNs);
    return record + rest;
}

// Reads one spool from its head to its end.
class PulseRereader
{
public:
    Result<> take(const QByteArray &record)
    {
        const char kind = record.isEmpty() ? '\0' : record.front();
        if (!m_protocol)
            return kind == 'H' ? onHead(record.sliced(1)) : notOurs();
        if (kind == 'E') {
            m_reread.ended = true;
            return {};
        }
        if (kind == 'S')
            return onJudged(record.sliced(1));
        if ((kind != 'B' && kind != 'C') || record.size() < 1 + momentSize)
            return notOurs();
        const auto nowNs = qFromLittleEndian<qint64>(record.constData() + 1);
        if (nowNs < m_lastNs || nowNs - m_beganNs > longestRunNs)
            return notOurs(); // our clock only goes on
        m_lastNs = nowNs;
        if (kind == 'C')
            onConnected(nowNs);
        else
            onBytes(record.sliced(1 + momentSize), nowNs);
        return {};
    }

    PulseReread reread()
    {
        m_reread.recording = m_growing.taken();
        return std::move(m_reread);
    }

    [[nodiscard]] bool hasHead() const { return m_protocol != nullptr; }

private:
    static Result<> notOurs() { return fail(Fault::Corrupt, u"spool: an unknown record"_s); }

    Result<> onHead(const QByteArray &bytes)
    {
        const auto map = cbor::decodeMap(bytes);
        const auto head = map ? PulseSpoolHead::fromCbor(*map) : tl::unexpected(map.error());
        if (!head)
            return tl::unexpected(head.error());
        auto protocol = makePulseProtocol(head->protocol, head->setup);
        if (!protocol)
            return tl::unexpected(protocol.error());
        m_protocol = std::move(*protocol);
        (void)m_protocol->feed(head->halfRead, head->nowNs);
        (void)m_protocol->encode({PulseCommand::Kind::Start, head->site, head->run, head->nowNs});
        m_meter.begin(m_protocol->integrity());
        m_growing.begin(head->site, head->scale, head->started);
        m_beganNs = head->nowNs;
        m_lastNs = head->nowNs;
        return {};
    }

    Result<> onJudged(const QByteArray &bytes)
    {
        const auto map = cbor::decodeMap(bytes);
        if (!map)
            return tl::unexpected(map.error());
        PulseFields fields(*map, {u"segments"_s});
        const auto segments = pulsewire::segments(fields, u"segments"_s, mostRunSamples);
        if (!fields.isSound())
            return tl::unexpected(fields.error());
        m_growing.setSegments(segments); // what reaches past the samples is cut when it is taken
        return {};
    }

    void onConnected(qint64 nowNs)
    {
        (void)m_protocol->encode({PulseCommand::Kind::Connect, {}, 0, nowNs});
        if (!std::exchange(m_out, true))
            m_growing.noteCable(true);
    }

    void onBytes(const QByteArray &bytes, qint64 nowNs)
    {
        m_reread.raw += bytes;
        m_hash.addData(bytes);
        const auto heard = m_protocol->feed(bytes, nowNs);
        auto run = m_meter.saw(heard, *m_protocol, nowNs);
        for (const auto &event : heard.events)
            m_growing.note(event);
        if (heard.blocks.isEmpty())
            return;
        run.rawSha256 = m_hash.result();
        run.rawBytes = m_reread.raw.size();
        m_growing.count(run, run.integrity.badFrames);
        if (std::exchange(m_out, false))
            m_growing.noteCable(false);
        for (const auto &block : heard.blocks)
            m_growing.add(block);
    }

    std::unique_ptr<PulseProtocol> m_protocol;
    PulseRunMeter m_meter;
    GrowingRecording m_growing;
    PulseReread m_reread;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_beganNs = 0;
    qint64 m_lastNs = 0;
    bool m_out = false; // the cable, until samples come again
};

} // namespace

QCborMap PulseSpoolHead::toCbor() const
{
    return {{u"v"_s, 1},
            {u"protocol"_s, protocol},
            {u"about"_s, aboutToCbor(setup.about)},
            {u"setupScale"_s, scaleToCbor(setup.about.scale)},
            {u"columns"_s, QCborArray::fromStringList(setup.columns)},
            {u"pulseColumn"_s, setup.pulseColumn},
            {u"pressureColumn"_s, setup.pressureColumn},
            {u"decimals"_s, setup.decimals},
            {u"descriptor"_s, setup.descriptor},
            {u"halfRead"_s, halfRead},
            {u"scale"_s, scaleToCbor(scale)},
            {u"site"_s, site},
            {u"run"_s, qint64(run)},
            {u"now"_s, nowNs},
            {u"started"_s, started.toUTC().toString(Qt::ISODateWithMs)}};
}

Result<PulseSpoolHead> PulseSpoolHead::fromCbor(const QCborMap &map)
{
    if (map.value(u"v"_s).toInteger() != 1)
        return fail(Fault::Unsupported, u"spool: version"_s);
    PulseFields fields(map,
                       {u"v"_s, u"protocol"_s, u"about"_s, u"setupScale"_s, u"columns"_s, u"pulseColumn"_s,
                        u"pressureColumn"_s, u"decimals"_s, u"descriptor"_s, u"halfRead"_s, u"scale"_s, u"site"_s,
                        u"run"_s, u"now"_s, u"started"_s});
    PulseSpoolHead head;
    head.protocol = fields.text(u"protocol"_s);
    head.setup.about = aboutFromCbor(fields.map(u"about"_s), fields);
    head.setup.about.scale = scaleFromCbor(fields.map(u"setupScale"_s), fields);
    for (const auto &column : map.value(u"columns"_s).toArray())
        head.setup.columns.append(column.toString());
    head.setup.pulseColumn = fields.text(u"pulseColumn"_s);
    head.setup.pressureColumn = fields.text(u"pressureColumn"_s);
    head.setup.decimals = int(fields.whole(u"decimals"_s, 0, 6));
    head.setup.descriptor = fields.bytes(u"descriptor"_s, 0, 4096);
    head.halfRead = fields.bytes(u"halfRead"_s, 0, 65536);
    head.scale = scaleFromCbor(fields.map(u"scale"_s), fields);
    head.site = fields.oneOf(u"site"_s, pulseSites());
    head.run = quint32(fields.whole(u"run"_s, 0, UINT_MAX));
    head.nowNs = fields.whole(u"now"_s, 0, LLONG_MAX);
    head.started = fields.instant(u"started"_s);
    if (!fields.isSound())
        return tl::unexpected(fields.error());
    return head;
}

PulseSpool::PulseSpool(std::unique_ptr<SealedSpool> file)
    : m_file(std::move(file))
{
}

Result<> PulseSpool::write(const QByteArray &record, qint64 nowNs)
{
    if (m_failed)
        return {};
    if (const auto written = m_file->append(record); !written) {
        m_failed = true;
        return written;
    }
    if (nowNs - m_syncedNs >= syncEveryNs) {
        m_syncedNs = nowNs;
        m_file->sync();
    }
    return {};
}

Result<> PulseSpool::begin(const PulseSpoolHead &head)
{
    return write('H' + cbor::encode(head.toCbor()), head.nowNs);
}

Result<> PulseSpool::heard(const QByteArray &bytes, qint64 nowNs)
{
    const auto written = write(withMoment('B', nowNs, bytes), nowNs);
    if (written) {
        m_hash.addData(bytes);
        m_bytes += bytes.size();
    }
    return written;
}

Result<> PulseSpool::connected(qint64 nowNs)
{
    return write(withMoment('C', nowNs, {}), nowNs);
}

Result<> PulseSpool::judged(const QVector<PulseSegment> &segments)
{
    return write('S' + cbor::encode(QCborMap{{u"segments"_s, pulsewire::toCbor(segments)}}), m_syncedNs);
}

Result<> PulseSpool::end()
{
    return write(QByteArray(1, 'E'), m_syncedNs + syncEveryNs);
}

Result<PulseReread> rereadPulse(const QList<QByteArray> &records)
{
    PulseRereader reader;
    for (const auto &record : records)
        if (const auto taken = reader.take(record); !taken)
            return tl::unexpected(taken.error());
    if (!reader.hasHead())
        return fail(Fault::Corrupt, u"spool: without a head"_s);
    return reader.reread();
}

} // namespace sizhen
