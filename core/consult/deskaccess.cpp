// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: who may see which case, and that it is written down (SEC-05, PRV-02, ARC-11).
#include "core/consult/cards.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"
#include "core/records/roles.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 freshPasswordMinutes = 5;

// What was found, thought and decided; an office sees that it was written, when and by whom, never what.
bool isClinical(const QString &kind)
{
    static const QSet<QString> kinds{u"case.form_saved"_s,      u"case.attachment_added"_s, u"case.pulse_recorded"_s,
                                     u"case.pulse_marked"_s,    u"case.pulse_asked"_s,      u"case.pulse_answered"_s,
                                     u"case.note"_s,            u"case.translation"_s,      u"report.release_opinion"_s,
                                     u"case.decision_draft"_s,  u"case.decide"_s,           u"report.sign"_s,
                                     u"case.emergency_outcome"_s, u"case.in_person"_s,    u"case.patient_asked"_s,
                                     u"case.picture_marked"_s};
    return kinds.contains(kind);
}

CaseState officePart(CaseState state)
{
    for (auto &act : state.acts)
        if (isClinical(act.kind()))
            act.event.args = {};
    for (auto &flagged : state.flagged)
        if (isClinical(flagged.act.kind()))
            flagged.act.event.args = {};
    return state;
}

// Interpreters are not named beforehand: they see the cases of the sessions that are booked or running.
bool isSession(const QString &stage)
{
    return stage == u"SCHEDULED"_s || stage == u"IN_SESSION"_s || stage == u"PAUSED"_s;
}

} // namespace

// SEC-11: whoever signs gave the password within the last minutes, not in the morning.
Result<> Desk::Private::passwordIsFresh(const QString &kind, const Actor &actor) const
{
    if (!rules->isSigning(kind))
        return {};
    const auto age = actor.provedAt.isValid() ? actor.provedAt.secsTo(ledger.now()) : -1;
    if (age >= 0 && age <= freshPasswordMinutes * 60)
        return {};
    return refuse(u"SEC-11"_s, u"sec.reauthenticate"_s, {{u"n"_s, freshPasswordMinutes}});
}

Error Desk::Private::noAccess()
{
    return {Fault::Denied, u"desk: no part of this case"_s, u"SEC-05"_s, u"sec.no_access"_s, {}};
}

void Desk::readAs(const std::optional<PersonCertificate> &person)
{
    d->reader = person;
    d->noted.clear();
    d->exceptions.clear();
    if (person && caseSightOf(person->roles) != CaseSight::None)
        d->readExceptions(person->id);
}

Sight Desk::Private::sight(const QByteArray &caseId, const QStringList &people, const QString &stage) const
{
    if (!reader)
        return Sight::Whole;
    const auto may = caseSightOf(reader->roles);
    if (may == CaseSight::None)
        return Sight::None;
    const auto clinical = isClinicalRole(reader->roles);
    if (clinical && (people.contains(reader->id) || exceptions.value(caseId) > ledger.now()))
        return Sight::Whole;
    if (reader->roles.contains(u"INTERPRETER"_s) && isSession(stage))
        return Sight::Whole;
    return may == CaseSight::Office ? Sight::Office : Sight::None;
}

Result<> Desk::Private::noteOpening(const QByteArray &caseId, Sight sight)
{
    if (!reader || noted.contains(caseId))
        return {};
    const auto words = sight == Sight::Whole ? u"whole"_s : sight == Sight::Office ? u"office"_s : u"no part of it"_s;
    const auto outcome = sight == Sight::None ? Access::Outcome::Refused : Access::Outcome::Done;
    const auto done = ledger.noteAccess(
        {reader->id, reader->roles.join(u' '), u"case.open"_s, hexOf(caseId), outcome,
         exceptions.value(caseId) > ledger.now() ? u"by exception"_s : words});
    if (done)
        noted.insert(caseId);
    return done;
}

// PRV-02: on a board that others may glance at, a case of somebody else is a code and a stage.
void Desk::Private::closeToReader(CaseCard &card) const
{
    if (sight(card.id, card.people, card.stage) != Sight::None)
        return;
    card.closedToReader = true;
    card.patient.clear();
    card.reason.clear();
    card.reasonZh.clear();
}

Sight Desk::sightOf(const QByteArray &id) const
{
    if (!d->reader)
        return Sight::Whole;
    const auto fold = d->caseFold(id);
    if (!fold)
        return Sight::None;
    const auto &state = (*fold)->state();
    return d->sight(id, peopleIn(state, (*fold)->rules().certificates()), state.stage());
}

Result<CaseState> Desk::wholeCase(const QByteArray &id) const
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    return (*fold)->state();
}

Result<CaseState> Desk::caseState(const QByteArray &id) const
{
    auto state = wholeCase(id);
    if (!state || !d->reader)
        return state;
    const auto sight = sightOf(id);
    if (const auto noted = d->noteOpening(id, sight); !noted)
        return tl::unexpected(noted.error()); // L3-AU-4: what cannot be written down is not shown
    if (sight == Sight::None)
        return tl::unexpected(Private::noAccess());
    return sight == Sight::Office ? officePart(*std::move(state)) : state;
}

} // namespace sizhen
