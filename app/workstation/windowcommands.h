// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"

namespace sizhen {

class Workstation;

// Commands that only a program with a window has: `window show`, `window shots`.
[[nodiscard]] QList<Command> windowCommands(Workstation &workstation);

} // namespace sizhen
