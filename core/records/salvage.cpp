// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/salvage.h"

#include "core/records/ledger_p.h"
#include "core/records/sizes.h"
#include "core/store/carve.h"
#include "core/store/chunkfiles.h"
#include "core/store/durablefile.h"
#include "core/store/vaultfiles.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int perTransaction = 500;

struct Saved {
    Entry entry;
    QByteArray feed;
    QByteArray hash;
    QByteArray raw;
};

// Entries of one feed, in order and one for each place.
using Feeds = std::map<QByteArray, std::map<quint64, Saved>>;

Feeds sound(const QList<QByteArray> &raws, SalvageReport &report)
{
    Feeds feeds;
    for (const auto &raw : raws) {
        auto entry = parseEntry(raw);
        if (!entry || !checkSignature(*entry, raw)) {
            ++report.refused;
            continue;
        }
        const auto feed = entry->feed();
        const auto sequence = entry->sequence;
        feeds[feed].insert({sequence, {*std::move(entry), feed, entryHash(raw), raw}});
    }
    return feeds;
}

// Writes in portions: one transaction over everything would need as much memory again.
class Portions
{
public:
    explicit Portions(Vault &vault)
        : m_vault(vault)
    {
    }

    Result<> write(const std::function<Result<>()> &one)
    {
        if (!m_change) {
            auto begun = m_vault.begin();
            if (!begun)
                return tl::unexpected(begun.error());
            m_change.emplace(std::move(*begun));
        }
        if (auto done = one(); !done)
            return done;
        return ++m_count % perTransaction == 0 ? finish() : Result<>();
    }

    Result<> finish()
    {
        if (!m_change)
            return {};
        auto done = m_change->commit();
        m_change.reset();
        return done;
    }

private:
    Vault &m_vault;
    std::optional<Transaction> m_change;
    int m_count = 0;
};

Result<> writeFeed(Vault &vault, Portions &portions, const std::map<quint64, Saved> &feed, SalvageReport &report)
{
    quint64 next = 1;
    QByteArray previous;
    bool chained = true;
    for (const auto &[sequence, saved] : feed) {
        const auto &entry = saved.entry;
        if (sequence != next) {
            report.gaps.append({hex(entry.stream), hex(saved.feed), next, sequence - 1, 0});
            chained = false;
        } else if (chained && next > 1 && entry.previous != previous) {
            report.gaps.append({hex(entry.stream), hex(saved.feed), next, next, 0}); // another entry belongs here
            chained = false;
        }
        next = sequence + 1;
        previous = saved.hash;
        const EntryRow row{entry.stream, saved.feed, sequence, saved.hash, entry.hlc, saved.raw};
        if (!chained) {
            ++report.aside;
            ++report.gaps.last().behind;
            const Row keptAs{hex(saved.feed) + u'.' + padded(sequence), hex(entry.stream), saved.raw};
            if (auto put = portions.write([&] { return vault.rows().put(rows::salvaged, keptAs); }); !put)
                return put;
            continue;
        }
        ++report.entries;
        if (auto put = portions.write([&] { return vault.entries().append(row); }); !put)
            return put;
    }
    return {};
}

Result<> writeRows(Vault &vault, Portions &portions, const QList<Carving::Item> &items, SalvageReport &report)
{
    for (const auto &[kind, row] : items) {
        if (kind.startsWith(u"p."_s) || kind == rows::syncMark) // what is lost must be found missing
            continue;
        ++report.rows;
        if (auto put = portions.write([&] { return vault.rows().put(kind, row); }); !put)
            return put;
    }
    const Row incarnation{u"incarnation"_s, {}, randomBytes(incarnationSize)};
    return portions.write([&] { return vault.rows().put(rows::self, incarnation); });
}

Result<> writeChunks(const QString &from, Vault &vault, SalvageReport &report)
{
    ChunkFiles old(VaultFiles::Paths{from}.blobs());
    for (const auto &file : old.files()) {
        const auto address = QByteArray::fromHex(file.section(u'/', -1).toLatin1());
        const auto sealed = old.chunk(address);
        if (!sealed) {
            if (!file.endsWith(u".new"_s))
                report.damagedAttachments.append(file.section(u'/', -1));
            continue;
        }
        if (auto stored = vault.attachments().storeChunk(address, *sealed); !stored)
            return stored;
        ++report.attachments;
    }
    const auto named = vault.rows().list(QString(rows::chunk));
    if (!named)
        return tl::unexpected(named.error());
    for (const auto &row : *named) {
        const auto address = row.key.section(u'.', 0, 0);
        if (!vault.attachments().has(QByteArray::fromHex(address.toLatin1()))
            && !report.missingAttachments.contains(address))
            report.missingAttachments.append(address);
    }
    return {};
}

// What makes this station itself.
QStringList missingKeys(const QList<Carving::Item> &items)
{
    QStringList missing;
    for (const auto &key : {u"box"_s, u"station"_s, u"automaton"_s, u"tls"_s})
        missing.append(QString(rows::selfKey) + u'/' + key);
    for (const auto &key : {u"card"_s, u"station"_s, u"automaton"_s, u"tls"_s, u"clock"_s, u"institution"_s})
        missing.append(QString(rows::self) + u'/' + key);
    for (const auto &item : items)
        missing.removeAll(item.kind + u'/' + item.row.key);
    return missing;
}

