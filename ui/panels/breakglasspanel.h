// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace sizhen {

class TextLabel;

// Stands where a case would stand that is not this person's: says so, and what opening it all the same means (SEC-05).
class BreakGlassPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit BreakGlassPanel(QWidget *parent = nullptr);

    void ask(bool mayBreak); // false: this role may not even ask

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void openRequested(const QString &reason);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void refresh();

    TextLabel *m_title;
    TextLabel *m_explained;
    QLineEdit *m_reason;
    QPushButton *m_open;
    bool m_may = false;
};

} // namespace sizhen
