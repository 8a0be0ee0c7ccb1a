// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/board.h"
#include "ui/screens/screen.h"

#include <QTimer>

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace sizhen {

class CaseCardButton;
class TextLabel;

// The board: every case in the column of its stage, saying the one thing it waits for and for whom. Arrows move, Enter
// opens, J joins what runs now, N begins a new case. An empty board says what to do first.
class TodayScreen final : public Screen
{
    Q_OBJECT
public:
    explicit TodayScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void activated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Column {
        QString id;
        TextLabel *head = nullptr;
        QVBoxLayout *cards = nullptr;
        QList<CaseCardButton *> buttons;
    };

    void build();
    void buildColumn(const QString &id, QHBoxLayout *row);
    void refresh();
    void fill(Column &column, const QList<CaseCard> &cards, const Board::Reader &reader);
    void focusCard(const QByteArray &id);
    void join();
    void showFirstStep(bool empty);
    [[nodiscard]] Board::Reader reader() const;
    [[nodiscard]] CaseCardButton *neighbour(const CaseCardButton *card, int key) const;

    ScreenContext &m_context;
    QList<Column> m_columns;
    QTimer m_soon; // several changes in one turn are read once
    QTimer m_minute; // "6 h left" goes on
    TextLabel *m_title;
    TextLabel *m_day;
    QWidget *m_board;
    QWidget *m_empty;
    TextLabel *m_emptyTitle;
    TextLabel *m_emptyWords;
    QPushButton *m_emptyButton;
    QString m_emptyScreen;
    TextLabel *m_keys;
    QPushButton *m_new;
};

} // namespace sizhen
