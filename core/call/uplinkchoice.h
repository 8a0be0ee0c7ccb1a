// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

namespace sizhen {

// Through whose line a call is dialled (SES-14, NET-07). Pure: lines are numbers in the order in which providers are
// registered, and whether each has an address at this moment is told.
class UplinkChoice
{
public:
    void beginCall() { *this = {}; }

    // Before each dialling: the lines at whose addresses this end can be found. The first time the first that works;
    // after an interruption, or when it has lost its address, the next one: it is warm, and to wait whether the same comes
    // back costs the physicians more than the second contract. Only the end that dials changes over: the other one then offers all it has, so that two that change at once
    // cannot miss each other. Empty: none is registered, or none works: let the system decide.
    [[nodiscard]] QList<int> dial(const QList<bool> &usable, bool offers);

    void packetsCame() { m_failures = 0; }

    void letGo() { m_fresh = true; } // the engine was no longer needed: the next dialling is no second try

    [[nodiscard]] int current() const { return m_current; } // -1: the system decides

private:
    int m_current = -1;
    int m_failures = 0; // diallings since something came
    bool m_fresh = false;
};

} // namespace sizhen
