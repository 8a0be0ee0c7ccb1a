// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/runner.h"

#include "app/command/calljson.h"
#include "app/command/mediajson.h"
#include "app/command/offerjson.h"
#include "devices/media/mediafactory.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

CommandRunner::CommandRunner(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_secrets(m_setup.secretsFile)
{
}

CommandRunner::CommandRunner(Setup setup, Station &station, QObject *parent)
    : CommandRunner(std::move(setup), parent)
{
    m_station = &station;
    tellCalls();
}

const Command *CommandRunner::find(QStringList &words) const
{
    for (const auto &command : m_more) {
        const auto length = command.name.count(u' ') + 1;
        if (words.first(qMin<qsizetype>(length, words.size())).join(u' ') == command.name) {
            words.remove(0, length);
            return &command;
        }
    }
    return findCommand(words);
}

void CommandRunner::run(const QStringList &words, const CommandDone &done)
{
    auto rest = words;
    const auto *command = find(rest);
    if (!command)
        return done(tl::unexpected(Error{
            Fault::Invalid, u"unknown command"_s, {}, u"ctl.unknown_command"_s, {{u"name"_s, words.join(u' ')}}}));
    CommandCall call;
    if (const auto read = readOptions(*command, rest, call); !read)
        return done(tl::unexpected(read.error()));
    if (const auto ready = prepare(*command); !ready)
        return done(tl::unexpected(ready.error()));
    call.station = m_station;
    call.vaultFolder = m_setup.vaultFolder;
    call.owner = this;
    call.secret = m_secrets;
    call.progress = m_setup.progress ? m_setup.progress : [](const QJsonObject &) {};
    if (m_setup.present && m_station)
        if (const auto here = presentRoot(call); !here)
            return done(tl::unexpected(here.error()));
    command->run(call, done);
}

Result<> CommandRunner::prepare(const Command &command)
{
    using Needs = Command::Needs;
    const auto needsVault = command.needs != Needs::Nothing;
    if (needsVault && m_setup.vaultFolder.isEmpty() && !m_station)
        return tl::unexpected(Error{Fault::Invalid, u"no vault"_s, {}, u"ctl.no_vault"_s, {}});
    const auto mayOpen = command.needs == Needs::Nothing && !m_setup.vaultFolder.isEmpty();
    if (command.needs == Needs::Station || command.needs == Needs::Person || mayOpen) {
        if (const auto opened = openStation(); !opened)
            return opened;
    }
    if (command.needs == Needs::Folder) {
        m_station = m_owned ? nullptr : m_station;
        m_owned.reset(); // the command opens the vault itself; only one may
    }
    return command.needs == Needs::Person ? logIn(command) : Result<>();
}

Result<> CommandRunner::openStation()
{
    if (m_station)
        return {};
    auto passphrase = m_secrets(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = Vault::open(m_setup.vaultFolder, *passphrase);
    if (!vault)
        return tl::unexpected(vault.error());
    auto station = Station::open(std::move(*vault), systemClock());
    if (!station)
        return tl::unexpected(station.error());
    m_owned = std::move(*station);
    m_station = m_owned.get();
    m_station->calls().useMedia(mediaEngineMaker());
    m_station->media().useMedia(makeMediaDevices, makeMediaCheck);
    tellCalls();
    if (m_setup.progress)
        connect(m_station, &Station::linkTrouble, this, [this](const Error &error) {
            m_setup.progress({{u"trouble"_s, errorJson(error)}});
        });
    return {};
}

void CommandRunner::tellCalls()
{
    if (!m_setup.progress)
        return;
    const auto *calls = &m_station->calls();
    connect(calls, &CallLine::changed, this, [this] { m_setup.progress({{u"call"_s, callJson(*m_station)}}); });
    connect(&m_station->media(), &StationMedia::changed, this,
            [this] { m_setup.progress({{u"media"_s, mediaJson(m_station->media().view())}}); });
    connect(calls, &CallLine::told, this,
            [this](const Error &error) { m_setup.progress({{u"call_told"_s, errorJson(error)}}); });
}

Result<> CommandRunner::logIn(const Command &command)
{
    if (m_station->isLoggedIn())
        return {};
    if (m_setup.person.isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"no person"_s, {}, u"ctl.no_person"_s, {}});
    auto password = m_secrets(u"password:"_s + m_setup.person);
    if (!password)
        return tl::unexpected(password.error());
    auto &ledger = m_station->ledger();
    const auto sealed = ledger.admit(m_setup.person);
    if (!sealed)
        return tl::unexpected(sealed.error());
    QString code;
    if (!sealed->factor.isEmpty()) {
        const auto typed = m_secrets(u"code:"_s + m_setup.person);
        if (!typed)
            return tl::unexpected(typed.error());
        code = QString::fromUtf8(typed->view());
    }
    auto login = Ledger::unlock(*sealed, *password);
    const auto standing = ledger.judgeLogin(m_setup.person, login, code);
    if (!standing)
        return tl::unexpected(standing.error());
    if (standing->needsFactor && command.name != u"person factor"_s)
        return tl::unexpected(Error{Fault::Denied, u"no authenticator"_s, u"SEC-03"_s, u"sec.enrol_first"_s, {}});
    m_station->logIn(std::move(*login));
    return {};
}

int exitCodeOf(Fault fault)
{
    switch (fault) {
    case Fault::Refused:
    case Fault::Denied:
        return 1;
    case Fault::Invalid:
        return 2;
    case Fault::NotFound:
        return 3;
    case Fault::Corrupt:
    case Fault::Untrusted:
        return 4;
    case Fault::WrongPassword:
        return 5;
    case Fault::Busy:
        return 6;
    case Fault::NoSpace:
    case Fault::Io:
        return 7;
    case Fault::Unsupported:
        return 8;
    case Fault::Timeout:
        return 9;
    }
    Q_UNREACHABLE();
}

} // namespace sizhen
