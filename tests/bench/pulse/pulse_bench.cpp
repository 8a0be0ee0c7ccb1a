// SPDX-License-Identifier: GPL-3.0-or-later
// How well and how fast a pulse is analysed, over all recordings in $SIZHEN_PULSE_DATA (tests/support/pulsedata.h),
// beside what the peers reach: figures as measured once on the same recordings (docs/pulse.md says where they come
// from).
#include "core/base/heap.h"
#include "core/pulse/fiducials.h"
#include "core/pulse/pulseanalysis.h"
#include "core/pulse/pulsestream.h"
#include "tests/support/pulsedata.h"

#include <QElapsedTimer>
#include <QProcess>

#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const char *verdict(bool reached)
{
    return reached ? "" : "  MISSED";
}

QVector<double> timesOf(const QVector<PulseBeat> &beats, double rateHz)
{
    QVector<double> times;
    for (const auto &beat : beats)
        times.append(beat.at.slope / rateHz);
    return times;
}

QVector<PulseBeat> streamed(const PulseSignal &signal)
{
    PulseStream stream(signal.rateHz);
    QVector<PulseBeat> beats;
    const auto block = std::max<qsizetype>(1, qsizetype(0.02 * signal.rateHz));
    for (qsizetype i = 0; i < signal.samples.size(); i += block)
        beats += stream.feed(signal.samples.mid(i, block));
    return beats + stream.finish();
}

void add(BeatScore &all, const BeatScore &one)
{
    all.reference += one.reference;
    all.matched += one.matched;
    all.falsely += one.falsely;
}

void printScore(const char *name, const BeatScore &score)
{
    std::printf("%-22s %6d  %6.2f  %6.2f  %6.2f  %4d %4d", name, score.reference, 100 * score.sensitivity(),
                100 * score.ppv(), 100 * score.f1(), score.reference - score.matched, score.falsely);
}

void beats()
{
    std::printf(
        "\nBeats                   number   Se %%    PPV %%   F1 %%    FN   FP  interval ms  rate off  live F1 %%\n");
    BeatScore all;
    BeatScore live;
    for (const auto &name : pulseRecordNames()) {
        const auto record = pulseRecord(name);
        if (!record.hasBeats)
            continue;
        const auto analysis = analysePulse(record.signal);
        const auto score = scoreBeats(record, timesOf(analysis.beats, analysis.rateHz));
        const auto stream = scoreBeats(record, timesOf(streamed(record.signal), record.signal.rateHz));
        add(all, score);
        add(live, stream);
        const double off = analysis.perMinute ? std::abs(*analysis.perMinute - record.meanRate) : 1e9;
        printScore(qPrintable(name), score);
        std::printf("  %8.2f  %9.2f  %9.2f%s\n", score.intervalErrorMs, off, 100 * stream.f1(),
                    verdict(score.f1() >= 0.99 && off <= 0.5 && score.intervalErrorMs <= 6));
    }
    printScore("all", all);
    std::printf("%s\n", verdict(all.sensitivity() >= 0.999 && all.ppv() >= 0.999));
    printScore("all, live", live);
    std::printf("%s\n", verdict(live.sensitivity() >= 0.999 && live.ppv() >= 0.999));
    std::printf(
        "Peers, same recordings: NeuroKit2 (Elgendi) 99.97 / 99.94, HeartPy 1.2.8 99.56 / 100, MSPTD 100 / 79.81, "
        "pyPPG 1.0.73 86.78 / 99.97 (Se / PPV)\n");
    std::printf(
        "The first three helped to make the reference. Published on others: pyPPG F1 88.19, MSPTDfast F1 87.8\n");
}

void quality()
{
    std::printf("\nQuality                median  rate shown  advice\n");
    for (const auto &name : pulseRecordNames()) {
        const auto record = pulseRecord(name);
        if (record.signal.samples.size() < 1000)
            continue;
        const auto analysis = analysePulse(record.signal);
        QVector<int> all;
        for (const auto &beat : analysis.beats)
            all.append(beat.quality);
        std::sort(all.begin(), all.end());
        const bool mustRefuse = name.startsWith(u"quality"_s);
        std::printf("%-22s %6d  %10s  %s%s\n", qPrintable(name), all.isEmpty() ? 0 : all[all.size() / 2],
                    analysis.perMinute ? "yes" : "no", qPrintable(analysis.advice),
                    verdict(mustRefuse != analysis.perMinute.has_value()));
    }
}

struct Compared {
    const char *mine;
    const char *reference;
    double scale; // mine to the reference's unit
    double most; // difference, in the reference's unit; negative: as a share
};

