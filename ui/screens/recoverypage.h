// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QWidget>
#include <optional>

class QGridLayout;
class QLabel;
class QPushButton;

namespace sizhen {

class PasswordField;
class StatusDot;
class TextLabel;

// The recovery code is typed from its paper, row by row; each row is judged as soon as it is full. The digits are
// shown: seventy-two of them cannot be typed blind. They are wiped when the page goes.
class RecoveryPage final : public QWidget
{
    Q_OBJECT
public:
    explicit RecoveryPage(QWidget *parent = nullptr);

    void clear();
    void setBusy(bool busy);

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void codeGiven(const sizhen::SecretBytes &code);
    void cancelled();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Row {
        QLabel *label;
        PasswordField *field;
        StatusDot *state;
    };

    void build();
    void addRow(QGridLayout &grid, int row);
    void retranslate();
    void onEdited(int row);
    void judge(int row);
    void submit();
    void tell(const std::optional<Error> &error);

    TextLabel *m_title;
    TextLabel *m_explained;
    QList<Row> m_rows;
    TextLabel *m_trouble;
    QPushButton *m_cancel;
    QPushButton *m_open;
    std::optional<Error> m_error; // said again after a change of language
    bool m_busy = false;
};

} // namespace sizhen
