// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/casetexts.h"
#include "ui/screens/context.h"
#include "ui/screens/screen.h"

#include <QPointer>

class QLineEdit;
class QListView;
class QPlainTextEdit;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace sizhen {

class TermBox;
class TextLabel;

// The interpreter's view: every text of the case in two columns, one a language, newest at the bottom; below it the
// translation of the chosen line; beside it the terms and what is in doubt. All by keys, printed on the buttons.
class InterpreterScreen final : public Screen
{
    Q_OBJECT
public:
    explicit InterpreterScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~InterpreterScreen() override;

    [[nodiscard]] QString title() const override;
    QWidget *side() override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void activated() override;
    void deactivated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void showWords(); // in the language and direction of now
    void buildEntry();
    void buildSide();
    void addKey(const QString &name, const QKeySequence &key, const std::function<void()> &run);
    void read();
    void fillLines();
    void fillDoubts();
    void choose(int line);
    void showEntry(); // the chosen line, to be written in m_target
    void keep(bool doubt);
    void nextOpen(); // the next line that lacks a language or is in doubt
    [[nodiscard]] QString keyed(const QString &words, const QString &action) const;
    [[nodiscard]] int currentLine() const;
    void turn();

    ScreenContext &m_context;
    QByteArray m_case;
    QList<CaseText> m_texts;
    TextLabel *m_direction;
    QTableView *m_lines;
    QStandardItemModel *m_model;
    TextLabel *m_source;
    QPlainTextEdit *m_entry;
    QPushButton *m_keep;
    QPushButton *m_doubt;
    QPushButton *m_next;
    QPushButton *m_turn;
    TextLabel *m_why;
    QPointer<QWidget> m_sideWidget;
    TermBox *m_terms;
    TextLabel *m_doubtsTitle;
    QListView *m_doubts;
    QStandardItemModel *m_doubtsModel;
    QString m_target = QStringLiteral("en"); // the language that is being written
};

} // namespace sizhen
