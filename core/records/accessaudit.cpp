// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/audit.h"

#include "core/crypto/primitives.h"

#include <QMap>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString accessRows = u"local.access"_s;

// One incarnation's log, by number.
using Chain = QMap<quint64, AccessEntry>;

AuditFault faultIn(const QByteArray &incarnation, quint64 number, const QString &reason)
{
    return {u"access"_s, QString::fromLatin1(incarnation.toHex()), number, reason};
}

Result<QMap<QByteArray, Chain>> readChains(Ledger &ledger, AuditReport &report)
{
    const auto rows = ledger.vault().rows().list(accessRows);
    if (!rows)
        return tl::unexpected(rows.error());
    QMap<QByteArray, Chain> chains;
    for (const auto &row : *rows) {
        const auto incarnation = QByteArray::fromHex(row.key.section(u'.', 0, 0).toLatin1());
        const auto number = row.key.section(u'.', 1).toULongLong(nullptr, 16);
        const auto entry = accessEntryFrom(row.body);
        ++report.accessEntries;
        if (!entry || entry->incarnation != incarnation || entry->number != number)
            report.faults.append(faultIn(incarnation, number, u"shape"_s));
        else
            chains[incarnation].insert(number, *entry);
    }
    return chains;
}

void walk(const QByteArray &incarnation, const Chain &chain, AuditReport &report)
{
    QByteArray previous(hashSize, '\0');
    quint64 next = 1;
    for (const auto &entry : chain) {
        if (entry.number != next)
            report.faults.append(faultIn(incarnation, next, u"missing"_s));
        else if (entry.previous != previous)
            report.faults.append(faultIn(incarnation, entry.number, u"chain"_s));
        previous = entry.hash;
        next = entry.number + 1;
    }
}

// Incarnations whose end is explained: a later one noted that a backup or an old copy was put back.
QSet<QByteArray> restoredOnes(const QMap<QByteArray, Chain> &chains)
{
    QSet<QByteArray> restored;
    for (const auto &chain : chains)
        for (const auto &entry : chain)
            if (entry.access.act == u"vault.restored"_s || entry.access.act == u"vault.older"_s)
                restored.insert(QByteArray::fromHex(entry.access.object.toLatin1()));
    return restored;
}

} // namespace

Result<> auditAccess(Ledger &ledger, AuditReport &report)
{
    const auto chains = readChains(ledger, report);
    if (!chains)
        return tl::unexpected(chains.error());
    report.accessChains = int(chains->size());
    for (auto chain = chains->cbegin(); chain != chains->cend(); ++chain)
        walk(chain.key(), *chain, report);
    auto heads = ledger.accessHeads();
    if (!heads)
        return tl::unexpected(heads.error());
    auto now = ledger.accessHead();
    if (!now)
        return tl::unexpected(now.error());
    if (now->number > 0)
        heads->append(*now); // unsigned, but a row taken out behind the ledger's back shows at once
    const auto restored = restoredOnes(*chains);
    for (const auto &head : *heads) {
        if (head.station != ledger.station().station)
            continue; // a partner's or a sibling's: theirs to compare
        ++report.accessHeads;
        const auto chain = chains->value(head.incarnation);
        const auto entry = chain.constFind(head.number);
        if (entry == chain.cend())
            (restored.contains(head.incarnation) ? report.notices : report.faults)
                .append(faultIn(head.incarnation, head.number, u"cut"_s));
        else if (entry->hash != head.hash)
            report.faults.append(faultIn(head.incarnation, head.number, u"changed"_s));
    }
    return {};
}

} // namespace sizhen
