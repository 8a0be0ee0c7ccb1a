// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pulsesim/simprogram.h"
#include "devices/pulse/pulseprotocols.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
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
        program.report();
        QCoreApplication::quit();
    });
    for (const int number : {SIGUSR1, SIGINT, SIGTERM})
        std::signal(number, onSignal);
}
#else
void watchSignals(SimProgram &) { }
#endif

void addOptions(QCommandLineParser &parser)
{
    QStringList protocols;
    for (const auto &kind : pulseProtocols())
        protocols.append(kind.id);
    parser.setApplicationDescription(u"A pulse instrument that exists only in this computer."_s);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({
        {u"tcp"_s, u"Listen on this port of 127.0.0.1 instead of a pseudo-terminal; 0 takes any."_s, u"port"_s},
        {u"protocol"_s, u"What it speaks: %1."_s.arg(protocols.join(u", "_s)), u"id"_s, u"ptp/1"_s},
        {u"link-file"_s, u"Make this path a symbolic link to the pseudo-terminal."_s, u"path"_s},
        {u"replay"_s, u"Play this CSV instead of the recorded wave."_s, u"file.csv"_s},
        {u"rate"_s, u"Samples a second of the CSV, or of the synthetic pulse."_s, u"hz"_s, u"0"_s},
        {u"synth"_s, u"Play a synthetic pulse of this rate."_s, u"beats a minute"_s},
        {u"serial"_s, u"Serial number."_s, u"text"_s, u"SIM-0001"_s},
        {u"speed"_s, u"Times real time."_s, u"factor"_s, u"1"_s},
        {u"drop"_s, u"Chance that a frame is lost."_s, u"0..1"_s, u"0"_s},
        {u"flip"_s, u"Chance that a bit of a frame is turned."_s, u"0..1"_s, u"0"_s},
        {u"duplicate"_s, u"Chance that a frame comes twice."_s, u"0..1"_s, u"0"_s},
        {u"noise"_s, u"Chance of rubbish before a frame."_s, u"0..1"_s, u"0"_s},
        {u"seed"_s, u"Of the faults' dice."_s, u"number"_s, u"1"_s},
        {u"unplug-after"_s,
         u"Pull the cable in the middle of a frame after so much sending (SIGUSR1 pulls it at once)."_s, u"seconds"_s},
        {u"replug-after"_s, u"Put it back after so long; negative: never."_s, u"seconds"_s, u"3"_s},
        {u"power-cut"_s, u"The instrument loses its counters with the cable."_s},
        {u"stall-after"_s, u"Fall silent with the cable in after so much sending."_s, u"seconds"_s},
    });
}

Result<SimWave> waveFor(const QCommandLineParser &parser)
{
    const double rate = parser.value(u"rate"_s).toDouble();
    if (parser.isSet(u"synth"_s)) {
        SynthPulse pulse;
        pulse.perMinute = parser.value(u"synth"_s).toDouble();
        pulse.rateHz = rate > 0 ? rate : pulse.rateHz;
        if (!(pulse.perMinute >= 20 && pulse.perMinute <= 240) || !(pulse.rateHz >= 50 && pulse.rateHz <= 2000))
            return fail(Fault::Invalid, u"a synthetic pulse needs 20 to 240 beats a minute and 50 to 2000 Hz"_s);
        return SimWave::synthetic(pulse, 60);
    }
    if (!parser.isSet(u"replay"_s))
        return SimWave::recorded();
    QFile file(parser.value(u"replay"_s));
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::NotFound, file.errorString());
    return SimWave::fromCsv(file.readAll(), rate);
}

SimProgram::Options optionsFrom(const QCommandLineParser &parser)
{
    const auto number = [&parser](const QString &name) { return parser.value(name).toDouble(); };
    SimProgram::Options options;
    options.faults = {number(u"drop"_s), number(u"flip"_s), number(u"duplicate"_s), number(u"noise"_s),
                      quint32(parser.value(u"seed"_s).toUInt())};
    options.speed = number(u"speed"_s) > 0 ? number(u"speed"_s) : 1;
    options.replugAfterS = number(u"replug-after"_s);
    options.powerCut = parser.isSet(u"power-cut"_s);
    if (parser.isSet(u"unplug-after"_s))
        options.unplugAfterS = number(u"unplug-after"_s);
    if (parser.isSet(u"stall-after"_s))
        options.stallAfterS = number(u"stall-after"_s);
    return options;
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
    addOptions(parser);
    parser.process(app);

    auto wave = waveFor(parser);
    if (!wave)
        return refuseToStart(wave.error());
    auto speaker = makeSimSpeaker(parser.value(u"protocol"_s), *wave, parser.value(u"serial"_s),
                                  QRandomGenerator::global()->generate());
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
    SimProgram program(std::move(port), std::move(*speaker), optionsFrom(parser));
    if (const auto begun = program.begin(); !begun)
        return refuseToStart(begun.error());
    watchSignals(program);
    return QCoreApplication::exec();
}
