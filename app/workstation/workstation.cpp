// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/workstation.h"

#include "app/command/secrets.h"
#include "app/station/language.h"
#include "app/workstation/screens.h"
#include "app/workstation/singleinstance.h"
#include "app/workstation/windowcommands.h"
#include "core/base/log.h"
#include "devices/media/mediafactory.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QProcess>
#include <QScreen>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Workstation::Workstation(QApplication &app, WorkstationSetup setup)
    : m_app(app)
    , m_setup(std::move(setup))
    , m_window(MainWindow::Setup{m_setup.practice})
    , m_instance(std::make_unique<SingleInstance>(m_setup.vaultFolder))
{
    theme::apply(m_app, m_setup.dark);
    installLanguage(m_app, m_setup.language);
    connect(m_instance.get(), &SingleInstance::knocked, this, &Workstation::comeToFront);
    connect(&m_window, &MainWindow::languageRequested, this, &Workstation::useLanguage);
    connect(&m_window, &MainWindow::darkRequested, this, &Workstation::useDark);
    const auto leave = [this] {
        if (m_station)
            m_station->logOut();
    };
    connect(&m_window, &MainWindow::logoutRequested, this, leave);
    connect(&m_window, &MainWindow::lockRequested, this, &Workstation::lock);
    watchIdle();
}

Workstation::~Workstation()
{
    m_window.closeWork();
    m_shell.reset();
    m_runner.reset();
}

LoginScreen *Workstation::showLogin()
{
    if (m_login)
        return m_login;
    m_login = new LoginScreen(QStringLiteral(SIZHEN_VERSION));
    m_login->setPractice(m_setup.practice);
    connect(m_login, &LoginScreen::passphraseGiven, this, &Workstation::openVault);
    connect(m_login, &LoginScreen::salvageRequested, this, &Workstation::salvageVault);
    connect(m_login, &LoginScreen::keyringRequested, this, &Workstation::askKeyring);
    connect(m_login, &LoginScreen::recoveryCodeGiven, this, &Workstation::recoverVault);
    connect(m_login, &LoginScreen::newPassphraseGiven, this, &Workstation::replacePassphrase);
    connect(m_login, &LoginScreen::recoveryLeft, this, [this] {
        m_recovered.reset();
        showClosedVault();
    });
    connect(m_login, &LoginScreen::foundRequested, this, &Workstation::foundInstitution);
    connect(m_login, &LoginScreen::enrolRequested, this, &Workstation::enrol);
    connect(m_login, &LoginScreen::loginRequested, this, &Workstation::logIn);
    connect(m_login, &LoginScreen::factorProved, this, &Workstation::proveFactor);
    connect(m_login, &LoginScreen::passwordChangeRequested, this, &Workstation::changePassword);
    connect(m_login, &LoginScreen::leaveRequested, this, [this] {
        if (m_station)
            m_station->logOut();
    });
    connect(m_login, &LoginScreen::practiceRequested, this, &Workstation::startPractice);
    connect(m_login, &LoginScreen::languageRequested, this, &Workstation::useLanguage);
    m_window.showPage(m_login);
    return m_login;
}

void Workstation::start()
{
    placeWindow();
    const auto exists = Vault::existsIn(m_setup.vaultFolder);
    exists ? showClosedVault() : showLogin()->showFirstStart();
    m_window.show();
    if (m_setup.secretsFile.isEmpty()) {
        if (exists && waysIn().keyring)
            askKeyring();
        if (m_setup.shell)
            QTimer::singleShot(0, this, [] {
                CommandShell::print({{u"event"_s, QJsonObject{{u"shown"_s, u"login"_s}}}});
            });
        return;
    }
    const auto passphrase = Secrets(m_setup.secretsFile)(u"passphrase"_s);
    passphrase ? openVault(*passphrase) : failed(passphrase.error());
}

