// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sessionrecord.h"

#include "core/consult/reading.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isRunning(const CaseState &state)
{
    return isCase(state, {"IN_SESSION"_L1, "PAUSED"_L1});
}

// Who left, or came back: the automaton names the person, a person means themselves.
QByteArray presentPerson(const Act &act)
{
    const auto named = act.args().value(u"person"_s).toByteArray();
    return named.isEmpty() ? act.event.by.person : named;
}

// Physicians of the inviting side who are with the patient, act by act.
class Bedside
{
public:
    void take(const Act &act)
    {
        if (act.kind() == u"case.start"_s)
            m_runs = true;
        else if (act.kind() == u"case.end"_s || act.kind() == u"case.abort"_s || act.kind() == u"case.in_person"_s)
            m_runs = false;
        else if (act.side == Side::Inviting && act.kind() == u"case.check_in"_s
                 && textOf(act.args(), u"as"_s) == u"PHYSICIAN"_s)
            m_there.insert(act.event.by.person);
        else if (act.side == Side::Inviting && act.kind() == u"case.presence"_s)
            present(presentPerson(act), act.args().value(u"present"_s).toBool());
        settle(momentOf(act.event));
    }

    [[nodiscard]] QList<TimeSpan> spans() const { return m_spans; }

    [[nodiscard]] bool isAlone() const { return !m_spans.isEmpty() && !m_spans.last().to.isValid(); }

private:
    void present(const QByteArray &person, bool there)
    {
        if (there)
            m_there.insert(person);
        else
            m_there.remove(person);
    }

    void settle(const QDateTime &at)
    {
        const bool alone = m_runs && m_there.isEmpty();
        if (alone && !isAlone())
            m_spans.append({at, {}});
        else if (!alone && isAlone())
            m_spans.last().to = at;
    }

    QSet<QByteArray> m_there;
    QList<TimeSpan> m_spans;
    bool m_runs = false;
};

Bedside bedside(const CaseState &state)
{
    Bedside all;
    for (const auto &act : state.acts)
        all.take(act);
    return all;
}

bool isObservation(const QString &kind)
{
    return kind == u"case.form_saved"_s || kind == u"case.attachment_added"_s || kind == u"case.pulse_recorded"_s;
}

bool holdsOne(const QList<TimeSpan> &spans, const QDateTime &at)
{
    return std::ranges::any_of(spans, [&](const TimeSpan &span) { return span.holds(at); });
}

} // namespace

QList<TimeSpan> unaccompanied(const CaseState &state)
{
    return bedside(state).spans();
}

bool isAccompanied(const CaseState &state)
{
    return !bedside(state).isAlone();
}

bool isBeside(const CaseState &state, const QByteArray &person)
{
    bool there = false;
    for (const auto &act : state.acts) {
        if (act.event.by.person == person && act.kind() == u"case.check_in"_s)
            there = true;
        else if (act.kind() == u"case.presence"_s && presentPerson(act) == person)
            there = act.args().value(u"present"_s).toBool();
    }
    return there;
}

bool mustPause(const CaseState &state, const QDateTime &now)
{
    if (!isCase(state, {"IN_SESSION"_L1}))
        return false;
    const auto beside = bedside(state);
    return beside.isAlone() && beside.spans().last().from.secsTo(now) >= sessionRules().accompanyGraceS;
}

QCborMap presenceArgs(bool present, const QByteArray &personKey)
{
    QCborMap args{{u"present"_s, present}};
    if (!personKey.isEmpty())
        args.insert(u"person"_s, personKey);
    return args;
}

QString agreedPhone(const CaseState &state, Side side)
{
    QString phone;
    for (const auto *one : state.all(u"case.confirm_schedule"_s))
        if (one->side == side && !textOf(one->args(), u"phone"_s).isEmpty())
            phone = textOf(one->args(), u"phone"_s);
    return phone;
}

const Act *openEmergency(const CaseState &state)
{
    const Act *open = nullptr;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.emergency"_s)
            open = &act;
        else if (act.kind() == u"case.emergency_outcome"_s)
            open = nullptr;
    }
    return open;
}

EntryMarks marksOf(const CaseState &state, const Act &act)
{
    if (!isObservation(act.kind()))
        return {};
    const auto at = momentOf(act.event);
    return {holdsOne(poorPicture(state, act.side), at), holdsOne(unaccompanied(state), at)};
}

bool bothConfirmed(const CaseState &state)
{
    const auto all = since(state.acts, u"case.confirm_session"_s, {u"case.end"_s});
    const auto of = [&](Side side) {
        return std::ranges::any_of(
            all, [side](const Act *one) { return one->side == side && one->event.by.roles.contains(u"PHYSICIAN"_s); });
    };
    return isRunning(state) ? false : of(Side::Inviting) && of(Side::Invited);
}

bool confirmedTheSame(const CaseState &state)
{
    QSet<QByteArray> seen;
    QHash<Side, QByteArray> newest;
    for (const auto *one : since(state.acts, u"case.confirm_session"_s, {u"case.end"_s}))
        newest.insert(one->side, one->args().value(u"summary"_s).toByteArray());
    for (const auto &summary : std::as_const(newest))
        seen.insert(summary);
    return bothConfirmed(state) && seen.size() == 1;
}

} // namespace sizhen
