// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: pairing by two officers, and what follows when a station is lost.
#include "core/consult/desk.h"
#include "core/consult/deskprivate.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList officers{u"SEC-ADMIN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"IT"_s};

QString digitsOf(QString text)
{
    text.removeIf([](QChar c) { return !c.isDigit(); });
    return text;
}

QString idOf(const QByteArray &root)
{
    Institution institution;
    institution.root = root;
    return institution.id();
}

QString sharesText(const RootShare &one, const RootShare &other)
{
    return u"%1+%2/%3"_s.arg(one.number()).arg(other.number()).arg(one.set);
}

bool isOver(const QString &stage)
{
    static const QStringList over{u"CLOSED"_s, u"CANCELLED"_s, u"CANCELLED_ARCHIVED"_s};
    return over.contains(stage);
}

} // namespace

bool Desk::mayCompareFingerprints(const PersonCertificate &person)
{
    return std::ranges::any_of(person.roles, [](const QString &role) { return officers.contains(role); });
}

Result<> Desk::confirmPartner(const QByteArray &root, const QString &digits, const Actor &first, const Actor &second)
{
    if (digitsOf(digits) != digitsOf(fingerprint(d->us(), root)))
        return tl::unexpected(Error{Fault::Untrusted, u"fingerprint"_s, u"AGR-16"_s, u"agr.fingerprint_differs"_s, {}});
    if (!first.key || !second.key || first.person.person == second.person.person || first.person.id == second.person.id)
        return refuse(u"AGR-16"_s, u"agr.two_officers"_s);
    for (const auto *actor : {&first, &second})
        if (!mayCompareFingerprints(actor->person))
            return refuse(u"AGR-16"_s, u"agr.no_officer"_s, {{u"person"_s, actor->person.id}});
    const auto done = d->ledger.together([&]() -> Result<> {
        const auto stream = d->ledger.confirmPartner(root, {first.person.id, second.person.id});
        if (!stream)
            return tl::unexpected(stream.error());
        const QCborMap args{{u"fingerprint"_s, fingerprint(d->us(), root)}};
        for (const auto *actor : {&first, &second}) {
            if (const auto said = d->ledger.append({{*stream, u"partnership.verified"_s, args}}, *actor); !said)
                return tl::unexpected(said.error());
            if (const auto noted = d->ledger.noteAccess(*actor, u"partner.confirm"_s, idOf(root)); !noted)
                return noted;
        }
        return {};
    });
    if (done)
        Q_EMIT agreementChanged(root);
    return done;
}

QStringList Desk::officersWhoCompared(const QByteArray &root, const QByteArray &institution) const
{
    QStringList names;
    const auto events = d->ledger.events(d->ledger.partnershipStream(root));
    if (!events)
        return names;
    for (const auto &event : *events)
        if (event.kind == u"partnership.verified"_s && event.problem.isEmpty() && event.institution == institution)
            names.append(event.by.name.en().isEmpty() ? event.by.name.zh() : event.by.name.en());
    names.removeDuplicates();
    return names;
}

Result<StationHoldings> Desk::holdings(const QByteArray &stationKey) const
{
    StationHoldings held;
    held.key = stationKey;
    for (const auto &certified : d->ledger.stationCertificates()) {
        const auto certificate = openStationCertificate(certified);
        if (!certificate || certificate->station != stationKey)
            continue;
        held.name = certificate->name;
        held.since = certificate->validFrom;
    }
    if (held.name.isEmpty())
        return refuse(u"SEC-08"_s, u"id.revoke_unknown"_s);
    // Every station of a house holds all of it (storage.md §2): what lies here lay there.
    const auto cases = board(-1);
    const auto everybody = patients();
    const auto staff = d->ledger.people();
    const auto partners = d->ledger.partners();
    if (!cases || !everybody || !staff || !partners)
        return tl::unexpected(!cases           ? cases.error()
                                  : !everybody ? everybody.error()
                                  : !staff     ? staff.error()
                                               : partners.error());
    for (const auto &card : *cases)
        held.cases.append({card.id, card.code, !isOver(card.stage)});
    for (const auto &patient : *everybody)
        held.patients.append(QString::fromLatin1(patient.id.toHex().left(8)));
    for (const auto &person : *staff)
        held.people.append(person.id);
    for (const auto &partner : *partners)
        if (partner.verified)
            held.partners.append(partner.institution.name);
    return held;
}

