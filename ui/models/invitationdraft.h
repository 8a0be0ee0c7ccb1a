// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/forms/formlibrary.h"

#include <QTimeZone>

namespace sizhen {

// The invitation as it can be filled in from what the case already says: the physician reads it and changes what is
// wrong. Neither the name nor a number of the patient goes into it (INV-11). All values have both languages; they are
// for the record, not for the window, and so are not translated by it.
[[nodiscard]] QCborMap invitationDraft(const CaseState &state, const FormLibrary &forms, const QDateTime &now,
                                       const QTimeZone &zone);

// The abstract alone: sex, age, complaint, then what stands in the forms of the inviting side, one method a line.
[[nodiscard]] Label abstractDraft(const CaseState &state, const FormLibrary &forms, const QDate &today);

} // namespace sizhen
