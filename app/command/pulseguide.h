// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/consult/pulsekeeper.h"
#include "devices/pulse/guidedrecorder.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sizhen {

// Takes site after site as a plan asks for it, shows it live to the partner and keeps what counts: what the pulse page
// does, for a shell and for tests. It says each step; the hand is a person's or the simulator's. Ends itself.
class PulseGuide final : public QObject
{
    Q_OBJECT
public:
    struct Order {
        QByteArray caseId;
        QString plan;
        int mostSeconds = 900; // for all of it
        int sites = 0; // stop after so many takings; 0: until the plan is done
        std::function<void(const QJsonObject &)> progress;
    };

    PulseGuide(Station &station, const Order &order, CommandDone done, QObject *parent);

    void start();

private:
    void takeNext();
    void finishSite();
    void end(const Result<QJsonValue> &answer);
    [[nodiscard]] Result<> keep();

    Station &m_station;
    const Order m_order;
    CommandDone m_done;
    const TakingPlan *m_plan;
    PulseKeeper m_keeper;
    PulseRecorder m_recorder;
    GuidedRecorder m_guided;
    NextTaking m_now;
    PressureRange m_range;
    QTimer m_end;
    QElapsedTimer m_clock;
    QJsonArray m_takings;
};

} // namespace sizhen