constexpr Compared compared[]{
    {"t1.mainPeak", "t1", 1000, 10}, {"t4.notch", "t4", 1000, 10},     {"h3/h1", "h3_h1", 1, 0.03},
    {"h4/h1", "h4_h1", 1, 0.03},     {"h5/h1", "h5_h1", 1, 0.03},      {"w1/t", "w_t", 1, 0.01},
    {"As.toNotch", "As", 1, -0.03},  {"Ad.fromNotch", "Ad", 1, -0.03}, {"h1.footLine", "h1", 1, -0.03}};

void parameters()
{
    const auto truth = QJsonDocument::fromJson(pulseDataFile(u"nibp_params.ref"_s)).object()[u"records"_s].toObject();
    std::printf("\nParameters: measured ± uncertainty (from the stored points)\n%-14s", "");
    for (const auto &one : compared)
        std::printf(" %-24s", one.mine);
    std::printf("\n");
    for (auto it = truth.begin(); it != truth.end(); ++it) {
        const auto analysis = analysePulse(pulseRecord(it.key()).signal);
        std::printf("%-14s", qPrintable(it.key()));
        for (const auto &one : compared) {
            const auto *parameter = analysis.parameter(QLatin1String(one.mine));
            const auto reference = it.value()[QLatin1String(one.reference)];
            QString text;
            if (!parameter || !parameter->value) {
                text = (parameter ? parameter->why : QString()) + (reference.isNull() ? u" (absent)"_s : u" MISSED"_s);
            } else {
                const double value = *parameter->value * one.scale;
                const double off = std::abs(value - reference.toDouble());
                const bool near = off <= (one.most < 0 ? -one.most * reference.toDouble() : one.most);
                text = QString::asprintf("%.4g±%.2g (%.4g)%s", value, parameter->uncertainty.value_or(0) * one.scale,
                                         reference.toDouble(), near ? "" : " MISSED");
            }
            std::printf(" %-24s", qPrintable(text));
        }
        std::printf("\n");
    }
}

std::optional<double> markOf(const Fiducials &marks, const QString &name)
{
    const QHash<QString, std::optional<double>> all{
        {u"on"_s, marks.on}, {u"sp"_s, marks.sp}, {u"dn"_s, marks.notch}, {u"u"_s, marks.u},  {u"v"_s, marks.v},
        {u"w"_s, marks.w},   {u"a"_s, marks.a},   {u"b"_s, marks.b},      {u"c"_s, marks.c},  {u"d"_s, marks.d},
        {u"e"_s, marks.e},   {u"f"_s, marks.f},   {u"p1"_s, marks.p1},    {u"p2"_s, marks.p2}};
    return all.value(name);
}

// Mean absolute error in ms, with how many are missing.
QString errorText(QVector<double> off, int missing)
{
    double sum = 0;
    for (const double one : off)
        sum += one;
    auto text = off.isEmpty() ? u"-"_s : QString::number(sum / double(off.size()), 'f', 1);
    return missing > 0 ? text + u" (%1 absent)"_s.arg(missing) : text;
}

void marks()
{
    const auto pulses = annotatedPulses();
    std::printf("\nMarks of %d annotated pulses, mean absolute error in ms against the mean of two people\n",
                int(pulses.size()));
    std::printf("%-5s %-15s %-8s %-8s %-10s %-15s %-15s %s\n", "", "ours", "one half", "other", "MG to PC",
                "PulseAnalyse", "PPGFeat", "goal");
    QVector<std::optional<Fiducials>> found;
    for (const auto &pulse : pulses)
        found.append(marksOfPulse(pulse.samples, 1000));
    const QHash<QString, double> goals{{u"on"_s, 7}, {u"sp"_s, 4}, {u"dn"_s, 9.5}};
    for (const auto &mark : {u"on"_s, u"sp"_s, u"dn"_s, u"u"_s, u"v"_s, u"w"_s, u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s,
                             u"f"_s, u"p1"_s, u"p2"_s}) {
        QVector<double> ours, halves[2], people, analyse, feat;
        int absent[3]{};
        for (qsizetype i = 0; i < pulses.size(); ++i) {
            const auto truth = pulses[i].truth(mark);
            if (!truth)
                continue;
            people.append(std::abs(pulses[i].by[u"human_MG"_s][mark] - pulses[i].by[u"human_PC"_s][mark]));
            if (const auto at = found[i] ? markOf(*found[i], mark) : std::nullopt) {
                ours.append(std::abs(*at - *truth));
                halves[i % 2].append(ours.last());
            } else {
                ++absent[0];
            }
            const auto peer = [&](const QString &who, QVector<double> &off, int &missing) {
                if (pulses[i].by[who].contains(mark))
                    off.append(std::abs(pulses[i].by[who][mark] - *truth));
                else
                    ++missing;
            };
            peer(u"PulseAnalyse"_s, analyse, absent[1]);
            peer(u"PPGFeat"_s, feat, absent[2]);
        }
        const auto mine = errorText(ours, absent[0]);
        const double goal = goals.value(mark, 0);
        std::printf("%-5s %-15s %-8s %-8s %-10s %-15s %-15s %s%s\n", qPrintable(mark), qPrintable(mine),
                    qPrintable(errorText(halves[0], 0)), qPrintable(errorText(halves[1], 0)),
                    qPrintable(errorText(people, 0)), qPrintable(errorText(analyse, absent[1])),
                    qPrintable(errorText(feat, absent[2])), goal > 0 ? qPrintable(QString::number(goal)) : "",
                    verdict(goal == 0 || mine.section(u' ', 0, 0).toDouble() <= goal));
    }
}

