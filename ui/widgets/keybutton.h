// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPushButton>

namespace sizhen {

// A large button of a room with a key of its own, which its tip names.
[[nodiscard]] inline QPushButton *makeKeyButton(const QString &name, const QKeySequence &key)
{
    auto *button = new QPushButton;
    button->setObjectName(name);
    button->setShortcut(key);
    button->setMinimumHeight(theme::touchHeight);
    return button;
}

// A change of words takes the key away, unless it is set again.
inline void setKeyWords(QPushButton *button, const QString &words)
{
    const auto key = button->shortcut();
    button->setText(words);
    button->setShortcut(key);
    button->setAccessibleName(words);
    button->setToolTip(QStringLiteral("%1 (%2)").arg(words, key.toString(QKeySequence::NativeText)));
}

} // namespace sizhen
