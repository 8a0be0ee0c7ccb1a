// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

#include <QList>

namespace sizhen {

// The one table of screens: a new screen is a pair in ui/screens and a row here.
[[nodiscard]] QList<ScreenRow> screenRows();

} // namespace sizhen
