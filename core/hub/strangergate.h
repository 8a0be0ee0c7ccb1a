// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubsettings.h"

#include <QHash>

namespace sizhen {

// How many that have not logged in may stand at the door, in all and from one address. No clock, no socket.
class StrangerGate
{
public:
    explicit StrangerGate(const HubLimits &limits);

    [[nodiscard]] bool enter(const QString &address, qint64 nowMs); // false: hang up at once
    void leave(const QString &address); // it logged in or went

    [[nodiscard]] int waiting() const { return m_waiting; }

private:
    struct Address {
        int waiting = 0;
        double tries = 0; // leaks away within a minute
        qint64 atMs = 0;
    };

    void forget(qint64 nowMs);

    HubLimits m_limits;
    QHash<QString, Address> m_addresses;
    int m_waiting = 0;
};

} // namespace sizhen
