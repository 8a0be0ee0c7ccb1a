// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/link.h"

namespace sizhen {

void Link::ended(const Error &reason)
{
    if (!m_open)
        return;
    m_open = false;
    Q_EMIT closed(reason);
}

} // namespace sizhen
