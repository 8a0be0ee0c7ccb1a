// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: opening a case and acting in it.
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"

#include <QScopedValueRollback>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborMap openedArgs(const PatientCard &card, const QCborMap &args)
{
    QCborMap full{{u"type"_s, args.value(u"type"_s)},
                  {u"mode"_s, args.value(u"mode"_s)},
                  {u"patient"_s,
                   QCborMap{{u"name"_s, card.name},
                            {u"sex"_s, card.sex},
                            {u"birth"_s, card.birthDate},
                            {u"country"_s, card.country},
                            {u"language"_s, card.language}}}};
    if (args.contains(u"complaint"_s))
        full.insert(u"complaint"_s, args.value(u"complaint"_s));
    return full;
}

// What an invited side that does not hold the case is told; the patient's own words stay in the case.
const QString noConsent = u"患者未同意或已撤回同意 · The patient has not consented, or has withdrawn."_s;

// How the patient's document was checked when it was checked at home.
QString checkedBy(const QList<Event> &patientEvents)
{
    QString method = u"SIGHT"_s;
    for (const auto &event : patientEvents)
        if (event.kind == u"patient.identity_verified"_s && event.problem.isEmpty())
            method = textOf(event.args, u"method"_s);
    return method;
}

QString machineOf(const QString &kind)
{
    return kind.section(u'.', 0, 0);
}

} // namespace

QByteArray Desk::Private::streamFor(const CaseFold &fold, const QString &kind) const
{
    return machineOf(kind) == u"invitation"_s ? currentInvitation(fold.state()) : fold.state().id;
}

std::optional<PatientCard> Desk::Private::patientOfCase(const QByteArray &caseId) const
{
    const auto row = table().at(rowkind::caseOf, hexOf(caseId));
    if (!row || !*row)
        return std::nullopt;
    const auto card = q->patient((*row)->body);
    return card ? std::optional(*card) : std::nullopt;
}

Result<QByteArray> Desk::openCase(const QByteArray &patient, const QByteArray &partnerRoot, const QCborMap &args,
                                  const Actor &actor)
{
    const auto card = this->patient(patient);
    if (!card)
        return tl::unexpected(card.error());
    const auto agreement = d->agreementWith(partnerRoot);
    if (!agreement)
        return tl::unexpected(agreement.error());
    auto full = openedArgs(*card, args);
    full.insert(u"inviting"_s, d->us());
    full.insert(u"invited"_s, partnerRoot);
    full.insert(u"invitation"_s, QByteArray(16, '\0')); // judged before any stream is made

    CaseState start;
    start.id = QByteArray(16, '\0');
    start.inviting = d->us();
    start.held = true;
    const CaseFold nothing(d->rules, start, **agreement);
    if (auto reasons = nothing.judge(d->ledger.preview({start.id, u"case.opened"_s, full}, actor)); !reasons.isEmpty())
        return tl::unexpected(std::move(reasons.first()));

    const auto id = d->ledger.newStream(u"case"_s);
    if (!id)
        return id;
    const auto invitation = d->ledger.newStream(u"invitation"_s, *id);
    if (!invitation)
        return invitation;
    full.insert(u"invitation"_s, *invitation);
    QList<Ledger::Draft> drafts{{*id, u"case.opened"_s, full}, {patient, u"patient.case_opened"_s, {{u"case"_s, *id}}}};
    const auto history = d->ledger.events(patient);
    if (!history)
        return tl::unexpected(history.error());
    if (card->identityVerified)
        drafts.append(
            {*id,
             u"case.identity_checked"_s,
             {{u"method"_s, checkedBy(*history)},
              {u"document"_s,
               QCborMap{{u"type"_s, card->documentType}, {u"lastDigits"_s, card->documentNumber.right(4)}}}}});
    {
        const QScopedValueRollback writing(d->writing, true);
        const auto written = d->ledger.append(drafts, actor, [&](const QList<Event> &) -> Result<> {
            for (const auto &stream : {patient, *id}) {
                if (auto done = d->projectStream(stream); !done)
                    return done;
                if (auto done = d->touch(stream); !done)
                    return done;
            }
            return {};
        });
        if (!written) {
            d->cases.remove(*id);
            return tl::unexpected(written.error());
        }
    }
    Q_EMIT patientsChanged();
    Q_EMIT caseChanged(*id);
    return id;
}

