// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QFrame>

class QPushButton;

namespace sizhen {

class PasswordField;
class TextLabel;

// The password again, before a signature (RPT-04): a strip in the page, not a window over it. Hidden until ask().
class PasswordPrompt final : public QFrame
{
    Q_OBJECT
public:
    explicit PasswordPrompt(QWidget *parent = nullptr);

    void ask(const QString &sentence); // "You sign the agreement with …": says what the password is for
    void refuse(const Error &error); // says why, stays open for another try
    void close();
    void setBusy(bool busy); // while Argon2id runs

Q_SIGNALS:
    void given(const sizhen::SecretBytes &password);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void retranslate();
    void submit();

    TextLabel *m_sentence;
    TextLabel *m_trouble;
    PasswordField *m_field;
    QPushButton *m_sign;
    QPushButton *m_cancel;
};

} // namespace sizhen
