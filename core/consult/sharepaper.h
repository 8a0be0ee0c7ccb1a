// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// One share of the root on one sheet, in both languages: which, the words, the code, how it is used, and a line for the
// keeper's name by hand. The bytes are secret: they go to the printer or into the file the officer chooses, and are
// wiped. Needs a QGuiApplication.
[[nodiscard]] Result<QByteArray> renderSharePaper(const Institution &institution, const RootShare &share,
                                                  const QDateTime &made);

} // namespace sizhen
