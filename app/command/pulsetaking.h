// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/consult/pulsekeeper.h"
#include "devices/pulse/pulserecorder.h"

#include <QCryptographicHash>
#include <QTimer>

namespace sizhen {

// The samples and their places, for comparing what was taken here with what was seen there, however it was cut.
void addToDigest(QCryptographicHash &digest, const PulseBlock &block);

[[nodiscard]] QByteArray digestOf(const PulseRecording &recording); // of all its blocks

// Takes one site for so many seconds, shows it live to the partner and keeps it in the case. Ends itself.
class PulseTaking final : public QObject
{
    Q_OBJECT
public:
    struct Order {
        QByteArray caseId;
        QString site;
        int seconds = 10;
        std::function<void(const QJsonObject &)> progress; // told when the cable comes out
    };

    PulseTaking(Station &station, const Order &order, CommandDone done, QObject *parent);

    void start();

private:
    void finish();
    [[nodiscard]] Result<QJsonValue> keep();

    Station &m_station;
    const Order m_order;
    CommandDone m_done;
    PulseKeeper m_keeper;
    PulseRecorder m_recorder;
    QTimer m_end;
    bool m_unplugged = false; // at any time while it was taken
};

} // namespace sizhen
