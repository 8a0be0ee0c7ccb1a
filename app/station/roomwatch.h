// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/minutemeter.h"
#include "core/call/callcontrol.h"
#include "core/call/ladderwatch.h"
#include "core/consult/desk.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTimer>

#include <functional>
#include <optional>

namespace sizhen {

// What a station itself writes into sessions that run: how picture and sound were (SES-06), that somebody who logged
// out is no longer with the patient, the pause that follows when nobody is (SES-04), and which steps of the ladder the
// call took by itself (SES-14, NET-07).
class RoomWatch final : public QObject
{
    Q_OBJECT
public:
    using Person = std::function<std::optional<Actor>()>; // who is logged in

    using Steady = std::function<double()>; // seconds

    RoomWatch(Ledger &ledger, Desk &desk, CallControl &calls, Person person, QObject *parent = nullptr);

    void useClock(Steady clock) { m_steadyS = std::move(clock); } // before anything is measured

    void personChanged(bool locked); // a locked screen is no empty chair
    void lineChanged(const QString &from, const QString &to, qint64 gapMs); // NET-07
    void look(); // at sessions that run; every few seconds by itself

private:
    void caseChanged(const QByteArray &id);
    void counted();
    [[nodiscard]] bool measures(const CallView &view, const CaseState &state) const;
    void callChanged();
    void takeStep(const QCborMap &args);
    void keep(const std::optional<MediaMinute> &minute);
    void write(const QByteArray &caseId, const QString &kind, const QCborMap &args);

    Ledger &m_ledger;
    Desk &m_desk;
    CallControl &m_calls;
    const Person m_person;
    QSet<QByteArray> m_running; // cases in session
    std::optional<PersonCertificate> m_last; // who was logged in
    QByteArray m_measured; // the case whose call is measured
    QByteArray m_measuredEnd; // the station at the other end
    MinuteMeter m_meter;
    LadderWatch m_ladder;
    QElapsedTimer m_clock;
    Steady m_steadyS = [this] { return double(m_clock.elapsed()) / 1000; };
    QTimer m_look{this};
};

} // namespace sizhen
