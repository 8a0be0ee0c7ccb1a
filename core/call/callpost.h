// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmessage.h"

#include <deque>
#include <set>

namespace sizhen {

// What was said and not yet confirmed, and what was heard already: messages of one call over a line that loses, doubles
// and swaps them.
class CallPost
{
public:
    static constexpr qint64 repeatMs = 500;
    static constexpr std::size_t mostWaiting = 128;

    void begin(qint64 firstNumber); // another call

    // Gives it its number; it is repeated until it is confirmed. What is sent now.
    [[nodiscard]] const CallMessage &say(CallMessage message, qint64 nowMs);

    [[nodiscard]] qint64 nextNumber() { return m_next++; } // for what is said once

    void confirmed(const QList<qint64> &numbers);
    // What no longer matters is not repeated: descriptions and ways of rounds before this one, invitations.
    void forgetBefore(int round);
    void forget(CallMessage::Kind kind);

    void forgetAll() { m_waiting.clear(); }

    [[nodiscard]] QVector<CallMessage> due(qint64 nowMs); // to be repeated now

    // False: it was heard before. What is too old to be told from a double counts as heard.
    [[nodiscard]] bool isNew(qint64 number);

private:
    struct Waiting {
        CallMessage message;
        qint64 sentAt = 0;
    };

    std::deque<Waiting> m_waiting;
    qint64 m_next = 1;
    std::set<qint64> m_heard;
    qint64 m_heardBefore = 0; // all numbers below
};

} // namespace sizhen
