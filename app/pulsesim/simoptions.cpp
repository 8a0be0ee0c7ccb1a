// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pulsesim/simoptions.h"
#include "core/pulse/edfheader.h"
#include "core/pulse/edfreader.h"
#include "devices/pulse/pulseprotocols.h"

#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double synthSeconds = 600; // then it goes round

void addWaveOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"replay"_s, u"Play this recording instead of the usual wave: CSV, EDF, EDF+, or one of ours."_s,
         u"file.csv|file.edf|file.pulse"_s},
        {u"channel"_s, u"Which signal of an EDF file is the pulse."_s, u"label"_s},
        {u"rate"_s, u"Samples a second of the CSV, or of the synthetic pulse."_s, u"hz"_s, u"0"_s},
        {u"synth"_s, u"Play a synthetic pulse of this rate, whose beats and outline are known."_s, u"beats a minute"_s},
        {u"rhythm"_s, u"Of the synthetic pulse: regular, irregular, pauses (regular ones), pauses-wander."_s, u"name"_s,
         u"regular"_s},
        {u"heights"_s, u"Of its outline."_s, u"h1,h2,h3,h4,h5"_s},
        {u"times"_s, u"Of its outline; the last from the notch to the dicrotic wave."_s, u"t1,t2,t3,t4,d"_s},
        {u"noise-counts"_s, u"Standard deviation of its noise."_s, u"counts"_s, u"0"_s},
        {u"press"_s, u"The hand: to this fraction of the range for so many seconds, again and again."_s,
         u"0.15:14,0.5:14,0.85:14"_s},
        {u"optimum"_s, u"Fraction of the range where the wave is tallest; the sites differ."_s, u"0..1"_s},
        {u"away"_s, u"Stretches of a run without contact."_s, u"from:seconds,…"_s},
        {u"moving"_s, u"Stretches of a run in which the arm moves."_s, u"from:seconds,…"_s},
        {u"rail"_s, u"Counts beyond it are cut off."_s, u"counts"_s},
        {u"drift-ppm"_s, u"The oscillator is so much too fast."_s, u"ppm"_s, u"0"_s},
        {u"clock-step"_s, u"The clock, not the samples, jumps."_s, u"after s:by s"_s},
        {u"due"_s, u"When the calibration is due."_s, u"date"_s},
        {u"truth"_s, u"Write what is true of the wave to this file."_s, u"file.json"_s},
    });
}

void addFaultOptions(QCommandLineParser &parser)
{
    parser.addOptions({
        {u"drop"_s, u"Chance that a frame is lost."_s, u"0..1"_s, u"0"_s},
        {u"flip"_s, u"Chance that a bit of a frame is turned."_s, u"0..1"_s, u"0"_s},
        {u"duplicate"_s, u"Chance that a frame comes twice."_s, u"0..1"_s, u"0"_s},
        {u"reorder"_s, u"Chance that a frame comes after the next one."_s, u"0..1"_s, u"0"_s},
        {u"noise"_s, u"Chance of rubbish before a frame."_s, u"0..1"_s, u"0"_s},
        {u"seed"_s, u"Of the faults' dice."_s, u"number"_s, u"1"_s},
        {u"faults-after"_s, u"The line is sound for so much sending."_s, u"seconds"_s, u"0"_s},
        {u"unplug-after"_s,
         u"Pull the cable in the middle of a frame after so much sending (SIGUSR1 pulls it at once, SIGUSR2 presses its button)."_s,
         u"seconds"_s},
        {u"replug-after"_s, u"Put it back after so long; negative: never."_s, u"seconds"_s, u"3"_s},
        {u"power-cut"_s, u"The instrument loses its counters with the cable."_s},
        {u"stall-after"_s, u"Fall silent with the cable in after so much sending."_s, u"seconds"_s},
        {u"stall-for"_s, u"And speak again after so long; what it measured meanwhile is lost."_s, u"seconds"_s},
    });
}

Result<QVector<double>> numbersOf(const QString &text, qsizetype count)
{
    QVector<double> numbers;
    for (const auto &part : text.split(u',')) {
        bool fine = false;
        numbers.append(part.toDouble(&fine));
        if (!fine)
            return fail(Fault::Invalid, u"not a number: "_s + part);
    }
    if (numbers.size() != count)
        return fail(Fault::Invalid, u"%1 numbers are needed: "_s.arg(count) + text);
    return numbers;
}

Result<SynthOutline> outlineFrom(const QCommandLineParser &parser)
{
    SynthOutline outline;
    if (parser.isSet(u"heights"_s)) {
        const auto h = numbersOf(parser.value(u"heights"_s), 5);
        if (!h)
            return tl::unexpected(h.error());
        outline.h1 = h->at(0);
        outline.h2 = h->at(1);
        outline.h3 = h->at(2);
        outline.h4 = h->at(3);
        outline.h5 = h->at(4);
    }
    if (parser.isSet(u"times"_s)) {
        const auto t = numbersOf(parser.value(u"times"_s), 5);
        if (!t)
            return tl::unexpected(t.error());
        outline.t1 = t->at(0);
        outline.t2 = t->at(1);
        outline.t3 = t->at(2);
        outline.t4 = t->at(3);
        outline.dicrotic = t->at(4);
    }
    return outline;
}