Result<StationHoldings> Desk::stationLost(const QByteArray &stationKey, const QDateTime &from, const QString &reason,
                                          const QString &text, const Actor &actor)
{
    auto held = holdings(stationKey);
    if (!held)
        return held;
    const auto object = QString::fromLatin1(stationKey.toHex().left(8));
    const auto done = d->ledger.together([&]() -> Result<> {
        const auto revoked = d->ledger.revokeStation(stationKey, from, reason, text);
        if (!revoked)
            return tl::unexpected(revoked.error());
        held->revokedFrom = revoked->fromTime();
        // It knew the box key and the keys of every case: what comes from now on is sealed anew.
        return d->ledger.newBoxKey()
            .and_then([&]() -> Result<> {
                const auto rotated = rotateOpenCases();
                return rotated ? Result<>() : tl::unexpected(rotated.error());
            })
            .and_then([&] { return d->ledger.demandNewPasswords(); })
            .and_then([&] { return d->ledger.noteAccess(actor, u"station.lost"_s, object, Access::Outcome::Done, text); });
    });
    if (!done)
        return tl::unexpected(done.error());
    return held;
}

Result<Revocation> Desk::revokePerson(const QString &personId, const QDateTime &from, const QString &reason,
                                      const QString &text, const Actor &actor)
{
    Revocation revocation;
    const auto done = d->ledger.together([&]() -> Result<> {
        const auto revoked = d->ledger.revokePerson(personId, from, reason, text);
        if (!revoked)
            return tl::unexpected(revoked.error());
        revocation = *revoked;
        return d->ledger.noteAccess(actor, u"person.revoke"_s, personId, Access::Outcome::Done, text);
    });
    if (!done)
        return tl::unexpected(done.error());
    return revocation;
}

Result<bool> Desk::closeAccount(const QString &personId, const Actor &actor, const QString &reason)
{
    if (const auto closed = d->ledger.disablePerson(personId, actor, reason); !closed)
        return tl::unexpected(closed.error());
    const auto revoked = revokeClosedAccounts(actor);
    if (!revoked && revoked.error().message == u"id.root_offline"_s)
        return false;
    if (!revoked)
        return tl::unexpected(revoked.error());
    return true;
}

Result<> Desk::revokeClosedAccounts(const Actor &actor)
{
    const auto people = d->ledger.people();
    if (!people)
        return tl::unexpected(people.error());
    // Clear of the bound: the clock goes on until the revocation is judged.
    const auto earliest = d->ledger.now().addDays(-revocationGraceDays).addSecs(60);
    for (const auto &person : *people) {
        const auto account = d->ledger.account(person.id);
        if (!account)
            return tl::unexpected(account.error());
        if (!account->disabled || d->ledger.revocationOf(person.person))
            continue;
        const auto revoked = revokePerson(person.id, std::max(account->disabledAt, earliest), u"LEFT"_s, account->disabledReason, actor);
        if (!revoked)
            return tl::unexpected(revoked.error());
    }
    return {};
}

Result<std::vector<RootShare>> Desk::makeRootShares(const Actor &actor)
{
    auto shares = d->ledger.makeRootShares();
    if (!shares)
        return shares;
    if (const auto noted = d->ledger.noteAccess(actor, u"root.shares"_s, QString::number(shares->front().set)); !noted)
        return tl::unexpected(noted.error());
    return shares;
}

Result<> Desk::takeRootOffline(const RootShare &one, const RootShare &other, const Actor &actor)
{
    return d->ledger.together([&] {
        return d->ledger.takeRootOffline(one, other).and_then([&] {
            return d->ledger.noteAccess(actor, u"root.offline"_s, sharesText(one, other));
        });
    });
}

Result<QDateTime> Desk::presentRoot(const RootShare &one, const RootShare &other, const Actor &actor)
{
    const auto until = d->ledger.presentRoot(one, other);
    const auto outcome = until ? Access::Outcome::Done : Access::Outcome::Refused;
    if (const auto noted = d->ledger.noteAccess(actor, u"root.present"_s, sharesText(one, other), outcome); !noted) {
        d->ledger.forgetRoot(); // nothing is done with the root that is not in the log
        return tl::unexpected(noted.error());
    }
    if (until)
        if (const auto revoked = revokeClosedAccounts(actor); !revoked)
            return tl::unexpected(revoked.error());
    return until;
}

} // namespace sizhen
