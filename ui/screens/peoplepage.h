// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/records/certificate.h"
#include "core/records/signin.h"

#include <QHash>
#include <QList>
#include <QTimer>
#include <QWidget>

class QGridLayout;
class QLineEdit;
class QPushButton;

namespace sizhen {

class CardButton;
class PasswordField;
class TextLabel;

// Who is there: tiles of this station's people, then password and code of the one chosen. While a wrong try or a lock-out makes that person
// wait, it counts the seconds.
class PeoplePage final : public QWidget
{
    Q_OBJECT
public:
    explicit PeoplePage(QWidget *parent = nullptr);

    void setPeople(const QList<PersonCertificate> &people);
    // How each one's log-in stands, and who left this screen locked (empty: nobody): that one needs no code.
    void setAccounts(const QHash<QString, Account> &accounts, const QString &locked = {});
    void setBusy(bool busy);

    [[nodiscard]] QString chosen() const { return m_chosen; } // person id

    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void loginRequested(const QString &personId, const sizhen::SecretBytes &password, const QString &code);

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override; // arrows among the tiles

private:
    void retranslate();
    void choose(const QString &personId);
    void submit();
    void showWait();
    [[nodiscard]] qint64 secondsToWait() const;
    void fillTile(CardButton *tile, const PersonCertificate &person) const;

    QList<PersonCertificate> m_people;
    QList<CardButton *> m_tiles;
    QHash<QString, Account> m_accounts;
    QString m_locked;
    QString m_chosen;
    bool m_busy = false;
    QTimer m_tick;
    TextLabel *m_title;
    QGridLayout *m_grid;
    TextLabel *m_whose;
    QWidget *m_passwordRow;
    PasswordField *m_password;
    QLineEdit *m_code;
    TextLabel *m_wait;
    QPushButton *m_login;
};

} // namespace sizhen
