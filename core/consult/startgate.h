// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/facts.h"

namespace sizhen {

// One precondition of a session, as the start gate lists it (SES-01).
struct GateItem {
    QString code; // "consent"; of what a person checks: the key in case.start's `checks`
    QString rule; // requirement
    Label name;
    std::optional<Side> side; // whose business it is; none: both
    bool byPerson = false; // somebody looks and says so; else the record says it
    bool good = false;
};

// Everything, in the order of the list on the screen. What a person checks is good once `act` says so, or says why it
// is not needed.
[[nodiscard]] QList<GateItem> startGateItems(const Facts &facts);
[[nodiscard]] bool hasThreeYears(const Facts &facts,
                                 const QDate &day); // one consultant who may practise on it (STF-03)

} // namespace sizhen
