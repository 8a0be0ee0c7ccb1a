// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/guidedtaking.h"

#include <QCborArray>
#include <QCborMap>
#include <deque>
#include <map>

namespace sizhen {

// A pulse on its way abroad while it is taken. Messages are numbered; what a link lost, the watcher asks for, and a
// minute of them is kept for that: every sample arrives in its place or is known to be missing. Links may change
// (direct, hub) and may die in between. Pure machines: CBOR maps and milliseconds in, CBOR maps out (docs/wire.md).
//
//   {"run": bytes, "n": number, "at": ms, "block": {…}}             a piece of the run
//   {"run": bytes, "from": n, "next": n, "end": bool, "about": {…}}  what can be asked for; twice a second
//   {"run": bytes, "want": [from, to, from, to …]}                   watcher: missing, ends exclusive
//   {"ping": ms} -> {"ping": ms, "pong": ms}                         the two clocks

// What a watcher must know to read the samples.
struct LivePulseAbout {
    PulseScale scale;
    PressureRange range;

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static LivePulseAbout fromCbor(const QCborMap &map); // what is not sound stays as it is by default
};

class LivePulseSender
{
public:
    static constexpr qint64 keptMs = 60'000;

    void setAbout(const LivePulseAbout &about) { m_about = about; }

    // `run`: random, 8 bytes, new for each taking.
    void begin(const QByteArray &run);
    void end();

    [[nodiscard]] bool isActive() const { return !m_run.isEmpty(); } // also for a while after the end

    [[nodiscard]] const QByteArray &run() const { return m_run; }

    [[nodiscard]] QCborMap add(const PulseBlock &block, qint64 nowMs); // to be sent now
    [[nodiscard]] QVector<QCborMap> hear(const QCborMap &message, qint64 nowMs); // what to send in answer
    [[nodiscard]] QVector<QCborMap> tick(qint64 nowMs); // call about ten times a second

private:
    struct Sent {
        qint64 at = 0;
        QCborMap message;
    };

    QByteArray m_run;
    LivePulseAbout m_about;
    std::deque<Sent> m_kept;
    qint64 m_first = 0; // number of the oldest that is kept
    bool m_ended = false;
    qint64 m_endedAt = 0;
    qint64 m_lastBeat = 0;
};

class LivePulseReceiver
{
public:
    struct Arrived {
        PulseBlock block;
        std::optional<qint64> ageMs; // from its sending to now, by the two clocks; nothing before they were compared
    };

    // In order, without doubles. A jump of `block.first` is what could not be had any more, or was lost before.
    [[nodiscard]] QVector<Arrived> hear(const QCborMap &message, qint64 nowMs);
    [[nodiscard]] QVector<QCborMap> tick(qint64 nowMs); // what to ask for; call about ten times a second

    [[nodiscard]] const LivePulseAbout &about() const { return m_about; }

    [[nodiscard]] bool isListening(qint64 nowMs) const; // something came within the last ten seconds

    [[nodiscard]] bool isComplete() const { return m_ended && m_next >= m_known; } // it is over, and all of it came

    [[nodiscard]] std::optional<qint64> roundTripMs() const { return m_bestTrip; }

    [[nodiscard]] qint64 askedAgain() const { return m_askedAgain; } // messages that had to be asked for

    [[nodiscard]] qint64 givenUp() const { return m_givenUp; } // messages that nobody had any more

private:
    void startRun(const QByteArray &run);
    void takePong(const QCborMap &message, qint64 nowMs);
    [[nodiscard]] QVector<Arrived> ready(qint64 nowMs);
    [[nodiscard]] QCborArray missing();
    [[nodiscard]] Arrived arrived(std::map<qint64, QPair<qint64, PulseBlock>>::iterator at, qint64 nowMs) const;

    QByteArray m_run;
    LivePulseAbout m_about;
    std::map<qint64, QPair<qint64, PulseBlock>> m_waiting; // number -> sent at, block
    qint64 m_next = 0; // number that is due
    qint64 m_known = 0; // there are messages up to here, exclusive
    bool m_ended = false;
    qint64 m_heardAt = 0;
    qint64 m_wantedAt = 0;
    qint64 m_pingedAt = 0;
    std::optional<qint64> m_bestTrip;
    qint64 m_bestAt = 0;
    qint64 m_ahead = 0; // the sender's clock minus ours
    qint64 m_askedAgain = 0;
    qint64 m_givenUp = 0;
};

} // namespace sizhen
