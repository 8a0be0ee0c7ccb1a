// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QComboBox;
class QLineEdit;

namespace sizhen {

class LabelEdit;
class ReasonRow;

// The invited side's answer: what is asked on one page, accept with one press, decline with a reason (RSP-02), or ask
// for more. The inviting side reads the answer here and replies to a question.
class AnswerPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit AnswerPanel(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void showAsked();
    void showAnswer();
    void decline(const QString &reason);

    TextLabel *m_state;
    TextLabel *m_answer;
    TextLabel *m_askedTitle;
    TextLabel *m_asked;
    TextLabel *m_abstractTitle;
    TextLabel *m_abstractOne;
    TextLabel *m_abstractTwo;
    QLabel *m_wordsLabel;
    LabelEdit *m_words;
    TextLabel *m_otherTitle;
    QLabel *m_codeLabel;
    QComboBox *m_code;
    ReasonRow *m_other;
};

} // namespace sizhen
