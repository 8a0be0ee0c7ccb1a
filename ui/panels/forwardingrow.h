// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"
#include "core/consult/forwarding.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

class QPushButton;

namespace sizhen {

// More than three ends in a call need a forwarding server of one of the two houses, and the patient's word to it (SES-08):
// seen by everybody once the places of a call are taken; the physician beside the patient asks, and writes down the
// answer, or that it was taken back.
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
    void ask();
    void takeBack();
    void say(const QByteArray &house, bool agreed, const QString &how);
    void refresh();
    [[nodiscard]] std::optional<ServerHouse> house() const; // whose server is asked about

    ScreenContext &m_context;
    CaseState m_state;
    bool m_maySay = false;
    TextLabel *m_words;
    QPushButton *m_ask;
    QPushButton *m_back;
};

} // namespace sizhen
