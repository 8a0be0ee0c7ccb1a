// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: certificates that the root took back.
#include "core/records/ledger_p.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 msPerDay = 86'400'000;
constexpr qint64 clockToleranceMs = 600'000; // as for events

// Everything in the millisecond of `at` still counts.
quint64 hlcAt(const QDateTime &at)
{
    return quint64(at.toMSecsSinceEpoch()) << 16 | 0xffff;
}

} // namespace

Result<> Ledger::Private::loadRevocations()
{
    revocations.clear();
    const auto list = vault.rows().list(rows::revocation);
    if (!list)
        return tl::unexpected(list.error());
    for (const auto &row : *list) {
        const auto revocation = openRevocation(row.body);
        if (!revocation)
            return tl::unexpected(revocation.error());
        revocations.insert(revocation->key, *revocation);
    }
    return {};
}

bool Ledger::Private::isRevoked(const QByteArray &key, quint64 hlc) const
{
    const auto revocation = revocations.constFind(key);
    return revocation != revocations.cend() && revocation->covers(hlc);
}

Result<> Ledger::Private::checkRevocation(const Revocation &revocation, qint64 atMs) const
{
    const auto no = [&revocation](const QString &message) {
        return refuse(u"SEC-15"_s, message, {{u"day"_s, revocation.fromTime().date().toString(Qt::ISODate)}});
    };
    if (revocation.institution != self.root && !partners.contains(revocation.institution))
        return no(u"id.revoke_foreign"_s);
    if (const auto before = revocations.constFind(revocation.key); before != revocations.cend())
        return no(u"id.revoke_twice"_s);
    const auto fromMs = HybridClock::milliseconds(revocation.from);
    if (fromMs > atMs + clockToleranceMs || revocation.issued.toMSecsSinceEpoch() > atMs + clockToleranceMs)
        return no(u"id.revoke_future"_s);
    if (fromMs < atMs - revocationGraceDays * msPerDay)
        return no(u"id.revoke_backdated"_s);
    if (revocation.kind == Revocation::Kind::Person)
        return {}; // a partner may never have met the person
    const auto known = stations.constFind(revocation.key);
    if (known == stations.cend() || known->certificate.institution != revocation.institution)
        return no(u"id.revoke_unknown"_s);
    return {};
}

Result<> Ledger::Private::putRevocation(const QByteArray &bytes, const Revocation &revocation)
{
    const Row row{hex(revocation.key), padded(quint64(revocation.issued.toMSecsSinceEpoch())), bytes};
    if (const auto put = vault.rows().put(rows::revocation, row); !put)
        return put;
    revocations.insert(revocation.key, revocation);
    // Everything that was judged is judged anew: acts after that moment no longer count.
    opened.clear();
    const auto list = vault.rows().list(rows::stream);
    if (!list)
        return tl::unexpected(list.error());
    for (const auto &one : *list)
        changedStreams.append(QByteArray::fromHex(one.key.toLatin1()));
    return {};
}

Result<Revocation> Ledger::Private::revoke(Revocation revocation, const QDateTime &from)
{
    const auto root = rootKey();
    if (!root)
        return tl::unexpected(root.error());
    revocation.institution = self.root;
    revocation.from = hlcAt(from.isValid() ? from : clock());
    revocation.issued = QDateTime::fromMSecsSinceEpoch(nowMs(), Qt::UTC);
    if (const auto good = checkRevocation(revocation, nowMs()); !good)
        return tl::unexpected(good.error());
    const auto bytes = signRevocation(revocation, *root);
    if (const auto read = openRevocation(bytes); !read)
        return fail(Fault::Invalid, read.error().detail);
    const bool ofStation = revocation.kind == Revocation::Kind::Station;
    const auto written = write([&]() -> Result<> {
        const QCborMap args{{u"revocation"_s, bytes}};
        if (const auto told = publish(u"institution.revocation"_s, u"revocation/"_s + hex(revocation.key), args); !told)
            return told;
        if (const auto told = tellPartners(u"partnership.revocation"_s, args); !told)
            return told;
        if (const auto put = putRevocation(bytes, revocation); !put)
            return put;
        if (!ofStation)
            return {};
        auto left = card.stations;
        left.removeIf([&](const QByteArray &certified) {
            const auto one = openStationCertificate(certified);
            return one && one->station == revocation.key;
        });
        return left == card.stations ? Result<>() : q->issueCard(left);
    });
    if (!written)
        return tl::unexpected(written.error());
    return revocation;
}

Result<Revocation> Ledger::revokeStation(const QByteArray &stationKey, const QDateTime &from, const QString &reason,
                                         const QString &text)
{
    const auto known = d->stations.constFind(stationKey);
    if (known == d->stations.cend() || known->certificate.institution != d->self.root)
        return refuse(u"SEC-08"_s, u"id.revoke_unknown"_s);
    if (stationKey == d->station.station)
        return refuse(u"SEC-08"_s, u"id.revoke_self"_s);
    Revocation revocation;
    revocation.kind = Revocation::Kind::Station;
    revocation.key = stationKey;
    revocation.reason = reason;
    revocation.text = text;
    return d->revoke(revocation, from);
}

Result<Revocation> Ledger::revokePerson(const QString &personId, const QDateTime &from, const QString &reason,
                                        const QString &text)
{
    const auto all = people();
    if (!all)
        return tl::unexpected(all.error());
    const auto person = std::ranges::find(*all, personId, &PersonCertificate::id);
    if (person == all->cend())
        return refuse(u"SEC-15"_s, u"id.revoke_unknown"_s);
    Revocation revocation;
    revocation.kind = Revocation::Kind::Person;
    revocation.key = person->person;
    revocation.reason = reason;
    revocation.text = text;
    return d->revoke(revocation, from);
}

std::optional<Revocation> Ledger::revocationOf(const QByteArray &key) const
{
    const auto found = d->revocations.constFind(key);
    return found == d->revocations.cend() ? std::nullopt : std::optional(*found);
}

QList<Revocation> Ledger::revocations() const
{
    auto all = d->revocations.values();
    std::ranges::sort(all, {}, &Revocation::issued);
    return all;
}

Result<> Ledger::demandNewPasswords()
{
    const auto all = people();
    if (!all)
        return tl::unexpected(all.error());
    return d->write([&]() -> Result<> {
        for (const auto &known : *all) {
            auto person = sealedPerson(known.id);
            if (!person && person.error().message == u"sec.disabled"_s)
                continue;
            if (!person)
                return tl::unexpected(person.error());
            person->mustChangePassword = true;
            if (const auto put = d->putPerson(known.id, *person); !put)
                return put;
        }
        return {};
    });
}

} // namespace sizhen
