// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sizhen {

// Which other program has this port open: its name, as far as the system lets us see it; else empty. Linux says so
// under /proc; elsewhere there is no such question without the rights of an administrator, and the reader is told only
// that the port is taken.
[[nodiscard]] QString portHolder(const QString &path);

} // namespace sizhen
