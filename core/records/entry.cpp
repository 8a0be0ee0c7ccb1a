// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/entry.h"

#include "core/records/sizes.h"
#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint8 wireVersion = 1;
constexpr quint8 suite = 1;
constexpr auto signatureDomain = QByteArrayView("sizhen.entry");
// SQLite and CBOR readers count in signed 64 bits: a larger number would sort as a negative one.
constexpr quint64 maxSequence = std::numeric_limits<qint64>::max();

template <typename T>
void put(QByteArray &out, T number)
{
    const auto big = qToBigEndian(number);
    out.append(reinterpret_cast<const char *>(&big), sizeof big);
}

// Reads on until something is missing; from then on everything is empty.
class Reader
{
public:
    explicit Reader(const QByteArray &bytes)
        : m_bytes(bytes)
    {
    }

    template <typename T>
    T number()
    {
        const auto at = take(sizeof(T));
        return at.isEmpty() ? T(0) : qFromBigEndian<T>(at.data());
    }

    QByteArray bytes(qsizetype size) { return take(size).toByteArray(); }

    void demand(bool good) { m_good = m_good && good; }

    [[nodiscard]] bool good() const { return m_good; }

    [[nodiscard]] bool atEnd() const { return m_at == m_bytes.size(); }

private:
    QByteArrayView take(qsizetype size)
    {
        m_good = m_good && size <= m_bytes.size() - m_at;
        if (!m_good)
            return {};
        m_at += size;
        return QByteArrayView(m_bytes).sliced(m_at - size, size);
    }

    const QByteArray &m_bytes;
    qsizetype m_at = 0;
    bool m_good = true;
};

void readSeen(Reader &reader, QList<SeenHead> &seen)
{
    const auto count = reader.number<quint16>();
    for (quint16 i = 0; i < count && reader.good(); ++i) {
        SeenHead head{reader.bytes(idSize), reader.number<quint64>()};
        reader.demand(head.sequence > 0 && head.sequence <= maxSequence);
        reader.demand(seen.isEmpty() || seen.last().feed < head.feed);
        seen.append(std::move(head));
    }
}

} // namespace

QByteArray Entry::feed() const
{
    return hash("sizhen.feed", stream + station + incarnation).left(idSize);
}

QByteArray headerOf(const Entry &entry)
{
    QByteArray out;
    out.reserve(160 + entry.seen.size() * 24);
    put(out, wireVersion);
    put(out, suite);
    out += entry.stream + entry.station + entry.incarnation;
    put(out, entry.sequence);
    out += entry.previous;
    put(out, entry.hlc);
    put(out, entry.epoch);
    put(out, quint16(entry.seen.size()));
    for (const auto &head : entry.seen) {
        out += head.feed;
        put(out, head.sequence);
    }
    return out;
}

QByteArray serialise(const Entry &entry)
{
    auto out = headerOf(entry);
    put(out, quint32(entry.sealedBody.size()));
    return out + entry.sealedBody + entry.signature;
}

Result<Entry> parseEntry(const QByteArray &raw)
{
    if (raw.size() > maxEntrySize)
        return fail(Fault::Corrupt, u"entry: %1 bytes"_s.arg(raw.size()));
    Reader reader(raw);
    const auto version = reader.number<quint8>();
    const auto itsSuite = reader.number<quint8>();
    if (reader.good() && (version != wireVersion || itsSuite != suite)) {
        const auto newer = version > 0 && itsSuite > 0;
        return fail(newer ? Fault::Unsupported : Fault::Corrupt, u"entry: version %1.%2"_s.arg(version).arg(itsSuite));
    }
    Entry entry;
    entry.stream = reader.bytes(idSize);
    entry.station = reader.bytes(publicKeySize);
    entry.incarnation = reader.bytes(idSize);
    entry.sequence = reader.number<quint64>();
    entry.previous = reader.bytes(hashSize);
    entry.hlc = reader.number<quint64>();
    entry.epoch = reader.number<quint32>();
    readSeen(reader, entry.seen);
    entry.sealedBody = reader.bytes(reader.number<quint32>());
    entry.signature = reader.bytes(signatureSize);
    reader.demand(entry.sequence > 0 && entry.sequence <= maxSequence && entry.hlc <= maxSequence);
    reader.demand((entry.sequence == 1) == (entry.previous.count('\0') == hashSize));
    if (!reader.good() || !reader.atEnd())
        return fail(Fault::Corrupt, u"entry: not in canonical form"_s);
    return entry;
}

QByteArray entryHash(const QByteArray &raw)
{
    return hash("sizhen.entry.hash", raw);
}

QByteArray signEntry(const Entry &entry, const SigningKey &station)
{
    auto unsignedForm = entry;
    unsignedForm.signature.clear();
    return station.sign(signatureDomain, serialise(unsignedForm));
}

Result<> checkSignature(const Entry &entry, const QByteArray &raw)
{
    const auto said = QByteArrayView(raw).chopped(std::min<qsizetype>(raw.size(), signatureSize));
    if (!verify(entry.station, signatureDomain, said, entry.signature))
        return fail(Fault::Untrusted, u"entry: the signature is not the station's"_s);
    return {};
}

EntryRow rowOf(const Entry &entry, const QByteArray &raw)
{
    return {entry.stream, entry.feed(), entry.sequence, entryHash(raw), entry.hlc, raw};
}

quint64 HybridClock::next(qint64 nowMs)
{
    m_last = std::max(m_last + 1, quint64(std::max<qint64>(nowMs, 0)) << 16);
    return m_last;
}

void HybridClock::observe(quint64 remote, qint64 nowMs)
{
    if (!tooFarAhead(remote, nowMs))
        m_last = std::max(m_last, remote);
}

} // namespace sizhen
