// SPDX-License-Identifier: GPL-3.0-or-later
// sizhen-node: a station without a screen. Reads its passphrase from a file descriptor or a systemd credential, never from
// its arguments; SIGTERM closes the vault.
#include "app/node/node.h"

#include "core/base/log.h"
#include "core/base/resource.h"
#include "core/crypto/secretbytes.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include <sys/signalfd.h>
#include <unistd.h>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

enum Exit { Done = 0, WrongUse = 2, NoVault = 3, Damaged = 4, WrongPassphrase = 5, InUse = 6, Disk = 7, Other = 8 };

int exitOf(const Error &error)
{
    switch (error.fault) {
    case Fault::NotFound:
        return NoVault;
    case Fault::Corrupt:
    case Fault::Untrusted:
        return Damaged;
    case Fault::WrongPassword:
        return WrongPassphrase;
    case Fault::Busy:
        return InUse;
    case Fault::NoSpace:
    case Fault::Io:
        return Disk;
    case Fault::Invalid:
        return WrongUse;
    default:
        return Other;
    }
}

int failed(const char *what, const Error &error)
{
    qCCritical(lcStore).noquote() << what << error.detail;
    return exitOf(error);
}

// One line, without its end.
Result<SecretBytes> readPassphrase(const QCommandLineParser &options)
{
    QFile file;
    bool opened = false;
    if (options.isSet(u"passphrase-fd"_s)) {
        bool number = false;
        const auto descriptor = options.value(u"passphrase-fd"_s).toInt(&number);
        opened = number && file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    } else {
        const auto folder = qEnvironmentVariable("CREDENTIALS_DIRECTORY");
        file.setFileName(QDir(folder).filePath(options.value(u"credential"_s)));
        opened = !folder.isEmpty() && file.open(QIODevice::ReadOnly);
    }
    if (!opened)
        return fail(Fault::Invalid, u"no passphrase: --passphrase-fd N or a systemd credential is needed"_s);
    auto line = file.readLine(4096);
    while (line.endsWith('\n') || line.endsWith('\r'))
        line.chop(1);
    auto secret = SecretBytes::copyOf(line);
    wipe(line);
    if (secret.size() == 0)
        return fail(Fault::Invalid, u"the passphrase is empty"_s);
    return secret;
}

Result<QList<Job>> jobsFrom(const QString &file)
{
    if (file.isEmpty())
        return readResource(u"jobs.json"_s).and_then(&readJobs);
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return fail(Fault::NotFound, u"jobs: "_s + source.errorString());
    return readJobs(source.readAll());
}

// SIGTERM and SIGINT as an event of the loop: the vault is closed by destructors, not by a signal handler.
void quitOnSignals(QCoreApplication &app)
{
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    const auto descriptor = signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, &app);
    QObject::connect(notifier, &QSocketNotifier::activated, &app, [notifier] {
        notifier->setEnabled(false);
        qCInfo(lcStore) << "asked to stop: closing";
        QCoreApplication::quit();
    });
}

void addOptions(QCommandLineParser &options)
{
    options.setApplicationDescription(u"A Sizhen station without a screen: archive replica and relay of its institution."_s);
    options.addHelpOption();
    options.addVersionOption();
    options.addOptions({{u"vault"_s, u"Folder of the vault."_s, u"DIR"_s},
                        {u"passphrase-fd"_s, u"Read the passphrase from this file descriptor."_s, u"N"_s},
                        {u"credential"_s, u"Name of the systemd credential that holds it."_s, u"NAME"_s, u"passphrase"_s},
                        {u"listen"_s, u"Listen here; else as set in the vault."_s, u"HOST:PORT"_s},
                        {u"state"_s, u"Write the state to this file."_s, u"FILE"_s},
                        {u"jobs"_s, u"The list of jobs; else the built-in one."_s, u"FILE"_s}});
}

} // namespace

int main(int argc, char **argv)
{
    // Blocked in every thread to come, so that only signalfd hears them.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sizhen-node"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIZHEN_VERSION));
    // journald reads the level from the front of the line.
    qSetMessagePattern(u"%{if-debug}<7>%{endif}%{if-info}<6>%{endif}%{if-warning}<4>%{endif}%{if-critical}<3>%{endif}"
                       "%{if-fatal}<2>%{endif}%{category}: %{message}"_s);
    QCommandLineParser options;
    addOptions(options);
    options.process(app);
    if (!startCrypto())
        return Other;
    if (!options.isSet(u"vault"_s)) {
        std::fprintf(stderr, "sizhen-node --vault DIR --passphrase-fd N [--listen HOST:PORT] [--state FILE]\n");
        return WrongUse;
    }
    const auto jobs = jobsFrom(options.value(u"jobs"_s));
    if (!jobs)
        return failed("jobs:", jobs.error());
    auto vault = readPassphrase(options).and_then([&options](SecretBytes passphrase) {
        return Vault::open(options.value(u"vault"_s), passphrase);
    });
    if (!vault)
        return failed("vault:", vault.error());
    auto station = Station::open(std::move(*vault), systemClock());
    if (!station)
        return failed("station:", station.error());
    quitOnSignals(app);
    auto code = 0;
    {
        Node node(**station, {options.value(u"listen"_s), options.value(u"state"_s), *jobs});
        if (const auto started = node.start(); !started)
            return failed("start:", started.error());
        qCInfo(lcStore) << "ready";
        code = QCoreApplication::exec();
    }
    (*station)->links().stop();
    station->reset();
    qCInfo(lcStore) << "closed";
    return code;
}
