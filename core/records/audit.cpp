// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/audit.h"

#include "core/crypto/primitives.h"
#include "core/records/entry.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString reasonAgainst(const EntryRow &row, const QByteArray &previous, quint64 sequence)
{
    const auto entry = parseEntry(row.raw);
    if (!entry)
        return u"shape"_s;
    if (entryHash(row.raw) != row.hash || entry->feed() != row.feed || entry->stream != row.stream)
        return u"hash"_s;
    if (entry->sequence != sequence || entry->previous != previous)
        return u"chain"_s;
    return checkSignature(*entry, row.raw) ? QString() : u"signature"_s;
}

Result<> auditFeed(Ledger &ledger, const QByteArray &stream, const FeedHead &head, AuditReport &report)
{
    constexpr qint64 batchBytes = 4 * 1024 * 1024;
    QByteArray previous(hashSize, '\0');
    quint64 next = 1;
    const auto fault = [&](quint64 sequence, const QString &reason) {
        report.faults.append(
            {QString::fromLatin1(stream.toHex().first(16)), QString::fromLatin1(head.feed.toHex()), sequence, reason});
    };
    while (next <= head.sequence) {
        const auto rows = ledger.vault().entries().ofFeed(head.feed, next, batchBytes);
        if (!rows)
            return tl::unexpected(rows.error());
        if (rows->isEmpty()) {
            fault(next, u"missing"_s);
            return {};
        }
        for (const auto &row : *rows) {
            if (const auto reason = reasonAgainst(row, previous, next); !reason.isEmpty())
                fault(next, reason);
            previous = row.hash;
            ++report.entries;
            ++next;
        }
    }
    if (previous != head.hash)
        fault(head.sequence, u"head"_s);
    return {};
}

} // namespace

Result<AuditReport> auditRecords(Ledger &ledger)
{
    AuditReport report;
    const auto streams = ledger.vault().entries().streams();
    if (!streams)
        return tl::unexpected(streams.error());
    auto sorted = *streams;
    std::sort(sorted.begin(), sorted.end());
    QByteArray heads;
    for (const auto &stream : sorted) {
        ++report.streams;
        const auto feeds = ledger.vault().entries().heads(stream);
        if (!feeds)
            return tl::unexpected(feeds.error());
        for (const auto &head : *feeds) {
            ++report.feeds;
            if (const auto walked = auditFeed(ledger, stream, head, report); !walked)
                return tl::unexpected(walked.error());
            heads += stream + head.feed + head.hash;
        }
        const auto events = ledger.events(stream);
        if (!events)
            return tl::unexpected(events.error());
        for (const auto &event : *events)
            if (!event.problem.isEmpty() && event.problem != u"no-key"_s && event.problem != u"newer"_s
                && event.problem != u"destroyed"_s)
                report.faults.append({QString::fromLatin1(stream.toHex().first(16)),
                                      QString::fromLatin1(event.feed.toHex()), event.sequence, event.problem});
    }
    report.digest = hash("sizhen.audit", heads);
    if (const auto walked = auditAccess(ledger, report); !walked)
        return tl::unexpected(walked.error());
    return report;
}

} // namespace sizhen
