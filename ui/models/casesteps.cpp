// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/casesteps.h"

#include "ui/models/casereading.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Plan {
    QString id;
    QStringList acts; // what a person does here, in order; Desk's word on them is the step's word
};

const QList<Plan> &plans()
{
    static const QList<Plan> list{
        {u"patient"_s, {u"case.identity_checked"_s}},
        {u"consent"_s, {u"consent.explain"_s, u"consent.sign_patient"_s, u"consent.sign_representative"_s}},
        {u"invitation"_s,
         {u"invitation.send_direct"_s, u"case.complete"_s, u"invitation.compose"_s, u"invitation.approve_abstract"_s,
          u"case.reinvite"_s}},
        {u"answer"_s, {u"invitation.accept"_s, u"invitation.decline"_s, u"invitation.reply"_s}},
        {u"schedule"_s, {u"case.assign_physician"_s, u"case.confirm_schedule"_s, u"case.new_time"_s}},
        {u"look"_s, {u"case.form_saved"_s}},
        {u"listen"_s, {u"case.form_saved"_s}},
        {u"ask"_s, {u"case.form_saved"_s}},
        {u"palpate"_s, {u"case.form_saved"_s}},
        {u"findings"_s, {}},
        {u"session"_s,
         {u"case.start"_s, u"case.check_in"_s, u"case.confirm_identity"_s, u"case.resume"_s, u"case.end"_s,
          u"case.data_sufficient"_s}},
        {u"opinion"_s,
         {u"report.release_opinion"_s, u"report.submit"_s, u"report.sign"_s, u"report.release"_s,
          u"report.acknowledge"_s}},
        {u"decision"_s, {u"case.decide"_s, u"case.decision_draft"_s}},
        {u"archive"_s,
         {u"case.begin_archiving"_s, u"case.archive_confirm"_s, u"case.close"_s, u"case.archive_cancelled"_s}},
    };
    return list;
}

bool among(const QString &value, std::initializer_list<QStringView> list)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool isExamination(const QString &step)
{
    return !methodOfStep(step).isEmpty();
}

bool examined(const CaseState &state, const QString &step)
{
    if (step == u"palpate" && state.latest(u"case.pulse_recorded"_s))
        return true;
    return caseread::hasFindings(state, formsOfStep(step), state.mySide)
        || !caseread::notDone(state, methodOfStep(step), state.mySide).isEmpty();
}

bool isDone(const CaseState &state, const QString &step)
{
    const auto stage = state.stage();
    const auto invitation = state.machines.value(u"invitation"_s);
    const auto report = state.machines.value(u"report"_s);
    const bool afterSession = among(stage, {u"AWAITING_REPORT", u"REPORTED", u"DECIDED", u"ARCHIVING", u"CLOSED"});
    if (step == u"patient")
        return state.latest(u"case.identity_checked"_s) || (state.mySide == Side::Invited && state.held);
    if (step == u"consent")
        return state.machines.value(u"consent"_s) == u"SIGNED";
    if (step == u"invitation")
        return among(invitation, {u"QUEUED", u"UNDER_REVIEW", u"QUESTION", u"ACCEPTED"});
    if (step == u"answer")
        return invitation == u"ACCEPTED";
    if (step == u"schedule")
        return afterSession || among(stage, {u"SCHEDULED", u"IN_SESSION", u"PAUSED"});
    if (isExamination(step))
        return examined(state, step);
    if (step == u"findings" || step == u"session")
        return afterSession;
    if (step == u"opinion")
        return among(report, {u"ACKNOWLEDGED", u"ARCHIVED"});
    if (step == u"decision")
        return among(stage, {u"DECIDED", u"ARCHIVING", u"CLOSED"});
    return among(stage, {u"CLOSED", u"CANCELLED_ARCHIVED"});
}

