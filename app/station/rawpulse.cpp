// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/rawpulse.h"

#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/consult/desk.h"
#include "core/crypto/primitives.h"
#include "devices/pulse/pulsespool.h"

#include <QCborArray>
#include <QDir>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto rawPrefix = u"pulseraw/"_s; // before the case, as with the other drafts of it
constexpr qsizetype rawNumberSize = 16;

// The recording names the first so many of these bytes.
bool isRawOf(const QByteArray &raw, const PulseRecording &recording)
{
    return recording.rawBytes > 0 && recording.rawBytes <= raw.size()
        && sha256(raw.first(recording.rawBytes)) == recording.rawSha256;
}

} // namespace

// A row of the drafts: "pulseraw/<case>/<site>/<number>".
struct RawPulse::Entry {
    QString caseHex;
    QString site;
    QString number; // hex; the file's name
    SecretBytes key; // of the file; empty when it is an original
    std::optional<Attachment> original;

    [[nodiscard]] QString place() const { return rawPrefix + caseHex + u'/' + site + u'/' + number; }
};

QString RawPulse::draftPlace(const QString &caseHex, const QString &site)
{
    return u"pulse/"_s + caseHex + u'/' + site;
}

QString RawPulse::pathOf(const Entry &entry) const
{
    return m_vault.folder() + u"/pulse/"_s + entry.number + u".spool"_s;
}

Result<std::vector<RawPulse::Entry>> RawPulse::entries(const QString &caseHex) const
{
    const auto rows = m_vault.rows().list(Desk::draftRows());
    if (!rows)
        return tl::unexpected(rows.error());
    const auto prefix = caseHex.isEmpty() ? rawPrefix : rawPrefix + caseHex + u'/';
    std::vector<Entry> entries;
    for (const auto &row : *rows) {
        const auto parts = row.key.split(u'/');
        const auto map = row.key.startsWith(prefix) && parts.size() == 4 ? cbor::decodeMap(row.body)
                                                                         : Result<QCborMap>(fail(Fault::NotFound, {}));
        if (!map)
            continue;
        Entry entry{parts[1], parts[2], parts[3], {}, {}};
        if (map->contains(u"original"_s)) {
            auto original = Attachment::fromCbor(map->value(u"original"_s).toMap());
            if (!original)
                return tl::unexpected(original.error());
            entry.original = std::move(*original);
        } else {
            auto key = map->value(u"key"_s).toByteArray();
            entry.key = SecretBytes::copyOf(key);
            wipe(key);
        }
        entries.push_back(std::move(entry));
    }
    return entries;
}

Result<> RawPulse::put(const Entry &entry)
{
    auto change = m_vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    const auto body = entry.original ? QCborMap{{u"original"_s, entry.original->toCbor()}}
                                     : QCborMap{{u"key"_s, entry.key.view().toByteArray()}};
    if (const auto done = m_vault.rows().put(Desk::draftRows(), {entry.place(), {}, cbor::encode(body)}); !done)
        return done;
    return change->commit();
}

Result<> RawPulse::remove(const Entry &entry)
{
    auto change = m_vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    if (const auto done = m_vault.rows().remove(Desk::draftRows(), entry.place()); !done)
        return done;
    if (const auto done = change->commit(); !done)
        return done;
    QFile::remove(pathOf(entry)); // without its key nobody reads it, should this fail
    return {};
}

Result<std::unique_ptr<SealedSpool>> RawPulse::begin(const QString &caseHex, const QString &site)
{
    const auto earlier = entries(caseHex);
    if (!earlier)
        return tl::unexpected(earlier.error());
    for (const auto &entry : *earlier)
        if (entry.site == site && !entry.original)
            if (const auto gone = remove(entry); !gone)
                return tl::unexpected(gone.error());
    Entry entry{
        caseHex, site, QString::fromLatin1(randomBytes(rawNumberSize).toHex()), SecretBytes::random(keySize), {}};
    if (!QDir().mkpath(m_vault.folder() + u"/pulse"_s))
        return fail(Fault::Io, u"raw pulse: the folder cannot be made"_s);
    if (const auto done = put(entry); !done) // the key first: a file that nobody can open is of no use
        return tl::unexpected(done.error());
    return SealedSpool::create(pathOf(entry), std::move(entry.key));
}

