// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/consult/casestate.h"
#include "core/pulse/guidedtaking.h"

namespace sizhen {

// Something the invited physician may ask of the hand that takes the pulse (resources/pulse/requests.json). It is
// words for a person, never a command for an instrument (ORG-10).
struct PulseAsk {
    QString ask; // "DEEPER"
    Label name; // on the button of who asks
    Label words; // on the screen of who takes, and in both languages for the interpreter; %1: the site or the seconds
    bool needsSite = false;
    bool needsSeconds = false;
    std::optional<QPair<double, double>> band; // shares of the range
    std::optional<QPair<double, double>> step; // from the share that is pressed now
};

struct PulseAsks {
    QVector<PulseAsk> asks;
    QHash<QString, Label> sites; // their names
};

[[nodiscard]] Result<PulseAsks> parsePulseAsks(const QByteArray &json);
[[nodiscard]] const PulseAsks &pulseAsks();
[[nodiscard]] const PulseAsk *pulseAsk(const QString &ask); // nullptr: a newer program's

// One request of a case and what became of it: case.pulse_asked, case.pulse_answered.
struct PulseRequest {
    static constexpr int freshS = 60; // an older one is history: the finger has long gone on

    QByteArray entry;
    QString ask;
    QString site;
    int seconds = 0;
    QString by; // person id
    QDateTime at;
    QString answer; // "" "ACCEPTED" "DECLINED" "REACHED"
    QDateTime answeredAt;
    std::optional<double> pressure; // that was reached
    std::optional<double> share; // … of this patient's range
    QString unit; // UCUM

    [[nodiscard]] bool isOpen(const QDateTime &now) const { return answer.isEmpty() && at.secsTo(now) <= freshS; }
};

[[nodiscard]] QList<PulseRequest> pulseRequests(const CaseState &state); // in the order they were asked
// The newest that is open; one that came late or was overtaken by a newer one is not.
[[nodiscard]] std::optional<PulseRequest> openRequest(const CaseState &state, const QDateTime &now);
// Accepted, and not yet told what was reached.
[[nodiscard]] std::optional<PulseRequest> acceptedRequest(const CaseState &state, const QDateTime &now);

// The sentence that stands on the screen, in both languages. `args`: of case.pulse_asked.
[[nodiscard]] Label askWords(const QCborMap &args);

[[nodiscard]] QCborMap askArgs(const QString &ask, const QString &site = {}, int seconds = 0);
[[nodiscard]] QCborMap answerArgs(const QByteArray &request, const QString &answer);

// Watches whether the hand comes where it was asked to: tells the pressure once it was held there.
class AskedPressure
{
public:
    // `now`: pressure when it was accepted. Without a range, or for a request without a depth, there is nothing to
    // reach.
    AskedPressure(const PulseRequest &request, const PressureRange &range, double now);

    [[nodiscard]] const QByteArray &request() const { return m_request; }

    [[nodiscard]] std::optional<QPair<double, double>> target() const { return m_target; } // pressures

    // True once: `pressure` was in the target for as long as asked. `seconds`: since the last call.
    [[nodiscard]] bool feed(double pressure, double seconds);

private:
    QByteArray m_request;
    std::optional<QPair<double, double>> m_target;
    double m_wanted = 1; // s
    double m_held = 0;
    bool m_told = false;
};

} // namespace sizhen
