// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/actbar.h"

#include <QLineEdit>

namespace sizhen {

// One line for a reason and the acts that need one. Whether the reason is good enough is Desk's word, told after the
// press.
class ReasonRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ReasonRow(const QString &name, QWidget *parent = nullptr);

    void addAct(const QString &kind, ActBar::Look look, const std::function<void(const QString &reason)> &run);
    void update(const QList<Offer> &offers, const QString &language); // hidden when none of its acts is offered
    void setTitle(const QString &title);

    void clear() { m_reason->clear(); }

    [[nodiscard]] QLineEdit *line() const { return m_reason; }

    [[nodiscard]] ActBar *bar() const { return m_bar; }

private:
    QLabel *m_title;
    QLineEdit *m_reason;
    ActBar *m_bar;
    QStringList m_kinds;
};

} // namespace sizhen
