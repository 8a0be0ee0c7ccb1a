// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsenumbers.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

PulseBlock block(quint64 first, const QVector<qint32> &pulse, double rateHz = 100)
{
    return {u"L.cun"_s, rateHz, first, pulse, {}};
}

PulseAnalysis synthetic()
{
    SynthPulse pulse;
    PulseSignal signal;
    signal.samples = pulse.samples(30);
    signal.rateHz = pulse.rateHz;
    return analysePulse(signal);
}

// Whether any pixel of the column is (nearly) this colour.
bool has(const QImage &image, int x, const QColor &colour)
{
    for (int y = theme::gapSection + 2; y < image.height() - 2; ++y) {
        const auto pixel = image.pixelColor(x, y);
        if (qAbs(pixel.red() - colour.red()) + qAbs(pixel.green() - colour.green()) + qAbs(pixel.blue() - colour.blue())
            < 40)
            return true;
    }
    return false;
}

} // namespace

class PulseWidgetsTest : public QObject
{
    Q_OBJECT

    static QImage seen(QWidget &widget) { return widget.grab().toImage(); }

private Q_SLOTS:

    void initTestCase() { theme::apply(*qApp, false); }

    void aGapIsDrawnAsAGap()
    {
        PulseTrace trace;
        trace.resize(800, 240);
        trace.begin(u"Left cun"_s);
        QVector<qint32> wave;
        for (int i = 0; i < 100; ++i)
            wave.append(i % 20 * 50);
        trace.append(block(0, wave));
        trace.append(block(200, wave)); // the second of four is missing
        QCOMPARE(trace.missing(), 100);
        QCOMPARE(trace.received(), quint64(300));
        const auto image = seen(trace);
        const double perSecond = trace.logicalDpiX() / 25.4 * 25;
        const auto line = theme::color(theme::Role::Accent);
        const auto touched = [&](double from, double to) {
            int count = 0;
            for (int x = int(from * perSecond); x < int(to * perSecond); ++x)
                count += has(image, x, line) ? 1 : 0;
            return double(count) / ((to - from) * perSecond);
        };
        QVERIFY(touched(0.1, 0.9) > 0.95);
        QCOMPARE(touched(1.1, 1.9), 0.0);
        QVERIFY(touched(2.1, 2.9) > 0.95);
    }

    void aSpikeOfOneSampleIsNotLost()
    {
        PulseTrace trace;
        trace.resize(800, 240);
        trace.begin({});
        QVector<qint32> wave(4000, 0);
        wave[2001] = 1000; // one of 1000 Hz: a tenth of a pixel wide
        trace.append(block(0, wave, 1000));
        const auto image = seen(trace);
        const auto line = theme::color(theme::Role::Accent);
        int high = 0;
        for (int x = 0; x < image.width(); ++x)
            for (int y = theme::gapSection + 2; y < image.height() / 2; ++y) {
                const auto pixel = image.pixelColor(x, y);
                high += qAbs(pixel.red() - line.red()) + qAbs(pixel.green() - line.green()) < 60 ? 1 : 0;
            }
        QVERIFY(high > 20);
    }

    void frozenItStandsStillAndForgetsNothing()
    {
        PulseTrace trace;
        trace.resize(800, 240);
        trace.begin(u"x"_s);
        trace.append(block(0, QVector<qint32>(50, 3)));
        trace.append(block(50, {1, 9, 1, 9, 1, 9}));
        trace.setFrozen(true);
        const auto before = seen(trace);
        trace.append(block(56, QVector<qint32>(40, 5)));
        QCOMPARE(trace.received(), quint64(96));
        trace.setFrozen(false);
        QVERIFY(seen(trace) != before);
    }

    void poorBeatsAreGreyed()
    {
        PulseTrace trace;
        trace.resize(800, 240);
        trace.begin({});
        QVector<qint32> wave;
        for (int i = 0; i < 300; ++i)
            wave.append(i % 20 * 50);
        trace.append(block(0, wave));
        trace.markPoor(0, 250);
        const auto image = seen(trace);
        const int x = int(1.5 * trace.logicalDpiX() / 25.4 * 25);
        QVERIFY(!has(image, x, theme::color(theme::Role::Accent)));
        QVERIFY(has(image, x, theme::color(theme::Role::Border)));
    }

    void anotherRunStartsTheSweepAnew()
    {
        PulseTrace trace;
        trace.resize(800, 240);
        trace.begin({});
        trace.append(block(500, QVector<qint32>(100, 1)));
        trace.append(block(0, QVector<qint32>(10, 1)));
        QCOMPARE(trace.received(), quint64(10));
        trace.append(block(10, QVector<qint32>(10, 1), 500)); // another rate
        QCOMPARE(trace.received(), quint64(20));
        trace.append(block(quint64(1) << 39, {1, 2, 3}, 500)); // a jump over hours must not take hours
        QCOMPARE(trace.received(), (quint64(1) << 39) + 3);
        (void)seen(trace);
    }

