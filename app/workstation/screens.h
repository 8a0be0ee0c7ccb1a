// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

#include <QList>

namespace sizhen {

class LogTail;
class SecretBytes;
class Station;

// The one table of screens: a new screen is a pair in ui/screens and a row here. Both outlive the screens. `rekey` closes
// the work, seals the vault anew and opens it again.
[[nodiscard]] QList<ScreenRow> screenRows(Station &station, LogTail &log,
                                          const std::function<void(const SecretBytes &passphrase)> &rekey);

} // namespace sizhen
