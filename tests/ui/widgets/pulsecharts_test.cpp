// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsechart.h"
#include "ui/widgets/pulsedepthview.h"
#include "ui/widgets/pulsehand.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsequalitybar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetachogram.h"

#include <QApplication>
#include <QPainter>
#include <QTest>

#include <array>
#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

using Matrix = std::array<std::array<double, 3>, 3>;
// Complete protanopia and deuteranopia in linear RGB (Machado, Oliveira and Fernandes 2009).
constexpr Matrix noRed{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix noGreen{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix all{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

std::array<double, 3> labSeenBy(const Matrix &eye, const QColor &colour)
{
    const auto linear
        = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    const std::array<double, 3> rgb{linear(colour.redF()), linear(colour.greenF()), linear(colour.blueF())};
    std::array<double, 3> seen{};
    for (std::size_t row = 0; row < 3; ++row)
        for (std::size_t i = 0; i < 3; ++i)
            seen[row] += eye[row][i] * rgb[i];
    for (auto &part : seen)
        part = std::clamp(part, 0.0, 1.0);
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.95047);
    const double y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
    const double z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double apart(const Matrix &eye, const QColor &one, const QColor &other)
{
    const auto a = labSeenBy(eye, one);
    const auto b = labSeenBy(eye, other);
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

PulseAnalysis analysisOf(SynthPulse pulse, double seconds = 40)
{
    PulseSignal signal;
    signal.samples = pulse.samples(seconds);
    signal.rateHz = pulse.rateHz;
    return analysePulse(signal);
}

DepthCurve curveWith(bool bracketed)
{
    DepthCurve curve;
    for (int i = 0; i < 8; ++i)
        curve.points.append({500.0 + i * 200, bracketed ? 20 - std::pow(i - 4, 2) : 4.0 + 2 * i});
    curve.lightest = 500;
    curve.deepest = 1900;
    curve.best = bracketed ? 1300 : 1900;
    curve.bestFrom = *curve.best - 100;
    curve.bestTo = bracketed ? 1400 : 1900;
    curve.bracketed = bracketed;
    return curve;
}

template <typename Widget>
QImage pictured(Widget &widget, const QSize &size)
{
    widget.resize(size);
    return widget.grab().toImage();
}

} // namespace

class PulseChartsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { theme::apply(*qApp, false); }

    // 20 is ten times what two patches side by side need to be told apart.
    void twoPhysiciansAreToldApartWithoutRedOrGreen_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void twoPhysiciansAreToldApartWithoutRedOrGreen()
    {
        QFETCH(bool, dark);
        const QList<theme::Role> lines{theme::Role::Mine, theme::Role::Partners, theme::Role::Accent,
                                       theme::Role::Border, theme::Role::Surface};
        for (const auto *eye : {&all, &noRed, &noGreen})
            for (qsizetype i = 0; i < lines.size(); ++i)
                for (qsizetype k = i + 1; k < lines.size(); ++k) {
                    if (lines[i] == theme::Role::Accent && lines[k] == theme::Role::Border)
                        continue; // good and poor beats: an older choice, and said in words, too
                    const auto distance = apart(*eye, theme::color(lines[i], dark), theme::color(lines[k], dark));
                    QVERIFY2(distance > 20, qPrintable(u"%1 %2: %3"_s.arg(i).arg(k).arg(distance)));
                }
    }

    void theirShapesDiffer()
    {
        QList<QImage> shapes;
        for (const auto hand : {PulseHand::Mine, PulseHand::Partners, PulseHand::Machine}) {
            QImage image(40, 40, QImage::Format_RGB32);
            image.fill(theme::color(theme::Role::Surface));
            QPainter painter(&image);
            PulseHands::draw(painter, {20, 20}, 10, hand);
            painter.end();
            QImage ink(image.size(), QImage::Format_Mono); // the shape without its colour
            for (int y = 0; y < 40; ++y)
                for (int x = 0; x < 40; ++x)
                    ink.setPixel(x, y, image.pixelColor(x, y).lightness() < 200 ? 1 : 0);
            shapes.append(ink);
        }
        const auto different = [](const QImage &one, const QImage &other) {
            int count = 0;
            for (int y = 0; y < 40; ++y)
                for (int x = 0; x < 40; ++x)
                    count += one.pixelIndex(x, y) != other.pixelIndex(x, y) ? 1 : 0;
            return count;
        };
        QVERIFY(different(shapes[0], shapes[1]) > 60);
        QVERIFY(different(shapes[0], shapes[2]) > 60);
        QVERIFY(different(shapes[1], shapes[2]) > 60);
    }

    void stepsAreRoundNumbers()
    {
        QCOMPARE(evenSteps(0, 10, 5), (QVector<double>{0, 2, 4, 6, 8, 10}));
        QCOMPARE(evenSteps(-3, 4, 4), (QVector<double>{-2, 0, 2, 4}));
        QVERIFY(evenSteps(5, 5, 4).isEmpty());
        QVERIFY(evenSteps(1e17, 1e17 + 32, 5).size() <= 6); // comes to an end
        QCOMPARE(stepText(0.5, {0, 0.5}), QLocale().toString(0.5, 'f', 1));
    }

    void theWayToTheTargetIsSaid()
    {
        PulsePressureBar bar;
        bar.setRange(40, 240);
        QCOMPARE(bar.way(), PulsePressureBar::Way::None);
        bar.setTarget(qMakePair(120.0, 150.0));
        bar.setPressure(90, u"gf"_s);
        QCOMPARE(bar.way(), PulsePressureBar::Way::More);
        QCOMPARE(bar.fraction(), 0.25); // of the range that was given, not of what was pressed so far
        QVERIFY2(bar.accessibleName().contains(u"press more"_s), qPrintable(bar.accessibleName()));
        const auto more = pictured(bar, {600, 70});
        bar.setPressure(130, u"gf"_s);
        QCOMPARE(bar.way(), PulsePressureBar::Way::Hold);
        bar.setPressure(400, u"gf"_s);
        QCOMPARE(bar.way(), PulsePressureBar::Way::Lighter);
        QCOMPARE(bar.fraction(), 1.0);
        QVERIFY(pictured(bar, {600, 70}) != more);
        bar.setTarget(std::nullopt);
        QCOMPARE(bar.way(), PulsePressureBar::Way::None);
        QVERIFY(bar.wayWords().isEmpty());
    }

    void aTargetAtEitherEndIsDrawnInside()
    {
        for (const auto &target : {qMakePair(0.0, 45.0), qMakePair(235.0, 900.0)}) {
            PulsePressureBar bar;
            bar.setRange(40, 240);
            bar.setPressure(140, u"gf"_s);
            const auto bare = pictured(bar, {300, 70});
            bar.setTarget(target);
            QVERIFY(pictured(bar, {300, 70}) != bare);
        }
    }

    void whatIsNotBracketedIsSaidInWords()
    {
        const PulseScale grams{u"gf"_s, 1, u"gf"_s, 0.1, {}};
        PulseDepthView view;
        QVERIFY(view.words().contains(u"No pressure"_s));
        const auto empty = pictured(view, {320, 180});
        view.setCurve(curveWith(true), grams);
        QVERIFY2(view.words().contains(u"130 gf"_s), qPrintable(view.words())); // counts times the scale
        QCOMPARE(view.accessibleName().contains(view.words()), true);
        const auto bracketed = pictured(view, {320, 180});
        QVERIFY(bracketed != empty);
        view.setCurve(curveWith(false), grams);
        QVERIFY(view.words().startsWith(u"Not bracketed"_s));
        QVERIFY(pictured(view, {320, 180}) != bracketed);
        view.setCurve(curveWith(true), grams, {{500, 3}, {1300, 21}, {1900, 9}});
        QVERIFY(pictured(view, {320, 180}) != bracketed); // the fit is drawn
        view.setEarlier({{u"2026-05-02"_s, curveWith(true)}});
        (void)pictured(view, {200, 130});
    }

    // In a narrow pane, too: what an earlier visit is called touches nothing that was measured.
    void anEarlierVisitsNameStandsAboveTheCurves()
    {
        const PulseScale grams{u"gf"_s, 1, u"gf"_s, 0.1, {}};
        for (const auto &size : {QSize(220, 190), QSize(380, 190), QSize(700, 260)}) {
            PulseDepthView view;
            view.setCurve(curveWith(true), grams);
            view.setEarlier({{u"2026-05-02"_s, curveWith(true)}, {u"2026-04-02"_s, curveWith(false)}});
            const auto one = pictured(view, size);
            view.setEarlier({{u"2025-05-12"_s, curveWith(true)}, {u"2025-04-12"_s, curveWith(false)}});
            const auto other = pictured(view, size);
            QVERIFY(one != other);
            int lowest = 0;
            for (int y = 0; y < one.height(); ++y)
                for (int x = 0; x < one.width(); ++x)
                    if (one.pixel(x, y) != other.pixel(x, y))
                        lowest = y;
            // Sentence in two lines, the names, and then the plot.
            const int line = QFontMetrics(theme::font(theme::Type::Small)).height();
            QVERIFY2(lowest < 3 * line + theme::gap, qPrintable(QString::number(lowest)));
        }
    }

    void everyPauseIsMarked()
    {
        SynthPulse pulse;
        pulse.pauseEvery = 7;
        const auto analysis = analysisOf(pulse);
        QVERIFY(analysis.rhythm.pauseAfter.size() >= 3);
        PulseTachogram view;
        const auto empty = pictured(view, {320, 140});
        view.setBeats(analysis.beats, analysis.rateHz, analysis.rhythm);
        QCOMPARE(view.pauses(), int(analysis.rhythm.pauseAfter.size()));
        QVERIFY(view.accessibleName().contains(u"pauses"_s));
        QVERIFY(pictured(view, {320, 140}) != empty);
        view.clear();
        QCOMPARE(view.intervals(), 0);
        QCOMPARE(pictured(view, {320, 140}), empty);
    }

    void aBeatThatIsNoneBreaksTheLine()
    {
        auto analysis = analysisOf({});
        PulseTachogram view;
        view.setBeats(analysis.beats, analysis.rateHz, analysis.rhythm);
        const auto before = view.intervals();
        analysis.beats[5].quality = 0;
        view.setBeats(analysis.beats, analysis.rateHz, analysis.rhythm);
        QCOMPARE(view.intervals(), before - 2);
        view.setBeats({}, 500, {});
        view.setBeats(analysis.beats.mid(0, 1), 500, {});
        QCOMPARE(view.intervals(), 0);
    }

    void qualityIsAShapeAndAWordBeforeAColour()
    {
        PulseQualityBar bar;
        QVERIFY(!bar.accepted());
        bar.setQuality(70);
        QVERIFY(bar.accepted());
        const auto good = pictured(bar, {320, 80});
        bar.setQuality(69, u"Press lighter."_s);
        QVERIFY(!bar.accepted());
        QVERIFY(bar.accessibleName().contains(u"Press lighter."_s));
        const auto poor = pictured(bar, {320, 80});
        const auto ink = [](const QImage &image) { // what is left without colours
            int dark = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width() / 2; ++x)
                    dark += qGray(image.pixel(x, y)) < 140 ? 1 : 0;
            return dark;
        };
        QVERIFY(ink(good) > ink(poor) * 3 / 2); // full against hatched
        bar.setQuality(400);
        QVERIFY(bar.accessibleName().contains(u"100 of 100"_s));
        bar.setQuality(std::nullopt);
        QVERIFY(!bar.accessibleName().contains(QRegularExpression(u"\\d"_s)));
    }

    void aCellTellsItsThreeDepths()
    {
        using Level = PulseSiteState::Level;
        PulseSiteCell cell(u"L.guan"_s);
        cell.setState({});
        QVERIFY(cell.levelWords().isEmpty());
        const auto open = pictured(cell, {116, 180});
        PulseSiteState state;
        state.levels = {Level::Counts, Level::Taking, Level::Failed};
        cell.setState(state);
        const auto name = cell.accessibleName();
        QVERIFY2(name.contains(u"floating 浮: counts"_s) && name.contains(u"middle 中: being taken"_s)
                     && name.contains(u"deep 沉: failed"_s),
                 qPrintable(name));
        QVERIFY(pictured(cell, {116, 180}) != open);
        (void)pictured(cell, {200, 90}); // flat
        (void)pictured(cell, {40, 30}); // too small for anything
    }
};

SIZHEN_WINDOW_TEST(PulseChartsTest)
#include "pulsecharts_test.moc"
