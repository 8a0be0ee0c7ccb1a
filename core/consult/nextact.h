// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casefold.h"

namespace sizhen {

struct NextAct {
    QString kind; // empty: nobody has to do anything
    Side side = Side::Inviting;
};

// What somebody has to do so that the case goes on: the first step of the way that its machines allow now. Depends on
// the events alone, so both sides wait for the same act.
[[nodiscard]] NextAct nextAct(const CaseFold &fold);

} // namespace sizhen
