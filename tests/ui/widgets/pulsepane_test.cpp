// SPDX-License-Identifier: GPL-3.0-or-later
// The whole pulse pane with a recorded pulse (heartpy_1) and a made one whose height follows the pressure, laid out as
// in a window. With SHOTS=<folder> it leaves pictures.
#include "core/pulse/pulsecsv.h"
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsedepthview.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsequalitybar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetachogram.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QFile>
#include <QHBoxLayout>
#include <QTest>

#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

const PulseScale grams{u"gf"_s, 0.02, u"gf"_s, 0.1, u"test"_s};

PulseSignal recorded()
{
    QFile file(QStringLiteral(SIZHEN_SOURCE_DIR "/resources/pulse/heartpy_1.csv"));
    return file.open(QIODevice::ReadOnly) ? readPulseCsv(file.readAll(), 100).value() : PulseSignal();
}

// Pressed ever deeper; the pulse is greatest at `best` of the range.
PulseSignal pressed(double best, double height = 900)
{
    SynthPulse pulse;
    pulse.perMinute = 66;
    pulse.height = height;
    pulse.pauseEvery = 14;
    pulse.noise = 4;
    PulseSignal signal;
    signal.rateHz = pulse.rateHz;
    signal.unit = u"gf"_s;
    signal.samples = pulse.samples(60);
    for (qsizetype i = 0; i < signal.samples.size(); ++i) {
        const double share = double(i) / double(signal.samples.size());
        signal.samples[i] *= 0.02 * (0.25 + std::exp(-std::pow((share - best) / 0.3, 2)));
        signal.pressure.append(400 + 2000 * share);
    }
    return signal;
}

struct Pane {
    QWidget page;
    PulseSiteGrid sites;
    PulseTrace trace;
    PulsePressureBar bar;
    PulseBeatView beat;
    PulseDepthView depth;
    PulseTachogram tachogram;
    PulseQualityBar quality;

    Pane()
    {
        auto *work = new QHBoxLayout(&page);
        auto *middle = new QVBoxLayout;
        auto *right = new QVBoxLayout;
        middle->addWidget(&trace, 1);
        middle->addWidget(&bar);
        right->addWidget(&quality);
        right->addWidget(&beat, 3);
        right->addWidget(&depth, 2);
        right->addWidget(&tachogram, 2);
        work->addWidget(&sites, 3);
        work->addLayout(middle, 6);
        work->addLayout(right, 4);
    }

    void fillTrace()
    {
        const auto signal = recorded();
        QVector<qint32> counts;
        for (const auto value : signal.samples)
            counts.append(qint32(value));
        trace.begin(PulseText::site(u"L.guan"_s));
        trace.setScale(grams);
        trace.append({u"L.guan"_s, 100, 0, counts.mid(0, 1960), {}});
        trace.append({u"L.guan"_s, 100, 2040, counts.mid(2040), {}}); // something was lost
        trace.markPoor(1700, 1790);
        trace.setMarks(
            {{1835, PulseHand::Mine, u"?"_s}, {1910, PulseHand::Partners, u"here"_s}, {2120, PulseHand::Machine, {}}});
        trace.setStretches({{1620, 1700, u"浮"_s, true}, {2200, 2481, u"中"_s, false}});
    }

    void fillBeat(const PulseAnalysis &today)
    {
        beat.setBeat(today.average, {});
        beat.setUnit(u"gf"_s);
        if (!today.average || !today.average->marks)
            return;
        const auto &marks = *today.average->marks;
        beat.setCorrections({{u"notch"_s, marks.notch.value_or(100) + 8}, {u"tidal"_s, marks.tidal.value_or(90) + 6}},
                            {{u"notch"_s, marks.notch.value_or(100) - 9}});
        SynthPulse before;
        before.perMinute = 74;
        before.height = 14;
        before.tidal = 0.6;
        PulseSignal signal;
        signal.rateHz = before.rateHz;
        signal.samples = before.samples(30);
        beat.setEarlier({{u"2026-05-02"_s, analysePulse(signal).average.value()}});
        beat.select(u"notch"_s);
    }

