// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace sizhen {

// A setting that is typed and kept: name, field, a button that wakes when something was typed, and a place beside and
// below for what is known of it.
class SettingRow final : public QWidget
{
    Q_OBJECT
public:
    // Object names `name` and "keep<Name>".
    explicit SettingRow(const QString &name, QWidget *parent = nullptr);

    void setWords(const QString &name, const QString &example, const QString &keep);
    void addBeside(QWidget *widget);
    void addBelow(QWidget *widget);
    // What is kept now; it does not disturb who is typing.
    void showKept(const QString &kept);
    void settle(); // what was typed is kept

Q_SIGNALS:
    void typed(const QString &text); // to be kept

private:
    void keep();

    QGridLayout *m_grid;
    QLabel *m_name;
    QLineEdit *m_text;
    QPushButton *m_keep;
};

} // namespace sizhen
