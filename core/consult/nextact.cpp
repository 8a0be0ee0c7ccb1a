// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/nextact.h"

#include "core/consult/manifest.h"
#include "core/consult/reading.h"

#include <algorithm>
#include <functional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Asks the machines on behalf of people: those the case knows, and for each side one who holds every role.
class Inquiry
{
public:
    explicit Inquiry(const CaseFold &fold)
        : m_fold(fold)
    {
        const auto &acts = fold.state().acts;
        if (!acts.isEmpty())
            m_hlc = acts.last().event.hlc;
        const auto &state = fold.state();
        for (const auto &one : consultantsOf(state, fold.rules().certificates()))
            add(state.invited, one.person);
        for (const auto *act : state.all(u"case.check_in"_s))
            add(act->event.institution, act->event.by);
        for (const auto &root : {state.inviting, state.invited}) {
            PersonCertificate everybody;
            everybody.institution = root;
            everybody.licence = u"-"_s;
            everybody.roles
                = {u"PHYSICIAN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s, u"INTERPRETER"_s, u"FINANCE"_s};
            add(root, everybody);
        }
    }

    [[nodiscard]] const CaseFold &fold() const { return m_fold; }

    [[nodiscard]] const CaseState &state() const { return m_fold.state(); }

    [[nodiscard]] bool may(const QString &kind, Side side) const
    {
        return std::ranges::any_of(m_people, [&](const Event &who) {
            if (who.institution != rootOf(side))
                return false;
            const auto refusals = m_fold.ask(kind, who);
            return refusals && refusals->isEmpty();
        });
    }

    // Would `goal` be refused with this message whoever asked?
    [[nodiscard]] bool refused(const QString &goal, const QString &message) const
    {
        return std::ranges::all_of(m_people,
                                   [&](const Event &who) {
                                       const auto refusals = m_fold.ask(goal, who);
                                       return !refusals || std::ranges::any_of(*refusals, [&](const Error &why) {
                                           return why.message == message || why.message == u"role.not_allowed"_s;
                                       });
                                   })
            && m_fold.ask(goal, m_people.last()).has_value();
    }

private:
    [[nodiscard]] const QByteArray &rootOf(Side side) const
    {
        return side == Side::Inviting ? state().inviting : state().invited;
    }

    void add(const QByteArray &root, const PersonCertificate &person)
    {
        Event who;
        who.institution = root;
        who.by = person;
        who.hlc = m_hlc;
        m_people.append(who);
    }

    const CaseFold &m_fold;
    quint64 m_hlc = 0;
    QList<Event> m_people;
};

using Needed = std::function<bool(const Inquiry &, Side)>;

struct Step {
    QString kind;
    Needed needed; // beyond what the machine says; none: as soon as it is allowed
};

Needed refusedAs(const QString &goal, const QStringList &messages)
{
    return [goal, messages](const Inquiry &inquiry, Side) {
        return std::ranges::any_of(messages, [&](const QString &message) { return inquiry.refused(goal, message); });
    };
}

Needed at(const QString &machine, const QString &state)
{
    return [machine, state](const Inquiry &inquiry, Side) { return inquiry.state().machines.value(machine) == state; };
}

bool did(const QList<const Act *> &acts, Side side)
{
    return std::ranges::any_of(acts, [&](const Act *act) { return act->side == side; });
}

Needed notYetBy(const QString &kind, const QString &stage, const QStringList &after = {})
{
    return [kind, stage, after](const Inquiry &inquiry, Side side) {
        return inquiry.state().stage() == stage && !did(since(inquiry.state().acts, kind, after), side);
    };
}

bool lacksTime(const Inquiry &inquiry, Side side)
{
    const auto mine = confirmedStart(inquiry.state(), side);
    return !mine.isValid()
        || (side == Side::Inviting && confirmedStart(inquiry.state(), Side::Invited).isValid()
            && !agreedStart(inquiry.state()).isValid());
}

bool lacksFeeNote(const Inquiry &inquiry, Side)
{
    return inquiry.state().stage() == u"DECIDED"_s && !inquiry.state().latest(u"case.fee_note"_s);
}

bool lacksFindings(const Inquiry &inquiry, Side)
{
    return inquiry.state().stage() == u"IN_SESSION"_s && inquiry.refused(u"case.end"_s, u"fou.incomplete"_s);
}

const QList<Step> &theWay()
{
    static const QString confirm = u"case.archive_confirm"_s;
    static const QList<Step> steps{
        {u"consent.explain"_s, at(u"consent"_s, u"NEEDED"_s)},
        {u"consent.sign_patient"_s, {}},
        {u"consent.sign_representative"_s, {}},
        {u"case.identity_checked"_s, refusedAs(u"case.complete"_s, {u"ses.identity"_s})},
        {u"case.form_saved"_s, refusedAs(u"case.complete"_s, {u"fou.complaint_missing"_s, u"fou.safety_fields"_s})},
        {u"case.complete"_s, {}},
        {u"case.reinvite"_s, {}},
        {u"invitation.compose"_s,
         [](const Inquiry &inquiry, Side side) {
             return at(u"case"_s, u"PREPARED"_s)(inquiry, side)
                 && inquiry.refused(u"invitation.send_direct"_s, u"inv.field_missing"_s);
         }},
        {u"invitation.approve_abstract"_s,
         [](const Inquiry &inquiry, Side side) {
             return at(u"case"_s, u"PREPARED"_s)(inquiry, side)
                 && inquiry.refused(u"invitation.send_direct"_s, u"inv.abstract_unapproved"_s);
         }},
        {u"invitation.send_direct"_s, {}},
        {u"invitation.reply"_s, {}},
        {u"invitation.accept"_s, {}},
        {u"case.assign_physician"_s,
         [](const Inquiry &inquiry, Side) {
             return inquiry.refused(u"case.confirm_schedule"_s, u"sch.incomplete"_s)
                 || inquiry.refused(u"case.confirm_schedule"_s, u"stf.three_year_rule"_s);
         }},
        {u"case.confirm_schedule"_s, lacksTime},
        {u"case.check_in"_s, notYetBy(u"case.check_in"_s, u"SCHEDULED"_s)},
        {u"case.confirm_identity"_s, refusedAs(u"case.start"_s, {u"ses.identity_again"_s})},
        {u"case.start"_s, {}},
        {u"case.form_saved"_s, lacksFindings},
        {u"case.end"_s, {}},
        {u"case.resume"_s, {}},
        {u"case.new_time"_s, {}},
        {u"report.release_opinion"_s, at(u"report"_s, u"DRAFTING"_s)},
        {u"report.submit"_s, {}},
        {u"report.sign"_s, {}},
        {u"report.release"_s, {}},
        {u"report.acknowledge"_s, {}},
        {u"case.decide"_s, {}},
        {u"case.confirm_session"_s, notYetBy(u"case.confirm_session"_s, u"DECIDED"_s)},
        {u"case.fee_note"_s, lacksFeeNote},
        {u"case.begin_archiving"_s, {}},
        {confirm, notYetBy(confirm, u"ARCHIVING"_s, {u"case.missing_document"_s})},
        {u"case.withdrawal_answered"_s,
         [](const Inquiry &inquiry, Side) { return !inquiry.state().latest(u"case.withdrawal_answered"_s); }},
        {u"case.archive_cancelled"_s, {}},
    };
    return steps;
}

} // namespace

NextAct nextAct(const CaseFold &fold)
{
    const Inquiry inquiry(fold);
    for (const auto &step : theWay()) {
        if (!fold.state().held && !step.kind.startsWith(u"invitation."_s))
            continue; // we cannot see the rest yet
        for (const auto side : {Side::Inviting, Side::Invited})
            if (inquiry.may(step.kind, side) && (!step.needed || step.needed(inquiry, side)))
                return {step.kind, side};
    }
    return {};
}

} // namespace sizhen
