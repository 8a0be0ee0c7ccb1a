// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class TextLabel;

// A new password of one's own: the old one, the new one twice. What the rule says against it comes from the core.
class PasswordPage final : public QWidget
{
    Q_OBJECT
public:
    explicit PasswordPage(QWidget *parent = nullptr);

    void clear();
    void setDue(bool due); // it must be changed before anything else
    void setBusy(bool busy);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void given(const sizhen::SecretBytes &oldOne, const sizhen::SecretBytes &newOne);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void submit();

    TextLabel *m_title;
    TextLabel *m_explained;
    FieldRows *m_rows;
    PasswordField *m_old;
    PasswordField *m_new;
    PasswordField *m_again;
    TextLabel *m_trouble;
    QPushButton *m_change;
    QPushButton *m_cancel;
    bool m_due = false;
};

} // namespace sizhen
