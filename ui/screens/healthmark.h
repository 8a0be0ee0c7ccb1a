// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/health/healthboard.h"
#include "ui/widgets/mark.h"

namespace sizhen {

// The shape of a cell's state. Unknown stays a grey ring.
[[nodiscard]] inline Mark markOf(HealthItem::State state)
{
    switch (state) {
    case HealthItem::State::Ready:
        return Mark::Good;
    case HealthItem::State::Working:
        return Mark::Working;
    case HealthItem::State::Warning:
        return Mark::Warning;
    case HealthItem::State::Fault:
        return Mark::Fault;
    case HealthItem::State::NotPresent:
        return Mark::NotPresent;
    case HealthItem::State::Unknown:
        break;
    }
    return Mark::Unknown;
}

} // namespace sizhen