    void aFramePaintsInTimeForSixtyASecond()
    {
        PulseTrace trace;
        trace.resize(1000, 300);
        trace.begin({});
        SynthPulse pulse;
        pulse.rateHz = 1000;
        QVector<qint32> wave;
        for (const auto value : pulse.samples(12))
            wave.append(qint32(value));
        trace.append(block(0, wave, 1000));
        QImage image(trace.size(), QImage::Format_ARGB32_Premultiplied);
        qint64 best = INT_MAX;
        for (int i = 0; i < 30; ++i) {
            QElapsedTimer timer;
            timer.start();
            trace.render(&image);
            best = std::min(best, timer.nsecsElapsed());
        }
        QVERIFY2(best < 16'000'000, qPrintable(QString::number(double(best) / 1e6)));
    }

    void sixPlacesInTheOrderOfTaking()
    {
        PulseSiteGrid grid;
        QCOMPARE(grid.nextOpen(), pulseSites().first());
        PulseSiteState good;
        good.kind = PulseSiteState::Kind::Good;
        PulseSiteState poor;
        poor.kind = PulseSiteState::Kind::Poor;
        grid.setState(pulseSites()[0], poor);
        QCOMPARE(grid.nextOpen(), pulseSites()[1]); // untouched ones first, then the poor
        for (const auto &site : pulseSites().mid(1))
            grid.setState(site, good);
        QCOMPARE(grid.nextOpen(), pulseSites()[0]);
        grid.setState(pulseSites()[0], good);
        QVERIFY(grid.nextOpen().isEmpty());
        QVERIFY(grid.cell(u"L.cun"_s)->accessibleName().contains(u"good"_s));
    }

    void arrowsGoFromPlaceToPlace()
    {
        PulseSiteGrid grid;
        grid.resize(300, 500);
        grid.show();
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QSignalSpy chosen(&grid, &PulseSiteGrid::siteChosen);
        grid.cell(u"L.guan"_s)->setFocus();
        QTest::keyClick(grid.cell(u"L.guan"_s), Qt::Key_Down);
        QCOMPARE(grid.current(), u"L.chi"_s);
        QTest::keyClick(grid.cell(u"L.chi"_s), Qt::Key_Right);
        QCOMPARE(grid.current(), u"R.chi"_s);
        QTest::keyClick(grid.cell(u"R.chi"_s), Qt::Key_Down); // the last one stays
        QCOMPARE(grid.current(), u"R.chi"_s);
        QCOMPARE(chosen.count(), 3);
    }

    void depthIsAFractionOfThisPatientsRange()
    {
        PulsePressureBar bar;
        bar.setPressure(40, u"gf"_s);
        QCOMPARE(bar.fraction(), 0.0);
        bar.setPressure(240, u"gf"_s);
        QCOMPARE(bar.fraction(), 1.0);
        bar.setPressure(90, u"gf"_s);
        QCOMPARE(bar.fraction(), 0.25);
        bar.resize(500, 60);
        bar.setBest(120);
        (void)seen(bar);
        bar.clear();
        bar.setPressure(500, u"gf"_s); // another place, another range
        QCOMPARE(bar.fraction(), 0.0);
    }

    void numbersThatCannotBeHadSaySo()
    {
        PulseNumbers numbers;
        numbers.setAnalysis(PulseAnalysis{});
        const auto words = numbers.findChild<QLabel *>(u"pulse.rate"_s)->text();
        QVERIFY(!words.contains(QRegularExpression(u"\\d"_s)));
        numbers.setAnalysis(synthetic());
        QVERIFY(numbers.findChild<QLabel *>(u"pulse.rate"_s)->text().contains(u"72"_s));
        QVERIFY(numbers.findChild<QLabel *>(u"pulse.t.period"_s)->text().contains(u"833"_s));
        numbers.setAnalysis(std::nullopt);
        QCOMPARE(numbers.findChild<QLabel *>(u"pulse.t.period"_s)->text(), u"–"_s);
    }

    void everyAdviceAndReasonHasWords()
    {
        for (const auto &advice : {u"reconnect"_s, u"no_contact"_s, u"press_lighter"_s, u"hold_still"_s, u"longer"_s})
            QVERIFY(!PulseText::advice(advice).isEmpty());
        QVERIFY(PulseText::advice({}).isEmpty());
        for (const auto &parameter : synthetic().parameters)
            if (!parameter.value)
                QVERIFY(!PulseText::why(parameter.why).isEmpty());
        for (const auto &site : pulseSites())
            QVERIFY(PulseText::site(site) != site);
    }

    void theBeatIsDrawnWithItsMarksOrSaysWhyNot()
    {
        PulseBeatView view;
        view.resize(320, 260);
        view.setBeat(std::nullopt, u"needs ten"_s);
        QCOMPARE(view.accessibleName(), u"needs ten"_s);
        const auto empty = seen(view);
        view.setBeat(synthetic().average, {});
        QVERIFY(seen(view) != empty);
        QVERIFY(view.accessibleName() != u"needs ten"_s);
    }
};

SIZHEN_WINDOW_TEST(PulseWidgetsTest)
#include "pulsewidgets_test.moc"
