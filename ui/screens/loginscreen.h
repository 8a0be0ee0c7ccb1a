// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/screens/enrolpage.h"
#include "ui/screens/factorpage.h"
#include "ui/screens/newpassphrasepage.h"
#include "ui/screens/passwordpage.h"
#include "ui/screens/peoplepage.h"
#include "ui/screens/recoverypage.h"
#include "ui/screens/setuppage.h"
#include "ui/screens/vaultpage.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class Banner;
class StatusDot;

// Everything before the work: first start, the way into the vault (once a start), then who and the password.
// It asks and shows; opening, deriving keys and logging in happen elsewhere, off this thread.
// References to secrets in its signals live for the call only: a slot takes a clone() if it needs it longer.
class LoginScreen final : public QWidget
{
    Q_OBJECT
public:
    enum class Page { FirstStart, Passphrase, People, FirstPerson, Factor, Password, RecoveryCode, NewPassphrase };

    explicit LoginScreen(const QString &version, QWidget *parent = nullptr);

    void showFirstStart();
    void showPassphrase(VaultWays ways = {});
    void showNewPassphrase(); // after the recovery code: the forgotten one goes
    void setKeyringAsked(bool asked); // beside the passphrase, which may be typed meanwhile
    void showPeople(const Institution &institution, const QString &station, const QList<PersonCertificate> &people);
    // After a wrong try: how each one's log-in stands now; the page stays as it is. `locked`: who left this screen locked.
    void setAccounts(const QHash<QString, Account> &accounts, const QString &locked = {});
    void showFactor(const QByteArray &link, const QByteArray &key); // enrol an authenticator before the work opens
    void showPassword(bool due);
    void showFirstPerson(const Institution &institution, const QString &station);
    void setPractice(bool practice); // says so in words; the window adds its frame

    void setBusy(bool busy); // while the vault opens or a password is tried
    void showError(const Error &error);
    void offerSalvage(); // the vault is damaged: offers to save what holds (ARC-07)

    [[nodiscard]] Page page() const { return m_page; }

Q_SIGNALS:
    void passphraseGiven(const sizhen::SecretBytes &passphrase);
    void salvageRequested(const sizhen::SecretBytes &passphrase);
    void keyringRequested();
    void recoveryCodeGiven(const sizhen::SecretBytes &code); // as typed; its digits fit together
    void newPassphraseGiven(const sizhen::SecretBytes &passphrase);
    void recoveryLeft(); // no new passphrase was set
    void loginRequested(const QString &personId, const sizhen::SecretBytes &password, const QString &code);
    void factorProved(const QString &code);
    void passwordChangeRequested(const sizhen::SecretBytes &oldOne, const sizhen::SecretBytes &newOne);
    void leaveRequested(); // neither enrolled nor changed
    void foundRequested(const sizhen::FoundingRequest &request);
    void enrolRequested(const sizhen::EnrolRequest &request);
    void practiceRequested();
    void languageRequested(const QString &language);

protected:
    void hideEvent(QHideEvent *event) override; // the authenticator's key goes with the page
    void changeEvent(QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void build();
    void connectVault();
    void retranslate();
    void turnTo(Page page);
    void sayVaultState();
    [[nodiscard]] QWidget *firstField() const;

    QString m_version;
    QString m_station;
    Label m_institution;
    Page m_page = Page::Passphrase;
    bool m_busy = false;
    bool m_keyringAsked = false;
    bool m_practice = false;
    QPushButton *m_language;
    TextLabel *m_brand;
    TextLabel *m_practiceWords;
    Banner *m_banner;
    QList<QWidget *> m_pages; // in the order of Page
    SetupPage *m_setup;
    PeoplePage *m_people;
    EnrolPage *m_enrol;
    FactorPage *m_factor;
    PasswordPage *m_newPassword;
    VaultPage *m_closed;
    RecoveryPage *m_recovery;
    NewPassphrasePage *m_newPassphrase;
    StatusDot *m_vault;
    TextLabel *m_foot;
};

} // namespace sizhen
