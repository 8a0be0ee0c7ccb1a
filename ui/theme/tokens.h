// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace sizhen::theme {

// Spacing sits on a 4 px grid; nothing in ui/ writes a pixel number of its own.
inline constexpr int gapTight = 4;
inline constexpr int gap = 8;
inline constexpr int gapGroup = 16;
inline constexpr int gapSection = 24;
inline constexpr int controlHeight = 36;
inline constexpr int touchHeight = 44; // rows of the rail and whatever a finger must hit
inline constexpr int rowHeight = 32; // of lists and menus
inline constexpr int iconSize = 20; // check boxes, icons, marks
inline constexpr int labelWidth = 128; // so that the fields of every section start on one line
inline constexpr int fieldWidth = 280; // a password, a name, a choice
inline constexpr int formWidth = 640; // a longer line of fields is slower to scan
inline constexpr int railWidth = 200;
inline constexpr int sideWidth = 400;
inline constexpr int cornerWidth = 260; // the partner beside a page that has no side
inline constexpr int headerHeight = 48;
inline constexpr int statusHeight = 28;
inline constexpr int columnWidth = 188; // of the Today board: six of them fit at 1280
inline constexpr int radius = 4;
inline constexpr int edge = 1;
inline constexpr int focusEdge = 2;
inline constexpr int practiceEdge = 6; // frame of a practice window: never mistaken for care

// A colour is asked for by what it means; the light and dark values sit side by side in tokens.cpp.
// Inviting and Invited mark the two sides where a word alone would be slow to scan (traces, timeline). Mine and
// Partners are the reader's own marks on a pulse and those of the physician on the other side: blue and orange stay
// apart, and apart from the trace, for people who see no red or no green.
enum class Role {
    Window,
    Surface,
    Border,
    Text,
    TextMuted,
    Accent,
    OnAccent,
    Good,
    Caution,
    Danger,
    Inviting,
    Invited,
    Mine,
    Partners
};

[[nodiscard]] QColor color(Role role, bool dark);

// WCAG 2 contrast of two opaque colours, 1..21. Text needs 4.5, edges and shapes 3.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);

} // namespace sizhen::theme
