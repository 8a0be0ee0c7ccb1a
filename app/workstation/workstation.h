// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/runner.h"
#include "app/command/shell.h"
#include "app/workstation/logtail.h"
#include "ui/screens/context.h"
#include "ui/screens/loginscreen.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QPointer>
#include <QTimer>

namespace sizhen {

class SingleInstance;

// What the program was started with.
struct WorkstationSetup {
    QString vaultFolder;
    QString secretsFile; // practice and tests only: opens the vault without asking
    QString language;
    QString place; // "inviting" left half, "invited" right half of the display; empty: as the system likes
    bool dark = false;
    bool practice = false;
    bool shell = false; // commands on standard input as well
};

// From the passphrase to the work and back: opens vault and station off this thread, shows the log-in, builds the main
// window for whoever logs in and takes it away again.
class Workstation final : public QObject
{
    Q_OBJECT
public:
    Workstation(QApplication &app, WorkstationSetup setup);
    ~Workstation() override;

    void start();
    void comeToFront();

    [[nodiscard]] MainWindow &window() { return m_window; }

    [[nodiscard]] Station *station() const { return m_station.get(); }

    void useLanguage(const QString &language);
    void useDark(bool dark);

    [[nodiscard]] QString language() const { return m_setup.language; }

    [[nodiscard]] bool isDark() const { return m_setup.dark; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // any key, click or touch puts the idle lock off

Q_SIGNALS:
    void raisedElsewhere(); // a second start: the first window was asked to come forward; this program ends

private:
    void openVault(const SecretBytes &passphrase);
    void foundInstitution(const FoundingRequest &request);
    void salvageVault(const SecretBytes &passphrase);
    void adoptVault(const SecretBytes &dataKey);
    [[nodiscard]] std::unique_ptr<Vault> takeVault(const SecretBytes &dataKey);
    [[nodiscard]] VaultWays waysIn() const;
    void showClosedVault();
    void askKeyring();
    void dropKeyring();
    void recoverVault(const SecretBytes &typed);
    void replacePassphrase(const SecretBytes &passphrase);
    void adoptRecovered();
    void useStation(std::unique_ptr<Station> station);
    void showPeople();
    void sendPracticePatient();
    void tellRinging();
    void enrol(const EnrolRequest &request);
    void logIn(const QString &personId, const SecretBytes &password, const QString &code);
    [[nodiscard]] QHash<QString, Account> accounts() const;
    void watchIdle();
    void lock();
    void openWork();
    void startFactor();
    void proveFactor(const QString &code);
    void changePassword(const SecretBytes &oldOne, const SecretBytes &newOne);
    void onPersonChanged();
    [[nodiscard]] LoginScreen *showLogin();
    void rekey(const SecretBytes &passphrase);
    void startPractice();
    void placeWindow();
    void failed(const Error &error);
    [[nodiscard]] ScreenContext makeContext();

    QApplication &m_app;
    WorkstationSetup m_setup;
    std::unique_ptr<Station> m_station;
    std::unique_ptr<QObject> m_keyringAsked; // while it may answer
    std::unique_ptr<Vault> m_recovered; // opened by the recovery code; no passphrase yet
    std::optional<Replaced> m_salvaged; // until the station can tell of it
    std::unique_ptr<ScreenContext> m_context; // outlives the window's screens
    LogTail m_log;
    SecretBytes m_newFactor; // of an authenticator that is being enrolled
    QTimer m_idle{this};
    MainWindow m_window;
    QPointer<LoginScreen> m_login; // the window's, while it shows it
    std::unique_ptr<SingleInstance> m_instance;
    std::unique_ptr<CommandRunner> m_runner;
    std::unique_ptr<CommandShell> m_shell;
};

} // namespace sizhen
