// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// What of a case and of a patient is found by words: complaint, partner, patient's name as far as the case tells it
// here, diagnoses, notes, opinion, plan. From the events alone, so that the index can be made again.
[[nodiscard]] SearchText searchTextOf(const CaseState &state, const Label &partner);
[[nodiscard]] SearchText searchTextOf(const PatientCard &card, const QDateTime &registered);

namespace searchkind {
inline const QString cases = QStringLiteral("case"); // key: the case in hex
inline const QString patients = QStringLiteral("patient"); // key: the patient's stream in hex
inline constexpr int version = 2; // of the two functions above and of the places in the index: another one makes it anew
} // namespace searchkind

} // namespace sizhen
