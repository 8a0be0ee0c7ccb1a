// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// What a person writes for a partner, patient or case: a hex id or its beginning, a case code "A1B2-C3D4", an
// institution's id, or part of its name. Fault::NotFound ("ctl.not_one_of_ours") or Invalid ("ctl.ambiguous").
[[nodiscard]] Result<QByteArray> resolvePartner(const Ledger &ledger, const QString &text);
[[nodiscard]] Result<QByteArray> resolvePatient(const Desk &desk, const QString &text);
[[nodiscard]] Result<QByteArray> resolveCase(const Desk &desk, const QString &text);

} // namespace sizhen
