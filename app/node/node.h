// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/node/jobs.h"
#include "app/station/station.h"

#include <QTimer>

namespace sizhen {

// A station without a screen: it listens, holds everything of the house, passes on what rooms and partners missed, and does
// the jobs of its list. Says how it is in a state file that holds no patient's data.
class Node final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        QString listen; // "host:port"; empty: the setting of the vault
        QString stateFile; // empty: none
        QList<Job> jobs;
    };

    Node(Station &station, Setup setup, QObject *parent = nullptr);

    // Fault::Busy when the port is taken.
    [[nodiscard]] Result<> start();
    [[nodiscard]] quint16 port() const { return m_port; }

    [[nodiscard]] QJsonObject state() const;

private:
    struct Ran {
        QDateTime at;
        QString result; // "running" "begun" "done" "not available", or what the log says of a failure
    };

    void look(); // for jobs that are due; then writes the state
    void runJob(const Job &job);
    void readLastRuns();
    void keepLastRun(const QString &id);
    void tellLink(PeerLink *link);
    void writeState();
    void stateIsDue();

    Station &m_station;
    const Setup m_setup;
    QHash<QString, Ran> m_ran;
    QTimer m_look;
    QTimer m_stateSoon;
    quint16 m_port = 0;
    const QDateTime m_since;
};

} // namespace sizhen
