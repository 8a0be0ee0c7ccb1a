// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"
#include "ui/screens/screen.h"

#include <QHash>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace sizhen {

class FieldRows;
class PasswordPage;
class TextLabel;
struct ScreenContext;

// Who may come in, and how: for the security administrator everybody, for others their own account (SEC-02, SEC-06, SEC-15).
// What it asks for is judged by the ledger, which also writes it down.
class AccountsScreen final : public Screen
{
    Q_OBJECT
public:
    explicit AccountsScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void activated() override;
    void deactivated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    using Change = Result<> (Ledger::*)(const QString &, const Actor &, const QString &);

    void build();
    void refresh();
    void choose();
    void refreshButtons();
    void change(Change how, const QString &said);
    void deactivate();
    void certify();
    void changePassword(const SecretBytes &oldOne, const SecretBytes &newOne);
    [[nodiscard]] QString chosen() const; // person id
    [[nodiscard]] bool isAdmin() const;
    [[nodiscard]] QString stateOf(const Account &account) const;

    ScreenContext &m_context;
    QList<PersonCertificate> m_people;
    QHash<QString, Account> m_accounts;
    QStandardItemModel *m_model;
    TextLabel *m_title;
    QTableView *m_table;
    QWidget *m_admin; // everything below for SEC-ADMIN only
    TextLabel *m_who;
    QList<QCheckBox *> m_roles;
    QLineEdit *m_reason;
    QPushButton *m_certify;
    QPushButton *m_unlock;
    QPushButton *m_factor;
    QPushButton *m_deactivate;
    QPushButton *m_own; // opens the page below
    PasswordPage *m_password;
    bool m_sure = false; // deactivation was asked for once
};

} // namespace sizhen
