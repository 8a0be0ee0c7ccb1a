// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/uplinkchoice.h"

#include <utility>

namespace sizhen {
namespace {

int usableAfter(const QList<bool> &usable, int line)
{
    for (int step = 1; step <= usable.size(); ++step)
        if (const int next = (line + step) % int(usable.size()); usable[next])
            return next;
    return -1;
}

} // namespace

QList<int> UplinkChoice::dial(const QList<bool> &usable, bool offers)
{
    const bool begins = m_current < 0 && m_failures == 0;
    if (usable.isEmpty() || !usable.contains(true)) {
        m_current = -1;
        return {};
    }
    if (m_current < 0 || m_current >= usable.size())
        m_current = int(usable.indexOf(true));
    m_failures = std::exchange(m_fresh, false) ? 0 : m_failures + (begins ? 0 : 1);
    const bool gone = !usable[m_current];
    const bool again = m_failures > 0;
    if (gone || (again && offers))
        m_current = usableAfter(usable, m_current);
    QList<int> lines{m_current};
    if (again && !offers)
        for (int line = 0; line < usable.size(); ++line)
            if (usable[line] && line != m_current)
                lines.append(line);
    return lines;
}

} // namespace sizhen
