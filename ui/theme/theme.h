// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QFont>
#include <QStringList>

class QApplication;

namespace sizhen::theme {

// Four sizes and two weights, and no more: Debian's Noto CJK has Regular and Bold only.
enum class Type {
    Body, // 10.5 pt
    Section, // 12 pt bold
    Title, // 16 pt bold
    Small, // 9.5 pt: status, marks beside a sentence
    Figures // 22 pt: a fingerprint or a number read aloud across a table
};

// Style, palette and font of the whole program. May be called again while running, to go light or dark.
void apply(QApplication &app, bool dark);

// Whether the palette in force is the dark one; what paints by hand asks this at every paint.
[[nodiscard]] bool isDark();

[[nodiscard]] QColor color(Role role); // in the palette in force

[[nodiscard]] QFont font(Type type);

// Latin first, then the CJK families of the three systems: with a default family the same Han text falls to
// different fonts under different locales.
[[nodiscard]] QStringList families();

} // namespace sizhen::theme
