// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/health/healthboard.h"

#include <algorithm>

namespace sizhen {

void HealthBoard::set(const HealthItem &item)
{
    const auto known
        = std::find_if(m_items.begin(), m_items.end(), [&item](const HealthItem &old) { return old.id == item.id; });
    if (known == m_items.end())
        m_items.append(item);
    else if (*known == item)
        return;
    else
        *known = item;
    Q_EMIT changed(item.id);
}

HealthItem HealthBoard::item(const QString &id) const
{
    for (const auto &known : m_items)
        if (known.id == id)
            return known;
    HealthItem unknown;
    unknown.id = id;
    return unknown;
}

} // namespace sizhen