// The old vault kept count of what it had projected (core/consult): a tail that is lost shows there and nowhere else.
void compareCounts(const QList<Carving::Item> &items, const Feeds &feeds, SalvageReport &report)
{
    QHash<QString, qint64> found;
    for (const auto &[id, feed] : feeds)
        for (const auto &[sequence, saved] : feed)
            ++found[hex(saved.entry.stream)];
    for (const auto &item : items) {
        const auto had = item.kind == u"p.head"_s ? item.row.body.toLongLong() : 0;
        if (const auto have = found.value(item.row.key); had > have)
            report.shortStreams.append(u"%1: %2 of %3 entries"_s.arg(item.row.key).arg(have).arg(had));
    }
    report.shortStreams.sort();
    report.shortStreams.removeDuplicates();
}

} // namespace

Result<SalvageReport> salvage(const QString &from, const QString &to, const SecretBytes &passphrase, KdfCost cost,
                              const std::function<void(int)> &progress)
{
    const auto say = [&progress](int percent) {
        if (progress)
            progress(percent);
    };
    const auto key = Vault::unlockKey(from, passphrase);
    if (!key)
        return tl::unexpected(key.error());
    const auto carving = carve(from, *key);
    if (!carving)
        return tl::unexpected(carving.error());
    say(40);
    SalvageReport report;
    report.pages = carving->pages;
    report.mended = carving->mended;
    report.lost = carving->lost;
    report.missingKeys = missingKeys(carving->rows);
    const auto feeds = sound(carving->entries, report);
    compareCounts(carving->rows, feeds, report);
    say(60);
    const auto vault = Vault::create(to, passphrase, cost);
    if (!vault)
        return tl::unexpected(vault.error());
    Portions portions(**vault);
    if (auto done = writeRows(**vault, portions, carving->rows, report); !done)
        return tl::unexpected(done.error());
    for (const auto &[id, feed] : feeds)
        if (auto done = writeFeed(**vault, portions, feed, report); !done)
            return tl::unexpected(done.error());
    if (auto done = portions.finish(); !done)
        return tl::unexpected(done.error());
    say(80);
    if (auto done = writeChunks(from, **vault, report); !done)
        return tl::unexpected(done.error());
    say(100);
    return report;
}

Result<Replaced> salvageInPlace(const QString &folder, const SecretBytes &passphrase, const QDateTime &now,
                                KdfCost cost)
{
    const auto place = QDir::cleanPath(folder);
    const auto saving = place + u".saving"_s;
    QDir(saving).removeRecursively(); // of a salvage that was cut short
    auto report = salvage(place, saving, passphrase, cost);
    if (!report)
        return tl::unexpected(report.error());
    if (!report->keepsIdentity()) {
        QDir(saving).removeRecursively();
        return tl::unexpected(Error{Fault::Corrupt, report->missingKeys.join(u", "_s), u"ARC-07"_s,
                                    u"vault.not_salvageable"_s, {}});
    }
    const auto keptAs = place + u".damaged-"_s + now.toUTC().toString(u"yyyyMMdd-HHmmss"_s);
    if (auto written = writeDurably(saving + u"/salvage-report.json"_s, QJsonDocument(toJson(*report)).toJson()); !written)
        return tl::unexpected(written.error());
    if (!QDir().rename(place, keptAs))
        return tl::unexpected(Error{Fault::Io, u"salvage: the damaged folder cannot be renamed"_s, {}, u"vault.drive"_s, {}});
    if (!QDir().rename(saving, place)) {
        QDir().rename(keptAs, place);
        return tl::unexpected(Error{Fault::Io, u"salvage: the new folder cannot be renamed"_s, {}, u"vault.drive"_s, {}});
    }
    return Replaced{*std::move(report), keptAs};
}

QJsonObject toJson(const SalvageReport &report)
{
    QJsonArray gaps;
    for (const auto &gap : report.gaps)
        gaps.append(QJsonObject{{u"stream"_s, gap.stream},
                                {u"feed"_s, gap.feed},
                                {u"from"_s, qint64(gap.from)},
                                {u"to"_s, qint64(gap.to)},
                                {u"keptBehind"_s, gap.behind}});
    return {{u"pages"_s, report.pages},
            {u"mendedPages"_s, report.mended},
            {u"lostPlaces"_s, QJsonArray::fromStringList(report.lost)},
            {u"entries"_s, report.entries},
            {u"entriesBehindGaps"_s, report.aside},
            {u"refusedEntries"_s, report.refused},
            {u"gaps"_s, gaps},
            {u"shortStreams"_s, QJsonArray::fromStringList(report.shortStreams)},
            {u"rows"_s, report.rows},
            {u"missingKeys"_s, QJsonArray::fromStringList(report.missingKeys)},
            {u"attachmentParts"_s, report.attachments},
            {u"damagedAttachmentParts"_s, QJsonArray::fromStringList(report.damagedAttachments)},
            {u"missingAttachmentParts"_s, QJsonArray::fromStringList(report.missingAttachments)},
            {u"lostNothing"_s, report.lostNothing()}};
}

} // namespace sizhen
