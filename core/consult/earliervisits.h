// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// Cases of the same patient that began before this one, the newest first: with the same name and date of birth, between
// the same two institutions. Only what the person who reads may see; opening each is noted as any opening is.
[[nodiscard]] QList<CaseState> earlierVisits(const Desk &desk, const CaseState &state, int most);

[[nodiscard]] QDateTime openedAt(const CaseState &state);

} // namespace sizhen
