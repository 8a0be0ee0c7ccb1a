// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sessionrecord.h"
#include "ui/screens/context.h"

#include <QWidget>

class QPlainTextEdit;
class QPushButton;

namespace sizhen {

class TextLabel;

// One large button while a session runs. Once it was pressed: the steps with the number to call where the patient is,
// and a place for what was done and how it ended (SES-09).
class EmergencyCard final : public QWidget
{
    Q_OBJECT
public:
    explicit EmergencyCard(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

    [[nodiscard]] QPushButton *button() const { return m_button; }

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void begin();
    void keepOutcome();
    void refresh();
    [[nodiscard]] QString phone() const;

    ScreenContext &m_context;
    CaseState m_state;
    bool m_mayBegin = false;
    bool m_mayEnd = false;
    QPushButton *m_button;
    QWidget *m_open;
    TextLabel *m_since;
    TextLabel *m_steps;
    TextLabel *m_outcomeTitle;
    QPlainTextEdit *m_outcome;
    QPushButton *m_keep;
};

} // namespace sizhen
