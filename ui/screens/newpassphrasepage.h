// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class TextLabel;

// A new passphrase of the station, typed twice, for whoever came in by the recovery code: the forgotten one goes.
class NewPassphrasePage final : public QWidget
{
    Q_OBJECT
public:
    explicit NewPassphrasePage(QWidget *parent = nullptr);

    void clear();
    void setBusy(bool busy);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void given(const sizhen::SecretBytes &passphrase);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void submit();
    [[nodiscard]] QString whatIsWrong() const; // a sentence, or empty

    TextLabel *m_title;
    TextLabel *m_explained;
    FieldRows *m_rows;
    PasswordField *m_new;
    PasswordField *m_again;
    TextLabel *m_trouble;
    QPushButton *m_cancel;
    QPushButton *m_set;
    bool m_busy = false;
};

} // namespace sizhen