Result<QList<QByteArray>> RawPulse::records(const Entry &entry) const
{
    if (!entry.original) {
        auto content = SealedSpool::read(pathOf(entry), entry.key);
        if (!content)
            return tl::unexpected(content.error());
        return std::move(content->records);
    }
    const auto bytes = m_vault.attachments().read(*entry.original);
    const auto map = bytes ? cbor::decodeMap(*bytes) : tl::unexpected(bytes.error());
    if (!map)
        return tl::unexpected(map.error());
    QList<QByteArray> records;
    for (const auto &record : map->value(u"records"_s).toArray())
        records.append(record.toByteArray());
    return records;
}

Result<int> RawPulse::recover()
{
    const auto all = entries({});
    if (!all)
        return tl::unexpected(all.error());
    int recovered = 0;
    for (const auto &entry : *all) {
        if (entry.original)
            continue;
        const auto done = recoverOne(entry);
        if (!done)
            return tl::unexpected(done.error());
        recovered += *done ? 1 : 0;
    }
    return recovered;
}

Result<bool> RawPulse::recoverOne(const Entry &entry)
{
    const auto place = draftPlace(entry.caseHex, entry.site);
    const auto draft = m_vault.rows().at(Desk::draftRows(), place);
    if (!draft)
        return tl::unexpected(draft.error());
    const auto bytes = records(entry);
    const auto reread = bytes ? rereadPulse(*bytes) : tl::unexpected(bytes.error());
    const auto before = *draft ? PulseRecording::decode((*draft)->body) : Result<PulseRecording>(PulseRecording{});
    const bool own = reread && before && isRawOf(reread->raw, *before);
    const bool lost = !reread || reread->recording.blocks.isEmpty() || (reread->ended && !own);
    if (lost) {
        if (!reread)
            qCWarning(lcDevice) << "raw bytes of a pulse cannot be read:" << reread.error().detail;
        return remove(entry).map([] { return false; });
    }
    // Another run's draft is older: when a run begins, the raw bytes of the one before go.
    const bool older = before && before->rawBytes > 0 && !own;
    if (before && !older && before->end() >= reread->recording.end())
        return false;
    auto change = m_vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    if (const auto put = m_vault.rows().put(Desk::draftRows(), {place, {}, reread->recording.encode()}); !put)
        return tl::unexpected(put.error());
    return change->commit().map([] { return true; });
}

Result<bool> RawPulse::hasOpen(const QString &caseHex) const
{
    const auto all = entries(caseHex);
    if (!all)
        return tl::unexpected(all.error());
    return std::any_of(all->begin(), all->end(), [](const Entry &entry) { return !entry.original; });
}

Result<> RawPulse::settle(const QString &caseHex, const QVector<PulseRecording> &kept)
{
    auto all = entries(caseHex);
    if (!all)
        return tl::unexpected(all.error());
    for (auto &entry : *all) {
        if (entry.original)
            continue;
        auto bytes = records(entry);
        const auto reread = bytes ? rereadPulse(*bytes) : tl::unexpected(bytes.error());
        if (!reread)
            continue; // recover() tells it
        for (const auto &recording : kept)
            if (isRawOf(reread->raw, recording))
                return keep(std::move(entry), *bytes);
    }
    return {};
}

Result<> RawPulse::keep(Entry entry, const QList<QByteArray> &records)
{
    QCborArray list;
    for (const auto &record : records)
        list.append(record);
    auto original = m_vault.attachments().put(cbor::encode(QCborMap{{u"v"_s, 1}, {u"records"_s, list}}),
                                              u"application/x-sizhen-pulse-raw"_s, entry.site + u".raw"_s);
    if (!original)
        return tl::unexpected(original.error());
    const auto file = pathOf(entry);
    entry.original = std::move(*original);
    if (const auto done = put(entry); !done)
        return done;
    QFile::remove(file);
    return {};
}

Result<PulseReread> RawPulse::reread(const QString &caseHex, const PulseRecording &recording) const
{
    const auto all = entries(caseHex);
    if (!all)
        return tl::unexpected(all.error());
    bool there = false;
    for (const auto &entry : *all) {
        if (entry.site != recording.site)
            continue;
        const auto bytes = records(entry);
        auto reread = bytes ? rereadPulse(*bytes) : tl::unexpected(bytes.error());
        if (!reread)
            return reread;
        there = true;
        if (isRawOf(reread->raw, recording))
            return reread;
    }
    return fail(there ? Fault::Corrupt : Fault::NotFound, u"raw pulse: not the bytes of this recording"_s);
}

} // namespace sizhen
