// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace sizhen {

// Asks on the terminal without echo. Empty when standard input is no terminal. The seam between systems: terminal.cpp
// has the POSIX way (termios) and the Windows way (console mode).
[[nodiscard]] Result<QByteArray> askTerminal(const QString &what);

} // namespace sizhen
