// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: events that change what this ledger knows of stations, cards and keys. Applied in the transaction that stores
// them; each carries its own signature (the root's, a station's), so that whoever brought it does not matter.
#include "core/base/log.h"
#include "core/records/cardparcel.h"
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int maxRounds = 4; // a key that one notice brings may open the next

} // namespace

Result<> Ledger::Private::applyNotices(const QByteArray &stream, const QList<QByteArray> &hashes)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    const bool house = known->kind == u"institution"_s;
    if (!house && known->kind != u"partnership"_s)
        return {};
    QSet<QByteArray> waiting(hashes.cbegin(), hashes.cend());
    for (int round = 0; round < maxRounds && !waiting.isEmpty(); ++round) {
        const auto before = waiting.size();
        const auto rows = vault.entries().ofStream(stream);
        if (!rows)
            return tl::unexpected(rows.error());
        for (const auto &row : *rows) {
            if (!waiting.contains(row.hash))
                continue;
            const auto event = open(row);
            if (event.problem == u"no-key"_s)
                continue; // tried again when a notice brings the key
            waiting.remove(row.hash);
            if (!event.problem.isEmpty())
                continue;
            const auto applied = applyNotice(event, house);
            if (applied)
                continue;
            if (applied.error().fault == Fault::Io || applied.error().fault == Fault::NoSpace)
                return applied; // our disk, not their word
            qCWarning(lcRecords) << "notice refused:" << event.kind << applied.error().detail
                                 << applied.error().message;
            if (const auto noted = putRefusal(applied.error()); !noted)
                return noted;
        }
        if (waiting.size() == before)
            break;
    }
    return {};
}

Result<> Ledger::Private::applyNotice(const Event &event, bool fromHouse)
{
    const auto bytes = [&event](const QString &name) { return event.args.value(name).toByteArray(); };
    const auto &from = event.institution;
    if (event.kind == u"partnership.revocation"_s || (fromHouse && event.kind == u"institution.revocation"_s)) {
        const auto revocation = openRevocation(bytes(u"revocation"_s));
        if (!revocation)
            return tl::unexpected(revocation.error());
        if (revocation->institution != from)
            return refuse(u"SEC-15"_s, u"id.revoke_foreign"_s);
        if (const auto before = revocations.constFind(revocation->key);
            before != revocations.cend() && *before == *revocation)
            return {};
        if (const auto good = checkRevocation(*revocation, HybridClock::milliseconds(event.hlc)); !good)
            return good;
        return putRevocation(bytes(u"revocation"_s), *revocation);
    }
    if (fromHouse)
        return applyHouseCard(event);
    if (from == self.root)
        return {}; // our own word, come back
    if (event.kind == u"partnership.card"_s)
        return takePartnersCard(from, bytes(u"card"_s));
    if (event.kind == u"partnership.addresses"_s)
        return takeNotice(from, bytes(u"notice"_s));
    if (event.kind == u"partnership.returned"_s)
        return takeReturnedKeys(from, event.args.value(u"keys"_s).toArray());
    return {};
}

// A sister's word: our institution has a newer box key, wrapped to this station among others.
Result<> Ledger::Private::applyHouseCard(const Event &event)
{
    if (event.kind != u"institution.box_key"_s)
        return {}; // cards, people, partners: ledgerhouse.cpp
    const auto bytes = event.args.value(u"card"_s).toByteArray();
    const auto newer = openCard(bytes);
    if (!newer)
        return tl::unexpected(newer.error());
    if (newer->institution.root != self.root || !newer->replaces(card) || newer->boxEpoch <= card.boxEpoch)
        return {};
    const auto sealed = event.args.value(u"sealed"_s).toMap().value(hex(station.station)).toByteArray();
    const auto ours = BoxKey::of(stationKey);
    if (!ours)
        return tl::unexpected(ours.error());
    const auto secret = ours->open(sealed);
    if (!secret)
        return tl::unexpected(secret.error());
    auto fresh = BoxKey::fromSecret(*secret);
    if (!fresh || fresh->publicKey() != newer->institution.boxKey)
        return fail(Fault::Untrusted, u"box key: not the one of the card"_s);
    return takeBoxKey(*std::move(fresh), bytes);
}

} // namespace sizhen
