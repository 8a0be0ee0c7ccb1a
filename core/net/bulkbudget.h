// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>

namespace sizhen {

// How much of a line history and originals may take while a call is running. Urgent messages are never asked.
class BulkBudget
{
public:
    // 0: no limit.
    void limit(qint64 bytesPerSecond)
    {
        m_limit = bytesPerSecond;
        m_credit = 0;
    }

    [[nodiscard]] bool allows(qint64 nowMs)
    {
        const auto passed = std::clamp<qint64>(nowMs - m_at, 0, 1000);
        m_at = nowMs;
        m_credit = std::min(m_credit + m_limit * passed / 1000, m_limit);
        return m_limit == 0 || m_credit > 0;
    }

    void spend(qint64 bytes) { m_credit -= m_limit > 0 ? bytes : 0; }

private:
    qint64 m_limit = 0;
    qint64 m_credit = 0; // below 0 after a long message: it is paid off first
    qint64 m_at = 0;
};

} // namespace sizhen
