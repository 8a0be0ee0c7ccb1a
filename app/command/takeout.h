// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"

namespace sizhen {

// SEC-09, RES-03: may the person at this station take something of the case out of the house? Whoever sees it whole, or
// an office with the right; with --reason, of ten characters or more, and a line in the access log either way.
// `identified`: it names or shows the patient.
[[nodiscard]] Result<> mayTakeOut(const CommandCall &call, const QByteArray &caseId, const QString &act,
                                  bool identified);

} // namespace sizhen
