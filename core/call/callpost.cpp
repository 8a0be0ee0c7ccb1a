// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callpost.h"

namespace sizhen {
namespace {

constexpr std::size_t mostHeard = 1024;

} // namespace

void CallPost::begin(qint64 firstNumber)
{
    m_waiting.clear();
    m_next = firstNumber;
    m_heard.clear();
    m_heardBefore = 0;
}

const CallMessage &CallPost::say(CallMessage message, qint64 nowMs)
{
    message.number = nextNumber();
    if (m_waiting.size() >= mostWaiting)
        m_waiting.pop_front();
    return m_waiting.emplace_back(Waiting{std::move(message), nowMs}).message;
}

void CallPost::confirmed(const QList<qint64> &numbers)
{
    std::erase_if(m_waiting, [&numbers](const Waiting &one) { return numbers.contains(one.message.number); });
}

void CallPost::forgetBefore(int round)
{
    std::erase_if(m_waiting,
                  [round](const Waiting &one) { return one.message.round > 0 && one.message.round < round; });
}

void CallPost::forget(CallMessage::Kind kind)
{
    std::erase_if(m_waiting, [kind](const Waiting &one) { return one.message.kind == kind; });
}

QVector<CallMessage> CallPost::due(qint64 nowMs)
{
    QVector<CallMessage> all;
    for (auto &one : m_waiting)
        if (nowMs - one.sentAt >= repeatMs) {
            one.sentAt = nowMs;
            all.append(one.message);
        }
    return all;
}

bool CallPost::isNew(qint64 number)
{
    if (number < m_heardBefore || !m_heard.insert(number).second)
        return false;
    if (m_heard.size() > mostHeard) {
        m_heardBefore = *m_heard.begin() + 1;
        m_heard.erase(m_heard.begin());
    }
    return true;
}

} // namespace sizhen