Result<SimWave> synthFrom(const QCommandLineParser &parser)
{
    SynthPulse pulse;
    const double rate = parser.value(u"rate"_s).toDouble();
    pulse.perMinute = parser.value(u"synth"_s).toDouble();
    pulse.rateHz = rate > 0 ? rate : pulse.rateHz;
    pulse.noise = parser.value(u"noise-counts"_s).toDouble();
    if (!(pulse.perMinute >= 20 && pulse.perMinute <= 240) || !(pulse.rateHz >= 50 && pulse.rateHz <= 2000))
        return fail(Fault::Invalid, u"a synthetic pulse needs 20 to 240 beats a minute and 50 to 2000 Hz"_s);
    const auto outline = outlineFrom(parser);
    if (!outline)
        return tl::unexpected(outline.error());
    pulse.outline = *outline;
    const auto rhythm = parser.value(u"rhythm"_s);
    if (rhythm == u"irregular")
        pulse.irregular = 0.3;
    else if (rhythm == u"pauses" || rhythm == u"pauses-wander")
        pulse.pauseEvery = 5;
    else if (rhythm != u"regular")
        return fail(Fault::Invalid, u"no such rhythm: "_s + rhythm);
    pulse.pausesWander = rhythm == u"pauses-wander";
    return SimWave::synthetic(pulse, synthSeconds);
}

} // namespace

void addSimOptions(QCommandLineParser &parser)
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
        {u"serial"_s, u"Serial number."_s, u"text"_s, u"SIM-0001"_s},
        {u"speed"_s, u"Times real time."_s, u"factor"_s, u"1"_s},
    });
    addWaveOptions(parser);
    addFaultOptions(parser);
}

Result<SimWave> simWaveFrom(const QCommandLineParser &parser)
{
    if (parser.isSet(u"synth"_s))
        return synthFrom(parser);
    if (!parser.isSet(u"replay"_s))
        return SimWave::recorded();
    QFile file(parser.value(u"replay"_s));
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::NotFound, file.errorString());
    const auto bytes = file.readAll();
    if (const auto recording = PulseRecording::decode(bytes))
        return SimWave::fromRecording(*recording);
    if (looksLikeEdf(bytes)) {
        const auto edf = readEdf(bytes, {parser.value(u"channel"_s), {}});
        return edf ? SimWave::fromSignal(edf->trace.signal) : tl::unexpected(edf.error());
    }
    return SimWave::fromCsv(bytes, parser.value(u"rate"_s).toDouble());
}

Result<SimPlan> simPlanFrom(const QCommandLineParser &parser)
{
    SimPlan plan;
    const auto press = SimPlan::readPress(parser.value(u"press"_s));
    const auto away = SimPlan::readStretches(parser.value(u"away"_s));
    const auto moving = SimPlan::readStretches(parser.value(u"moving"_s));
    const auto step = SimPlan::readStretches(parser.value(u"clock-step"_s));
    if (!press)
        return tl::unexpected(press.error());
    for (const auto *stretches : {&away, &moving, &step})
        if (!*stretches)
            return tl::unexpected(stretches->error());
    plan.press = *press;
    plan.away = *away;
    plan.moving = *moving;
    if (!step->isEmpty())
        plan.clockStep = step->first();
    if (parser.isSet(u"optimum"_s))
        plan.optimum = parser.value(u"optimum"_s).toDouble();
    if (parser.isSet(u"rail"_s))
        plan.rail = parser.value(u"rail"_s).toInt();
    plan.driftPpm = parser.value(u"drift-ppm"_s).toDouble();
    plan.calibrationDue = parser.value(u"due"_s);
    return plan;
}

SimProgram::Options simFaultsFrom(const QCommandLineParser &parser)
{
    const auto number = [&parser](const QString &name) { return parser.value(name).toDouble(); };
    SimProgram::Options options;
    options.faults = {number(u"drop"_s),
                      number(u"flip"_s),
                      number(u"duplicate"_s),
                      number(u"noise"_s),
                      quint32(parser.value(u"seed"_s).toUInt()),
                      number(u"reorder"_s)};
    options.faultsAfterS = number(u"faults-after"_s);
    options.speed = number(u"speed"_s) > 0 ? number(u"speed"_s) : 1;
    options.replugAfterS = number(u"replug-after"_s);
    options.powerCut = parser.isSet(u"power-cut"_s);
    if (parser.isSet(u"unplug-after"_s))
        options.unplugAfterS = number(u"unplug-after"_s);
    if (parser.isSet(u"stall-after"_s))
        options.stallAfterS = number(u"stall-after"_s);
    if (parser.isSet(u"stall-for"_s))
        options.stallForS = number(u"stall-for"_s);
    return options;
}

} // namespace sizhen
