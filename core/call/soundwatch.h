// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsending.h"

#include <QtGlobal>

#include <optional>

namespace sizhen {

// Sound that comes through one way and not the other, from what both ends count. A pure machine: counts and
// milliseconds of a steady clock in. An alarm needs the partner's own word, so a link that is cut raises none.
class OneWaySound
{
public:
    static constexpr qint64 silentMs = 2300; // with one report a second said within 3 s, as reports come and go

    enum class Alarm {
        None,
        NotHeardThere, // our packets leave; the partner says that none comes
        NotHeardHere // the partner says that it sends; none comes
    };

    void begin(qint64 nowMs); // connected, anew
    void partnerSaid(const CallSending &said, qint64 nowMs);
    // `sent` and `received`: packets of sound in this dialling.
    [[nodiscard]] Alarm look(qint64 sent, qint64 received, qint64 nowMs);

private:
    // A count, and since when it stands still.
    struct Count {
        qint64 value = 0;
        qint64 atMs = 0;
        bool moved(qint64 now, qint64 nowMs);
    };

    Count m_sent;
    Count m_received;
    Count m_heardThere;
    int m_stillReports = 0; // of the partner since m_heardThere moved
    qint64 m_leavesSinceMs = 0; // packets leave without a pause since then
    std::optional<qint64> m_sendsSinceMs; // the partner says so since then
};

// Somebody speaks into a microphone, and nothing of it is sent: it is switched off, or no packet leaves.
class UnsentSpeech
{
public:
    static constexpr double speechDb = -42; // at a working microphone; rooms are below -50
    static constexpr int window = 15; // looks, ten a second
    static constexpr int leastLoud = 5; // of them: a cough is shorter
    static constexpr qint64 standsMs = 4000; // after the last word, so that it can be read

    // Ten times a second. `sends`: switched on, and packets leave.
    [[nodiscard]] bool look(double microphoneDb, bool sends, qint64 nowMs);

private:
    quint32 m_loud = 0; // one bit a look
    std::optional<qint64> m_lastMs;
};

} // namespace sizhen
