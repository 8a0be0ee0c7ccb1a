// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"
#include "core/consult/forwarding.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

class QLineEdit;
class QPushButton;

namespace sizhen {

// More than three ends in a call need a forwarding server of one of the two houses, and the patient's word to it (SES-08):
// seen by everybody once the places of a call are taken; the physician beside the patient reads out what it means and
// writes down the answer, or that it was taken back.
class ForwardingRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ForwardingRow(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void toggle();
    void answer();
    void refresh();
    [[nodiscard]] std::optional<ServerHouse> house() const; // whose server is asked about

    ScreenContext &m_context;
    CaseState m_state;
    bool m_maySay = false;
    bool m_reads = false; // what it means is open
    TextLabel *m_words;
    TextLabel *m_meaning; // read out to the patient
    QPushButton *m_ask;
    QLineEdit *m_how;
    QPushButton *m_answer;
};

} // namespace sizhen