void Workstation::placeWindow()
{
    const auto space = m_window.screen()->availableGeometry();
    const QSize usual(qMin(1280, space.width()), qMin(800, space.height()));
    if (m_setup.place.isEmpty())
        return m_window.resize(usual);
    const QSize half(qMax(usual.width(), space.width() / 2), usual.height());
    m_window.resize(half);
    m_window.move(m_setup.place == u"inviting"_s
                      ? space.topLeft()
                      : QPoint(space.right() - half.width(), space.bottom() - half.height()));
}

void Workstation::comeToFront()
{
    m_window.setWindowState(m_window.windowState() & ~Qt::WindowMinimized);
    m_window.raise();
    m_window.activateWindow();
}

// On whatever page: nobody is taken away from what they write.
void Workstation::tellRinging()
{
    const auto call = m_station->calls().view();
    if (call.stage != CallStage::Ringing)
        return m_window.withdraw(u"call.rings"_s);
    const auto state = m_station->desk().caseState(call.caseId);
    m_window.tell({Fault::Busy, u"call"_s, {}, u"call.rings"_s, {{u"case"_s, state ? state->code() : QString()}}});
    QApplication::alert(&m_window);
}

// Whoever practises is seen and heard without any camera; a choice that was made stays.
void Workstation::sendPracticePatient()
{
    if (!m_station->media().view().choice.ids.isEmpty())
        return;
    for (const auto &[role, id] : {std::pair(MediaRole::Camera, u"patient:picture"_s),
                                   std::pair(MediaRole::Microphone, u"patient:voice"_s)})
        if (const auto chosen = m_station->media().choose(role, id); !chosen)
            failed(chosen.error());
}

void Workstation::useStation(std::unique_ptr<Station> station)
{
    m_station = std::move(station);
    m_instance->listen();
    connect(m_station.get(), &Station::personChanged, this, &Workstation::onPersonChanged);
    connect(m_station.get(), &Station::instrumentChanged, this, &Workstation::onPersonChanged);
    connect(m_station.get(), &Station::linkTrouble, this,
            [](const Error &error) { qCWarning(lcNet) << "link:" << error.detail; });
    m_station->calls().useMedia(mediaEngineMaker());
    m_station->media().useMedia(makeMediaDevices, makeMediaCheck);
    m_station->media().watchDevices();
    if (m_setup.practice)
        sendPracticePatient();
    connect(&m_station->calls(), &CallLine::changed, this, &Workstation::tellRinging);
    m_station->applySettings();
    if (const auto salvaged = std::exchange(m_salvaged, std::nullopt))
        m_station->reportSalvage(*salvaged);
    showPeople();
    if (!m_setup.shell)
        return;
    CommandRunner::Setup setup;
    setup.vaultFolder = m_setup.vaultFolder;
    setup.secretsFile = m_setup.secretsFile;
    setup.progress = [](const QJsonObject &event) { CommandShell::print({{u"event"_s, event}}); };
    m_runner = std::make_unique<CommandRunner>(std::move(setup), *m_station);
    for (const auto &command : windowCommands(*this))
        m_runner->addCommand(command);
    m_shell = std::make_unique<CommandShell>(*m_runner);
    connect(m_shell.get(), &CommandShell::ended, &m_app, &QCoreApplication::quit);
    m_shell->start();
}

void Workstation::showPeople()
{
    const auto &ledger = m_station->ledger();
    const auto people = ledger.people();
    if (!people)
        return failed(people.error());
    auto *login = showLogin();
    login->setBusy(false);
    if (people->isEmpty())
        login->showFirstPerson(ledger.institution(), ledger.station().name);
    else
        login->showPeople(ledger.institution(), ledger.station().name, *people);
    login->setAccounts(accounts(), m_station->lockedPerson());
}

void Workstation::enrol(const EnrolRequest &request)
{
    showLogin()->setBusy(true);
    Ledger::NewPerson person{request.person, KdfCost::moderate()};
    auto &ledger = m_station->ledger();
    const auto enrolled = ledger.enrol(person, request.password);
    if (!enrolled)
        return failed(enrolled.error());
    const auto noted = ledger.noteAccess(ledger.systemActor(), u"person.enrolled"_s, enrolled->id, Access::Outcome::Done,
                                         enrolled->roles.join(u' '));
    noted ? showPeople() : failed(noted.error());
}