struct Cost {
    double wallMs = 1e9;
    double cpuMs = 1e9;
};

// The best of many: what the work costs, not what else the machine does.
template <typename Work>
Cost cost(int times, Work work)
{
    Cost best;
    for (int i = 0; i < times; ++i) {
        const auto before = std::clock();
        QElapsedTimer timer;
        timer.start();
        work();
        best.wallMs = std::min(best.wallMs, double(timer.nsecsElapsed()) / 1e6);
        best.cpuMs = std::min(best.cpuMs, 1000 * double(std::clock() - before) / CLOCKS_PER_SEC);
    }
    return best;
}

PulseSignal tenMinutes(const PulseSignal &signal)
{
    auto longer = signal;
    const auto count = qsizetype(600 * signal.rateHz);
    while (longer.samples.size() < count)
        longer.samples += signal.samples;
    longer.samples.resize(count);
    return longer;
}

void pythonPeers(const QString &csv)
{
    const auto script = QStringLiteral("import sys, time, numpy as np\n"
                                       "x = np.loadtxt(sys.argv[1], skiprows=1)\n"
                                       "def best(f):\n"
                                       "    t = []\n"
                                       "    for _ in range(5):\n"
                                       "        s = time.perf_counter(); f(); t.append(time.perf_counter() - s)\n"
                                       "    return 1000 * min(t)\n"
                                       "if sys.argv[2] == 'heartpy':\n"
                                       "    import heartpy as hp\n"
                                       "    print(best(lambda: hp.process(hp.scale_data(x), 125.0)))\n"
                                       "else:\n"
                                       "    import neurokit2 as nk\n"
                                       "    print(best(lambda: nk.ppg_findpeaks(nk.ppg_clean(x, 125), 125)))\n");
    for (const auto &peer : {u"heartpy"_s, u"neurokit2"_s}) {
        QProcess python;
        python.start(u"python3"_s, {u"-c"_s, script, csv, peer});
        const bool ended = python.waitForStarted() && python.waitForFinished(120'000) && python.exitCode() == 0;
        if (ended)
            std::printf("%-36s %8.1f ms (beats only)\n", qPrintable(peer), python.readAllStandardOutput().toDouble());
        else
            std::printf("%-36s not installed here: pip install %s\n", qPrintable(peer), qPrintable(peer));
    }
}

void speed()
{
    const double goalMs = 20;
    std::printf("\n600 s of one channel            wall, best of 60   processor\n");
    for (const auto &[name, text] :
         {std::pair(u"mimic037_abp"_s, "125 Hz, 1224 beats"), std::pair(u"heartpy_3"_s, "100 Hz, repeated"),
          std::pair(u"nibp_aac3_3"_s, "1000 Hz, repeated")}) {
        const auto signal = tenMinutes(pulseRecord(name).signal);
        const auto took = cost(60, [&signal] { (void)analysePulse(signal); });
        std::printf("%-36s %8.1f ms  %8.1f ms%s\n", text, took.wallMs, took.cpuMs, verdict(took.cpuMs <= goalMs));
    }
    const auto signal = tenMinutes(pulseRecord(u"mimic037_abp"_s).signal);
    const auto live = cost(1, [&signal] { (void)streamed(signal); });
    std::printf("%-36s %8.1f ms  %8.1f ms: %.2f %% of a core\n", "live, in blocks of 20 ms", live.wallMs, live.cpuMs,
                live.cpuMs / 6000);
    pythonPeers(pulseDataFolder() + u"/mimic037_abp.csv"_s);
}

} // namespace

int main()
{
    keepFreedMemory(); // as the programs do
    if (pulseRecordNames().isEmpty()) {
        std::printf("The recordings are not here (%s): SIZHEN_PULSE_DATA names their folder.\n",
                    qPrintable(pulseDataFolder()));
        return 0;
    }
    beats();
    quality();
    parameters();
    marks();
    speed();
    return 0;
}
