// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/recoverycode.h"

#include <QWidget>

#include <optional>

class QGridLayout;
class QLineEdit;
class QPushButton;

namespace sizhen {

class FieldRows;
class TextLabel;

// Shows a new recovery code once, to be written down; then takes it away and asks for two of its groups. Only a code that
// somebody has on paper is worth a key slot.
class RecoveryCodeBox final : public QWidget
{
    Q_OBJECT
public:
    explicit RecoveryCodeBox(QWidget *parent = nullptr);
    ~RecoveryCodeBox() override;

    void begin(RecoveryCode code, std::array<int, 2> asked); // which groups are asked for, 0 … 23

Q_SIGNALS:
    void confirmed(const sizhen::SecretBytes &code);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void wrote();
    void compare();
    void forget();

    std::optional<RecoveryCode> m_code;
    std::array<int, 2> m_asked{};
    TextLabel *m_explained;
    QWidget *m_page;
    QGridLayout *m_groups;
    QList<TextLabel *> m_labels;
    QPushButton *m_wrote;
    QWidget *m_questions;
    FieldRows *m_rows;
    QLineEdit *m_first;
    QLineEdit *m_second;
    TextLabel *m_trouble;
    QPushButton *m_compare;
    QPushButton *m_cancel;
};

} // namespace sizhen
