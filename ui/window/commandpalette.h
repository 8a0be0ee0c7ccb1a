// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/finder.h"

#include <QFrame>
#include <QPointer>

class QLineEdit;
class QListWidget;

namespace sizhen {

// Ctrl+K: one field that finds a case, a patient, a term or an action. Arrows choose, Enter goes there, Esc closes.
class CommandPalette final : public QFrame
{
    Q_OBJECT
public:
    explicit CommandPalette(QWidget *parent);

    void open(Finder::Sources sources);
    void close();

    [[nodiscard]] QList<Found> shown() const { return m_shown; }

Q_SIGNALS:
    void chosen(const sizhen::Found &found);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void search();
    void place();
    void choose();
    void retranslate();

    Finder::Sources m_sources;
    QList<Found> m_shown;
    QPointer<QWidget> m_before; // had the focus when it opened
    QLineEdit *m_query;
    QListWidget *m_list;
};

} // namespace sizhen
