// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"

#include <QList>

namespace sizhen {

// Whether this station's line is too thin to send a stream to each other end, so that a forwarding server, which takes
// one for all, would help: for a while each of several streams was made smaller because the line carries no more. Stays
// until the call is over, since with a server nobody sees any more whether it would do without. Pure; fed once a second.
class ThinLine
{
public:
    static constexpr double lastsS = 10;

    [[nodiscard]] bool look(const QList<SendingStatistics> &streams, double atS);
    void callEnded();

private:
    double m_sinceS = -1;
    bool m_thin = false;
};

} // namespace sizhen
