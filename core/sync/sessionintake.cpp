// SPDX-License-Identifier: GPL-3.0-or-later
// Session, part six: a long history comes in. While one batch is stored, the signatures of the next are checked by
// whatever core is free (docs/decisions/receiving.md).
#include "core/sync/session.h"

#include <algorithm>

namespace sizhen {

namespace {

constexpr std::size_t mostAhead = 2; // batches; with one, the cores would have nothing to do while the disk is slow

} // namespace

void Session::arrived(const QList<QByteArray> &messages, qint64 nowMs)
{
    constexpr qsizetype little = 16 * 1024;
    const auto isLittle = [&messages] {
        return std::ranges::all_of(messages, [](const QByteArray &message) { return message.size() < little; });
    };
    if (m_waiting.empty() && (!isUp() || isLittle())) {
        for (const auto &message : messages)
            receive(message, nowMs);
        return;
    }
    expect(messages);
    m_waiting.push_back(messages);
    if (m_waiting.size() > mostAhead)
        catchUp(nowMs);
}

void Session::catchUp(qint64 nowMs)
{
    if (m_waiting.empty())
        return;
    const auto oldest = std::move(m_waiting.front());
    m_waiting.pop_front();
    receiveTogether(oldest, nowMs);
}

void Session::receiveTogether(const QList<QByteArray> &messages, qint64 nowMs)
{
    const auto all = [&]() -> Result<> {
        for (const auto &message : messages)
            receive(message, nowMs);
        return {};
    };
    if (const auto kept = messages.size() > 1 ? m_store.together(all) : all(); !kept)
        closeBecause(wire::Code::Busy, kept.error()); // nothing of it is stored; it will be asked for again later
}

void Session::expect(const QList<QByteArray> &messages)
{
    for (const auto &message : messages) {
        auto parsed = wire::read(message);
        if (!parsed)
            return; // receive() says so
        if (const auto *entries = std::get_if<wire::Entries>(&*parsed))
            m_store.expect(entries->raw);
        m_expected.emplace_back(message, *std::move(parsed));
    }
}

Result<wire::Message> Session::read(const QByteArray &message)
{
    if (m_expected.empty() || m_expected.front().first.constData() != message.constData())
        return wire::read(message);
    auto parsed = std::move(m_expected.front().second);
    m_expected.pop_front();
    return parsed;
}

} // namespace sizhen
