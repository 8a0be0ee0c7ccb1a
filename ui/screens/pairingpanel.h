// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/records/ledger.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class StatusDot;
class TextLabel;
struct ScreenContext;

// Who a partner is, and the twelve groups of digits that two officers read to each other (AGR-16).
class PairingPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit PairingPanel(ScreenContext &context, QWidget *parent = nullptr);

    void setPartner(const Ledger::Partner &partner);

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void confirmed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void confirm();

    ScreenContext &m_context;
    Ledger::Partner m_partner;
    TextLabel *m_name;
    TextLabel *m_other;
    TextLabel *m_facts;
    StatusDot *m_state;
    QPushButton *m_show;
    QWidget *m_compare;
    TextLabel *m_explained;
    TextLabel *m_digits;
    QPushButton *m_same;
};

} // namespace sizhen
