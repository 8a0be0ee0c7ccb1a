// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/passwordfield.h"
#include "ui/theme/tokens.h"

#include <algorithm>

namespace sizhen {

PasswordField::PasswordField(QWidget *parent)
    : QLineEdit(parent)
{
    setEchoMode(Password);
    setInputMethodHints(Qt::ImhHiddenText | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhNoAutoUppercase);
    setAttribute(Qt::WA_InputMethodEnabled, false); // an input method would keep what was typed
    setMinimumWidth(theme::fieldWidth / 2);
}

SecretBytes PasswordField::take()
{
    auto bytes = text().toUtf8();
    auto secret = SecretBytes::copyOf(bytes);
    wipe(bytes);
    wipeText();
    return secret;
}

void PasswordField::wipeText()
{
    {
        const auto typed
            = text(); // shares the field's own buffer: writing through it reaches the characters themselves
        std::fill_n(const_cast<QChar *>(typed.constData()), typed.size(), QChar(u'*'));
    }
    setText({}); // not clear(): that would keep the old text for undo
}

bool PasswordField::matches(const PasswordField &other) const
{
    return text() == other.text();
}

} // namespace sizhen
