// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/records/ledger.h"

#include <QWidget>

#include <vector>

#include <array>

class QComboBox;
class QPushButton;

namespace sizhen {

class FieldRows;
class PasswordField;
class StatusDot;
class TextLabel;
struct ScreenContext;

// Who a partner is, and the twelve groups of digits that two officers of each side read to each other (AGR-16): two different persons, each
// with a password of one's own.
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
    void refillOfficers();
    void sayWhoCompared();
    void judge(); // may the button be pressed
    void finish(const std::vector<Ledger::Login> &logins);

    struct Officer {
        QComboBox *who = nullptr;
        PasswordField *password = nullptr;
    };

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
    TextLabel *m_compared; // who did, on both sides
    FieldRows *m_rows;
    std::array<Officer, 2> m_officers;
    QPushButton *m_same;
};

} // namespace sizhen
