// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/agreementfold.h"

namespace sizhen {

// Reads a case out of the events of its stream and of its invitations. The same events in canonical order give the same
// state on every machine: each is judged in the state reached so far, and a refused one is kept and not applied.
class CaseFold
{
public:
    // `start`: who the two sides are and whether we hold the case. `agreement` is folded to its end.
    CaseFold(std::shared_ptr<const Rules> rules, CaseState start, const AgreementFold &agreement);

    void take(const Event &event);

    // An event later than this may simply be taken; an earlier one belongs in between, and all is read anew.
    [[nodiscard]] quint64 lastHlc() const { return m_lastHlc; }

    // Every reason against an event that is not written yet.
    [[nodiscard]] QList<Error> judge(const Event &event, const PatientCard *patient = nullptr) const;
    [[nodiscard]] QList<Offer> offers(const Event &nothingYet) const; // who, where and when; no kind and no args
    // One arrow from the present state, asked for `who`; nothing when there is none. For the board's "next act".
    [[nodiscard]] std::optional<QList<Error>> ask(const QString &kind, const Event &who) const;

    [[nodiscard]] const CaseState &state() const { return m_state; }

    [[nodiscard]] const AgreementState &agreement() const { return m_agreement; }

    [[nodiscard]] const AnswerBook &answers() const { return m_answers; }

    [[nodiscard]] const Rules &rules() const { return *m_rules; }

    // State of one of the case's invitations; initial when nothing happened in it.
    [[nodiscard]] QString invitationState(const QByteArray &stream) const;

    [[nodiscard]] Facts factsFor(const Act &act, const QDateTime &now) const;

private:
    [[nodiscard]] std::optional<Side> sideOf(const Event &event) const;
    [[nodiscard]] QString stateFor(const QString &machine, const QByteArray &stream) const;
    [[nodiscard]] std::optional<Error> outOfPlace(const Event &event, const QString &machine) const;
    [[nodiscard]] std::optional<Error> overAlready(const Event &event) const;
    void settle(const QDateTime &when);
    void move(const QString &machine, const QByteArray &stream, const Transition &transition);
    void apply(Act act);

    std::shared_ptr<const Rules> m_rules; // shared with the Desk and every other fold
    AgreementState m_agreement;
    Partnership m_partnership;
    CaseState m_state;
    AnswerBook m_answers;
    FeedOrder m_order;
    quint64 m_lastHlc = 0;
    QHash<QByteArray, QString> m_invitations; // stream → state
    QList<QByteArray> m_named; // invitation streams that the case named
};

} // namespace sizhen
