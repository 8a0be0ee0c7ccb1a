// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pulsesim/simoptions.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QSocketNotifier>
#include <QTextStream>

#ifdef Q_OS_UNIX
#include <csignal>
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

#ifdef Q_OS_UNIX
int signalPipe[2]{-1, -1};

void onSignal(int number)
{
    const char byte = char(number);
    const auto written = ::write(signalPipe[1], &byte, 1); // a handler may do no more than this
    (void)written;
}

void watchSignals(SimProgram &program)
{
    if (::pipe(signalPipe) != 0)
        return;
    auto *notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, &program);
    QObject::connect(notifier, &QSocketNotifier::activated, &program, [&program] {
        char number = 0;
        if (::read(signalPipe[0], &number, 1) != 1)
            return;
        if (number == SIGUSR1)
            return program.unplug();
        if (number == SIGUSR2)
            return program.press();
        program.report();
        QCoreApplication::quit();
    });
    for (const int number : {SIGUSR1, SIGUSR2, SIGINT, SIGTERM})
        std::signal(number, onSignal);
}
#else
void watchSignals(SimProgram &) { }
#endif

Result<> writeTruth(const QString &path, const SimFelt &felt)
{
    constexpr double truthSeconds = 300; // longer than any site is held
    QFile file(path);
    const auto json = QJsonDocument(felt.truth(truthSeconds)).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size())
        return fail(Fault::Io, file.errorString());
    return {};
}

int refuseToStart(const Error &error)
{
    QTextStream(stderr) << u"sizhen-pulse-sim: "_s << error.detail << Qt::endl;
    return 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sizhen-pulse-sim"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(SIZHEN_VERSION));
    QCommandLineParser parser;
    addSimOptions(parser);
    parser.process(app);

    auto wave = simWaveFrom(parser);
    if (!wave)
        return refuseToStart(wave.error());
    const auto plan = simPlanFrom(parser);
    if (!plan)
        return refuseToStart(plan.error());
    const auto protocol = parser.value(u"protocol"_s);
    if (const auto path = parser.value(u"truth"_s); !path.isEmpty())
        if (const auto written = writeTruth(path, SimFelt(simWaveFor(protocol, *wave), *plan)); !written)
            return refuseToStart(written.error());
    auto speaker
        = makeSimSpeaker(protocol, *wave, parser.value(u"serial"_s), QRandomGenerator::global()->generate(), *plan);
    if (!speaker)
        return refuseToStart(speaker.error());
    std::unique_ptr<SimPort> port;
#ifdef Q_OS_UNIX
    const bool tcp = parser.isSet(u"tcp"_s);
#else
    const bool tcp = true;
#endif
    if (tcp)
        port = std::make_unique<TcpPort>(quint16(parser.value(u"tcp"_s).toUInt()));
    else
        port = std::make_unique<PtyPort>(parser.value(u"link-file"_s));
    SimProgram program(std::move(port), std::move(*speaker), simFaultsFrom(parser));
    if (const auto begun = program.begin(); !begun)
        return refuseToStart(begun.error());
    watchSignals(program);
    return QCoreApplication::exec();
}
