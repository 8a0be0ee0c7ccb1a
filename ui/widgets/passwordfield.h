// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include <QLineEdit>

namespace sizhen {

// A field for a password or passphrase: shows dots, remembers nothing and is overwritten when it is read.
class PasswordField final : public QLineEdit
{
    Q_OBJECT
public:
    explicit PasswordField(QWidget *parent = nullptr);

    // What was typed, as UTF-8; the field's own buffer is overwritten and emptied.
    [[nodiscard]] SecretBytes take();
    // Overwrites and empties it.
    void wipeText();
    // Compares without taking either out.
    [[nodiscard]] bool matches(const PasswordField &other) const;
};

} // namespace sizhen
