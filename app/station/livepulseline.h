// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/livepulse.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <functional>

namespace sizhen {

// This station's end of the live pulses: what is taken here goes out numbered, what is taken elsewhere comes in whole.
// Which link carries it is not its business (direct, hub; it may change in between), nor does a call matter to it.
class LivePulseLine final : public QObject
{
    Q_OBJECT
public:
    // Sends one message about a case to whoever shares it; what cannot be sent now is asked for later.
    using Send = std::function<void(const QByteArray &caseId, const QCborMap &message)>;

    explicit LivePulseLine(Send send, QObject *parent = nullptr);

    // A block that was taken here. One that begins a recording, or of another case or site, begins a run.
    void take(const QByteArray &caseId, const PulseBlock &block, const LivePulseAbout &about);
    void end(); // of what is taken here

    void hear(const QByteArray &caseId, const QCborMap &message);

    // Of the case whose pulse came last; nothing before any came.
    [[nodiscard]] const LivePulseReceiver *receiver(const QByteArray &caseId) const;

Q_SIGNALS:
    // A piece of the partner's pulse, in order. `ageMs` since it was sent, by the two clocks; -1: not known yet.
    void arrived(const QByteArray &caseId, const sizhen::PulseBlock &block, qint64 ageMs);

private:
    void tick();

    Send m_send;
    LivePulseSender m_sender;
    QByteArray m_sentCase;
    QString m_sentSite;
    QHash<QByteArray, LivePulseReceiver> m_receivers;
    QElapsedTimer m_clock; // steady: a clock that is set must not shake the numbers
    QTimer m_tick{this};
};

} // namespace sizhen
