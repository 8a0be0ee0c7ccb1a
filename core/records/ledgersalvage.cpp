// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: damage made good.
#include "core/records/ledger_p.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<bool> Ledger::fetchAgain(const QByteArray &address)
{
    const auto prefix = hex(address) + u'.';
    const auto named = d->vault.rows().list(rows::chunk, prefix, prefix + u'~');
    if (!named)
        return tl::unexpected(named.error());
    QSet<QByteArray> streams; // that somebody else holds
    for (const auto &row : *named) {
        const auto stream = QByteArray::fromHex(row.key.section(u'.', 1, 1).toLatin1());
        for (const auto &[root, partner] : d->partners)
            if (isSharedWith(root, stream))
                streams.insert(stream);
    }
    if (streams.isEmpty())
        return false;
    const auto taken = d->vault.attachments().discardDamaged(address);
    if (!taken || !*taken)
        return taken;
    d->whole.clear();
    d->changedStreams += streams.values(); // their sessions look for what is missing
    if (!d->writing)
        d->tell();
    return true;
}

Result<bool> Ledger::hasSalvaged() const
{
    const auto count = d->vault.rows().count(rows::salvaged);
    return count ? Result<bool>(*count > 0) : tl::unexpected(count.error());
}

Result<int> Ledger::adoptSalvaged(const QByteArray &stream)
{
    const auto kept = d->vault.rows().list(rows::salvaged, hex(stream), hex(stream) + u'~');
    if (!kept)
        return tl::unexpected(kept.error());
    int adopted = 0;
    if (kept->isEmpty())
        return adopted;
    const auto written = d->write([&]() -> Result<> {
        for (const auto &row : *kept) { // by feed and sequence
            const auto entry = parseEntry(row.body);
            const auto heads = d->headsOf(stream);
            if (!entry || !heads)
                return tl::unexpected(entry ? heads.error() : entry.error());
            const auto feed = entry->feed();
            const auto head = (*heads)->value(feed);
            if (entry->sequence > head.sequence + 1)
                continue; // the gap is still there
            const bool fits = entry->sequence == head.sequence + 1
                && (entry->sequence == 1 || entry->previous == head.hash) && !d->frozen.contains(feed);
            if (fits) {
                const EntryRow whole{stream, feed, entry->sequence, entryHash(row.body), entry->hlc, row.body};
                if (auto done = d->vault.entries().append(whole); !done)
                    return done;
                if (auto done = d->indexAttachmentsOf(*entry); !done)
                    return done;
                d->heads.remove(stream);
                ++adopted;
            }
            if (auto done = d->vault.rows().remove(rows::salvaged, row.key); !done) // adopted, or sent again meanwhile
                return done;
        }
        if (adopted > 0) {
            d->opened.remove(stream);
            d->changedStreams.append(stream);
        }
        return {};
    });
    return written ? Result<int>(adopted) : tl::unexpected(written.error());
}

} // namespace sizhen