// Our own events, while their transaction is open: read in after what was read before, and projected.
Result<> Desk::Private::takeIn(CaseFold fold, const QList<Event> &events)
{
    const auto caseId = fold.state().id;
    QSet<QByteArray> streams;
    for (const auto &event : events)
        streams.insert(event.stream);
    for (const auto &stream : streams)
        if (auto done = touch(stream); !done)
            return done;
    if (fold.state().held)
        if (auto indexed = indexInvitationsOf(caseId); !indexed)
            return indexed;
    if (events.first().hlc > fold.lastHlc()) {
        for (const auto &event : events)
            fold.take(event);
        cases.insert(caseId, std::move(fold));
    } else {
        cases.remove(caseId); // a partner's event stands after ours in the common order: all is read anew
    }
    const auto now = caseFold(caseId);
    return now ? project(**now) : tl::unexpected(now.error());
}

Result<> Desk::Private::write(const QByteArray &caseId, QList<Ledger::Draft> drafts, const Actor &actor,
                              const Also &also)
{
    const auto known = caseFold(caseId);
    if (!known)
        return tl::unexpected(known.error());
    const auto patient = patientOfCase(caseId);
    const auto before = **known;
    auto trial = before;
    for (qsizetype i = 0; i < drafts.size(); ++i) {
        auto event = ledger.preview(drafts[i], actor);
        event.hlc += quint64(i); // as if the earlier ones were written
        auto reasons = trial.judge(event, patient ? &*patient : nullptr);
        if (!reasons.isEmpty() && i == 0)
            return tl::unexpected(std::move(reasons.first()));
        if (!reasons.isEmpty()) {
            drafts.removeAt(i--); // goes along with the first act where it may
            continue;
        }
        trial.take(event);
    }
    const QScopedValueRollback rollback(writing, true);
    const auto written = ledger.append(drafts, actor, [&](const QList<Event> &events) {
        const auto done = also ? also(events) : Result<>();
        return done.and_then([&] { return takeIn(before, events); });
    });
    if (!written) {
        cases.remove(caseId);
        return tl::unexpected(written.error());
    }
    return {};
}

Result<> Desk::act(const QByteArray &id, const QString &kind, const QCborMap &args, const Actor &actor)
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    if (sightOf(id) == Sight::None && !actor.person.roles.contains(u"SYSTEM"_s)) // the station writes what it saw
        return tl::unexpected(Private::noAccess());
    if (kind == u"case.opened"_s)
        return fail(Fault::Invalid, u"act: a case is opened by openCase()"_s);
    if (!(*fold)->state().held && machineOf(kind) != u"invitation"_s)
        return refuse(u"INV-11"_s, u"inv.identity_held"_s);
    auto full = d->completed(**fold, kind, args);
    if (!full)
        return tl::unexpected(full.error());
    QList<Ledger::Draft> drafts{{d->streamFor(**fold, kind), kind, *full}};
    // The partner, who may not hold the case, is told by the invitation that nothing will come of it.
    if (kind == u"case.cancel"_s || kind == u"consent.withdraw"_s || kind == u"consent.refuse"_s)
        drafts.append({currentInvitation((*fold)->state()),
                       u"invitation.withdraw"_s,
                       {{u"reason"_s, kind == u"case.cancel"_s ? textOf(args, u"reason"_s) : noConsent}}});
    if (kind == u"consent.withdraw"_s && (*fold)->invitationState(currentInvitation((*fold)->state())) != u"DRAFT"_s)
        drafts.append({currentInvitation((*fold)->state()), u"invitation.consent_withdrawn"_s, {}});
    if (auto sound = d->soundHere(id, **fold, kind, actor); !sound)
        return sound;
    Private::Also also;
    if (kind == u"consent.withdraw"_s) // CON-09: not one message more, not even after a crash right here
        also = [this, before = **fold](const QList<Event> &events) { return d->stopAll(before, events); };
    if (auto done = d->write(id, std::move(drafts), actor, also); !done)
        return done;
    d->release(id, &actor);
    Q_EMIT caseChanged(id);
    return {};
}

} // namespace sizhen
