// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/workstation.h"

#include "core/base/heap.h"
#include "core/crypto/secretbytes.h"

#include <QCommandLineParser>
#include <QDir>
#include <QProcess>
#include <QStandardPaths>

#include <cstdio>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

const QCommandLineOption vaultOption(u"vault"_s, u"Folder of the vault."_s, u"dir"_s);
const QCommandLineOption secretsOption(u"secrets"_s, u"File with the passphrase and passwords (practice and tests)."_s,
                                       u"file"_s);
const QCommandLineOption languageOption(u"lang"_s, u"zh or en."_s, u"language"_s);
const QCommandLineOption placeOption(u"place"_s, u"inviting: left half of the display; invited: right half."_s,
                                     u"side"_s);
const QCommandLineOption darkOption(u"dark"_s, u"Dark from the start."_s);
const QCommandLineOption practiceOption(u"practice"_s, u"Practice: framed so that it is never mistaken for care."_s);
const QCommandLineOption shellOption(u"shell"_s, u"Take commands on standard input as well."_s);
const QCommandLineOption demoOption(u"demo"_s,
                                    u"Two institutions with simulated instrument and patient on this machine."_s);

WorkstationSetup setupFrom(const QCommandLineParser &options)
{
    const auto home = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/vault"_s;
    return {.vaultFolder = options.isSet(vaultOption) ? options.value(vaultOption) : home,
            .secretsFile = options.value(secretsOption),
            .language = options.isSet(languageOption)
                ? options.value(languageOption)
                : (QLocale::system().name().startsWith(u"zh"_s) ? u"zh"_s : u"en"_s),
            .place = options.value(placeOption),
            .dark = options.isSet(darkOption),
            .practice = options.isSet(practiceOption),
            .shell = options.isSet(shellOption)};
}

} // namespace

int main(int argc, char **argv)
{
    keepFreedMemory();
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sizhen"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIZHEN_VERSION));
    if (!startCrypto()) {
        std::fputs("The cryptographic library could not start.\n", stderr);
        return 1;
    }
    QCommandLineParser options;
    options.addHelpOption();
    options.addVersionOption();
    options.addOptions(
        {vaultOption, secretsOption, languageOption, placeOption, darkOption, practiceOption, shellOption, demoOption});
    options.process(app);
    if (options.isSet(demoOption)) {
        const auto ctl = QDir(QCoreApplication::applicationDirPath()).filePath(u"sizhenctl"_s);
        return QProcess::execute(ctl, {u"demo"_s}) == 0 ? 0 : 1;
    }
    Workstation workstation(app, setupFrom(options));
    QObject::connect(&workstation, &Workstation::raisedElsewhere, &app, &QCoreApplication::quit);
    workstation.start();
    return app.exec();
}
