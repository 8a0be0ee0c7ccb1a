// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// A part of the record that one side still has to write (ARC-03: "jointly complete").
struct Owed {
    QString what; // "report" "decision" "session_record" "archive"
    Side side = Side::Inviting;
    QDateTime due; // agreed hours after the step before; seven days when nothing was agreed

    [[nodiscard]] bool isOverdueAt(const QDateTime &when) const { return due.isValid() && when > due; }
};

[[nodiscard]] QList<Owed> recordsOwed(const CaseState &state, const AgreementState &agreement);

} // namespace sizhen
