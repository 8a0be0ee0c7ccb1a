// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"

namespace sizhen {

// `demo [--headless] [--show] [--out DIR] [--data DIR]`: one whole consultation between two institutions on this
// machine.
[[nodiscard]] Command demoCommand();

} // namespace sizhen