    void fillSites(const PulseAnalysis &today)
    {
        using Level = PulseSiteState::Level;
        PulseSiteState good;
        good.kind = PulseSiteState::Kind::Good;
        good.beat = today.average->wave;
        good.perMinute = today.perMinute;
        good.pressure = 126;
        good.pressureUnit = u"gf"_s;
        good.levels = {Level::Counts, Level::Counts, Level::Counts};
        sites.setState(u"L.guan"_s, good);
        good.kind = PulseSiteState::Kind::Poor;
        good.levels = {Level::Counts, Level::Failed, Level::Open};
        sites.setState(u"L.cun"_s, good);
        PulseSiteState taking;
        taking.kind = PulseSiteState::Kind::Taking;
        taking.levels = {Level::Counts, Level::Taking, Level::Open};
        sites.setState(u"L.chi"_s, taking);
        sites.setCurrent(u"L.chi"_s);
        sites.retranslate();
    }

    void fill()
    {
        auto today = analysePulse(pressed(0.45));
        auto before = analysePulse(pressed(0.6, 700));
        fillTrace();
        fillBeat(today);
        fillSites(today);
        bar.setRange(40, 240);
        bar.setPressure(92, u"gf"_s);
        bar.setBest(today.depth.best.value_or(0) * 0.1);
        bar.setTarget(qMakePair(125.0, 150.0));
        depth.setCurve(today.depth, grams);
        depth.setEarlier({{u"2026-05-02"_s, before.depth}});
        tachogram.setBeats(today.beats, today.rateHz, today.rhythm);
        quality.setQuality(64, PulseText::advice(u"press_lighter"_s));
    }
};

} // namespace

class PulsePaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everyPartIsFilledAndNamed_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (const auto &language : {u"zh"_s, u"en"_s})
            for (const bool dark : {false, true})
                for (const auto size : {QSize(1232, 640), QSize(1872, 900)}) // a window without its frame
                    QTest::addRow("%s-%s-%d", qPrintable(language), dark ? "dark" : "light", size.width())
                        << language << dark << size;
    }

    void everyPartIsFilledAndNamed()
    {
        QFETCH(QString, language);
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        theme::apply(*qApp, dark);
        Translations translations;
        QVERIFY(translations.use(language));
        Pane empty;
        Pane pane;
        pane.fill();
        for (auto *each : {&empty, &pane}) {
            each->page.resize(size);
            each->page.show();
        }
        QVERIFY(QTest::qWaitForWindowExposed(&pane.page));
        pane.beat.setFocus();
        if (const auto folder = qEnvironmentVariable("SHOTS"); !folder.isEmpty()) {
            const auto name = QString::fromUtf8(QTest::currentDataTag());
            QVERIFY(pane.page.grab().save(folder + u"/pane-"_s + name + u".png"_s));
            pane.trace.setFrozen(true);
            pane.trace.setFocus();
            QTest::keyClick(&pane.trace, Qt::Key_Left, Qt::ShiftModifier);
            pane.beat.setNormalised(true);
            pane.bar.setPressure(180, u"gf"_s);
            pane.quality.setQuality(88);
            pane.depth.setCurve(analysePulse(pressed(1.3)).depth, {});
            pane.trace.setScale({});
            pane.beat.setUnit(u"1"_s);
            QVERIFY(empty.page.grab().save(folder + u"/pane-"_s + name + u"-empty.png"_s));
            QVERIFY(pane.page.grab().save(folder + u"/pane-"_s + name + u"-frozen.png"_s));
        }
        const QList<std::pair<QWidget *, QWidget *>> parts{
            {&pane.trace, &empty.trace},         {&pane.bar, &empty.bar},
            {&pane.beat, &empty.beat},           {&pane.depth, &empty.depth},
            {&pane.tachogram, &empty.tachogram}, {&pane.quality, &empty.quality},
            {&pane.sites, &empty.sites}};
        for (const auto &[full, bare] : parts) {
            QVERIFY2(full->grab().toImage() != bare->grab().toImage(), qPrintable(full->objectName()));
            QVERIFY(full->width() >= full->minimumSizeHint().width());
            QVERIFY(full->height() >= full->minimumSizeHint().height());
            if (full == &pane.sites)
                continue; // its cells have names
            QVERIFY2(!full->accessibleName().isEmpty(), qPrintable(full->objectName()));
            QVERIFY2(full->accessibleName() != bare->accessibleName(), qPrintable(full->objectName()));
        }
        const auto cell = pane.sites.cell(u"L.chi"_s)->accessibleName();
        QVERIFY2(cell.contains(language == u"zh" ? u"浮：有效"_s : u"floating 浮: counts"_s), qPrintable(cell));
    }

    void cleanupTestCase() { theme::apply(*qApp, false); }
};

SIZHEN_WINDOW_TEST(PulsePaneTest)
#include "pulsepane_test.moc"
