// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/thinline.h"

#include <algorithm>

namespace sizhen {

bool ThinLine::look(const QList<SendingStatistics> &streams, double atS)
{
    const auto suffers = [](const SendingStatistics &one) { return one.trouble == LineTrouble::Narrow && one.smaller; };
    if (streams.size() < 2 || !std::ranges::all_of(streams, suffers))
        m_sinceS = -1;
    else if (m_sinceS < 0)
        m_sinceS = atS;
    m_thin = m_thin || (m_sinceS >= 0 && atS - m_sinceS >= lastsS);
    return m_thin;
}

void ThinLine::callEnded()
{
    m_sinceS = -1;
    m_thin = false;
}

} // namespace sizhen
