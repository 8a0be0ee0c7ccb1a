// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger_p.h"

namespace sizhen {

// The body of a share's row.
[[nodiscard]] QByteArray shareBody(const Share &share);
[[nodiscard]] Result<Share> readShare(const QByteArray &body);

} // namespace sizhen
