// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/textlabel.h"

namespace sizhen {

// Running words of a panel: a TextLabel that wraps, so that no sentence widens the page.
[[nodiscard]] inline TextLabel *makeWords(theme::Type type = theme::Type::Body, theme::Role role = theme::Role::Text,
                                          QWidget *parent = nullptr)
{
    auto *label = new TextLabel(type, role, parent);
    label->setWordWrap(true);
    return label;
}

} // namespace sizhen
