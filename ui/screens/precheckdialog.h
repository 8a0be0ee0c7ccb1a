// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/precall.h"

#include <QDialog>

class QGridLayout;
class QPushButton;

namespace sizhen {

class StatusDot;
class TextLabel;

// Everything that a call needs, tried at once: one line of verdict, and below it each part with what was found and what
// to do. Runs as soon as it is opened.
class PreCheckDialog final : public QDialog
{
    Q_OBJECT
public:
    PreCheckDialog(PreCallCheck &check, const QByteArray &caseId, QWidget *parent = nullptr);

Q_SIGNALS:
    void failed(const sizhen::Error &error); // it could not begin

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void done(int result) override; // whoever closes it stops it

private:
    void build();
    void run();
    void refresh();
    void showItems(const QList<PreCallItem> &items);
    void retranslate();

    PreCallCheck &m_check;
    const QByteArray m_case;
    StatusDot *m_verdict;
    TextLabel *m_words; // of the verdict: it may be long
    QGridLayout *m_grid;
    QList<QWidget *> m_shown; // in the grid
    TextLabel *m_pending;
    QPushButton *m_again;
    QPushButton *m_stop;
    QPushButton *m_close;
};

} // namespace sizhen
