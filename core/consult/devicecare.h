// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// Whether an instrument may be put on this patient (FOU-06): inspected and not overdue, and disinfected for this case
// (DEV-08). `instrument` is its whole name, "vendor model serial firmware"; what counts is told of the same serial.
// `ownDue`: the day of its next calibration as it says itself (ISO), or empty.
// Codes: "overdue", "not_disinfected". Empty: cleared. What is not cleared may be used all the same (a patient waits);
// its recordings are marked as unverified.
[[nodiscard]] QStringList deviceFlaws(const Desk &desk, const CaseState &state, const QString &instrument,
                                      const QString &ownDue);

// Told in the case: it was disinfected for this patient (case.device_prepared).
[[nodiscard]] Result<> noteDisinfected(Desk &desk, const QByteArray &caseId, const QString &instrument,
                                       const Actor &actor);

// Told in the house: it was inspected and may be used until that day. IT, QA or MED-ADMIN; Denied "role.not_allowed"
// else, Refused "dev.until_past" for a day that is over.
[[nodiscard]] Result<> noteInspected(Desk &desk, const QString &instrument, const QDate &until, const Actor &actor);

// The last day of the newest inspection of this instrument; invalid: none is known here.
[[nodiscard]] QDate inspectedUntil(const Desk &desk, const QString &instrument);

} // namespace sizhen