bool isStopped(const CaseState &state, const QString &step)
{
    const auto consent = state.machines.value(u"consent"_s);
    const auto invitation = state.machines.value(u"invitation"_s);
    if (step == u"consent")
        return among(consent, {u"REFUSED", u"WITHDRAWN"});
    if (step == u"answer")
        return among(invitation, {u"DECLINED", u"WITHDRAWN"});
    if (step == u"session")
        return state.stage() == u"ABORTED";
    return false;
}

// Roles aside, what stands against the step; a reason that names a rule says more than "not your role".
QList<Error> reasons(const Plan &plan, const QList<Offer> &offers)
{
    QList<Error> fallback;
    for (const auto &kind : plan.acts)
        for (const auto &offer : offers) {
            if (offer.kind != kind || offer.refusals.isEmpty())
                continue;
            if (offer.refusals.first().fault != Fault::Denied)
                return offer.refusals;
            if (fallback.isEmpty())
                fallback = offer.refusals;
        }
    return fallback;
}

} // namespace

QString methodOfStep(const QString &step)
{
    static const QHash<QString, QString> methods{
        {u"look"_s, u"LOOK"_s}, {u"listen"_s, u"LISTEN"_s}, {u"ask"_s, u"ASK"_s}, {u"palpate"_s, u"PALPATE"_s}};
    return methods.value(step);
}

QStringList formsOfStep(const QString &step)
{
    if (step == u"look")
        return {u"tongue"_s, u"look"_s};
    if (step == u"listen")
        return {u"listen_smell"_s};
    if (step == u"patient")
        return {u"intake"_s};
    return methodOfStep(step).isEmpty() ? QStringList() : QStringList{step};
}

QList<CaseStep> caseSteps(const CaseState &state, const QList<Offer> &offers)
{
    QSet<QString> allowed;
    for (const auto &offer : offers)
        if (offer.allowed)
            allowed.insert(offer.kind);
    QList<CaseStep> steps;
    for (const auto &plan : plans()) {
        CaseStep step{plan.id, StepState::Later, {}};
        const bool can = std::ranges::any_of(plan.acts, [&](const QString &kind) { return allowed.contains(kind); });
        if (isStopped(state, plan.id))
            step.state = StepState::Stopped;
        else if (isDone(state, plan.id))
            step.state = StepState::Done;
        else if (can)
            step.state = StepState::Now;
        else if (step.why = reasons(plan, offers); !step.why.isEmpty())
            step.state = StepState::Waiting;
        steps.append(step);
    }
    return steps;
}

QString stepToOpen(const QList<CaseStep> &steps)
{
    for (const auto wanted : {StepState::Now, StepState::Waiting, StepState::Later})
        for (const auto &step : steps)
            if (step.state == wanted && !(wanted == StepState::Waiting && isExamination(step.id)))
                return step.id;
    return steps.isEmpty() ? QString() : steps.last().id;
}

QString StepText::title(const QString &step)
{
    const QHash<QString, QString> titles{
        {u"patient"_s, tr("Patient")},
        {u"consent"_s, tr("Consent")},
        {u"invitation"_s, tr("Invitation")},
        {u"answer"_s, tr("Answer")},
        {u"schedule"_s, tr("Physician and time")},
        {u"look"_s, tr("Look and tongue")},
        {u"listen"_s, tr("Listen and smell")},
        {u"ask"_s, tr("Ask")},
        {u"palpate"_s, tr("Palpate and pulse")},
        {u"findings"_s, tr("Both sides' findings")},
        {u"session"_s, tr("Session")},
        {u"opinion"_s, tr("Opinion and report")},
        {u"decision"_s, tr("Decision and plan")},
        {u"archive"_s, tr("Archive")},
    };
    return titles.value(step, step);
}

QString StepText::word(StepState state)
{
    switch (state) {
    case StepState::Done:
        return tr("done");
    case StepState::Now:
        return tr("can be done now");
    case StepState::Waiting:
        return tr("not yet");
    case StepState::Later:
        return tr("later");
    case StepState::Stopped:
        return tr("stopped");
    }
    Q_UNREACHABLE();
}

} // namespace sizhen