void Workstation::startPractice()
{
    QProcess::startDetached(QDir(QCoreApplication::applicationDirPath()).filePath(u"sizhenctl"_s), {u"demo"_s});
}

void Workstation::failed(const Error &error)
{
    if (!m_login)
        return m_window.tell(error);
    m_login->setBusy(false);
    m_login->showError(error);
}

void Workstation::useLanguage(const QString &language)
{
    m_setup.language = language;
    installLanguage(m_app, language);
}

void Workstation::useDark(bool dark)
{
    m_setup.dark = dark;
    theme::apply(m_app, dark);
}

ScreenContext Workstation::makeContext()
{
    auto *station = m_station.get();
    return {.desk = station->desk(),
            .health = station->health(),
            .forms = *station->forms(),
            .terms = *station->terms(),
            .instrument = station->instrument(),
            .remotePulse = &station->remotePulse(),
            .calls = &station->calls(),
            .pointer = &station->pointer(),
            .preCall = &station->preCall(),
            .media = &station->media(),
            .practice = m_setup.practice,
            .actor = [station] { return station->actor(); },
            .language = [this] { return m_setup.language; },
            .reauthenticate =
                [station](QObject *owner, SecretBytes password, std::function<void(Result<>)> done) {
                    station->reauthenticate(owner, std::move(password), std::move(done));
                },
            .signPaper =
                [station](QObject *owner, const QByteArray &caseId, const QString &paper, SecretBytes password,
                          std::function<void(Result<>)> done) {
                    station->signPaper(owner, caseId, paper, std::move(password), std::move(done));
                },
            .renderPaper =
                [station](QObject *owner, const QByteArray &caseId, const QString &paper,
                          std::function<void(Result<QByteArray>)> done) {
                    station->renderPaper(owner, caseId, paper, std::move(done));
                },
            .sendLive
            = [station](const QByteArray &caseId, const PulseBlock &block,
                        const LivePulseAbout &about) { station->sendLive(caseId, block, about); },
            .endLive = [station] { station->endLive(); },
            .beginRecording
            = [station](const QByteArray &id) { return station->recordSession(id); },
            .endRecording = [station] { station->recording().end(); },
            .syncNow =
                [station] {
                    station->links().retryNow();
                    station->post().retryNow();
                },
            .changePassword =
                [station](QObject *owner, SecretBytes oldOne, SecretBytes newOne, std::function<void(Result<>)> done) {
                    station->changePassword(owner, std::move(oldOne), std::move(newOne), std::move(done));
                },
            .openRecording = [station](const QByteArray &caseId, const QByteArray &recording) {
                return station->openRecording(caseId, recording)
                    .map([station, &recording](RecordingShelf::Kept kept) {
                        return SealedRecording{station->recording().shelf().pathOf(recording), std::move(kept.key)};
                    });
            },
            .carriers = {
                .reach = [station](const QByteArray &root) { return station->reach(root); },
                .writeStick =
                    [station](QObject *owner, const QString &folder, const QByteArray &root, auto progress, auto done) {
                        station->writeStick(owner, folder, {root}, std::move(progress), std::move(done));
                    },
                .readStick =
                    [station](QObject *owner, const QString &folder, auto progress, auto done) {
                        station->readStick(owner, folder, std::move(progress), std::move(done));
                    },
                .hub = [station] { return station->hub(); },
                .setHub = [station](const QString &address) { return station->setHub(address); },
                .relay = [station] { return station->relay(); },
                .setRelay = [station](const QString &address) { return station->setRelay(address); },
                .forwarder = [station] { return station->forwarder(); },
                .setForwarder = [station](const QString &address) { return station->setForwarder(address); },
                .uplinks = [station] { return station->uplinks(); },
                .setUplinks = [station](const QList<Uplink> &all) { return station->setUplinks(all); },
                .activeUplink = [station] { return station->activeUplink(); },
                .checkRoutes = [station](QObject *owner, auto done) { station->checkRoutes(owner, std::move(done)); }}};
}

} // namespace sizhen
