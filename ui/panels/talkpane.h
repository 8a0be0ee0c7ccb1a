// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "ui/screens/context.h"

#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;
class QStandardItemModel;

namespace sizhen {

class TextLabel;

// What is said in writing during a session, in both languages as the interpreter's words come; one line to say more.
// It goes over the record's links, so it does not die with the call (SES-05), and stays in the record.
class TalkPane final : public QWidget
{
    Q_OBJECT
public:
    explicit TalkPane(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state);
    void retranslate();

    [[nodiscard]] QLineEdit *line() const { return m_line; }

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(); // something was written: read the case again

private:
    void fill();
    void say();

    ScreenContext &m_context;
    CaseState m_state;
    TextLabel *m_title;
    QStandardItemModel *m_model;
    QListView *m_lines;
    TextLabel *m_nothing;
    QLineEdit *m_line;
    QPushButton *m_send;
};

} // namespace sizhen
