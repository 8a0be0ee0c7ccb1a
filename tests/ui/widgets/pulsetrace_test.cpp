// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QScreen>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double hz = 500;

QVector<qint32> pulseCounts(double seconds)
{
    SynthPulse pulse;
    pulse.rateHz = hz;
    QVector<qint32> counts;
    for (const auto value : pulse.samples(seconds))
        counts.append(qint32(std::lround(value)));
    return counts;
}

void turnWheel(QWidget &widget, int notches, Qt::KeyboardModifiers modifiers)
{
    const QPointF middle(widget.rect().center());
    QWheelEvent event(middle, widget.mapToGlobal(middle), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&widget, &event);
}

int pixelsOf(const QImage &image, const QRect &area, const QColor &colour, int tolerance = 12)
{
    int count = 0;
    for (int y = area.top(); y <= area.bottom(); ++y)
        for (int x = area.left(); x <= area.right(); ++x) {
            const auto pixel = image.pixelColor(x, y);
            count += std::abs(pixel.red() - colour.red()) + std::abs(pixel.green() - colour.green())
                        + std::abs(pixel.blue() - colour.blue())
                    <= tolerance
                ? 1
                : 0;
        }
    return count;
}

} // namespace

class PulseTraceTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<PulseTrace> m_trace;

    void play(double seconds)
    {
        m_trace->begin(u"Left guan"_s);
        const auto counts = pulseCounts(seconds);
        for (qsizetype at = 0; at < counts.size(); at += 100)
            m_trace->append({u"L.guan"_s, hz, quint64(at), counts.mid(at, 100), {}});
    }

    [[nodiscard]] double secondsBack() const
    {
        return (double(m_trace->received()) - double(m_trace->axis().end)) / hz;
    }

private Q_SLOTS:

    void init()
    {
        theme::apply(*qApp, false);
        m_trace = std::make_unique<PulseTrace>();
        m_trace->resize(900, 300);
        m_trace->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_trace.get()));
        m_trace->setFocus();
    }

    void cleanup() { m_trace.reset(); }

    void timeAndHeightAreZoomedByKeysAndWheel()
    {
        play(20);
        const auto paper = m_trace->axis().span;
        QTest::keyClick(m_trace.get(), Qt::Key_Plus);
        QCOMPARE(m_trace->millimetresPerSecond(), 50.0);
        QVERIFY(std::abs(double(m_trace->axis().span) - double(paper) / 2) <= 1);
        QTest::keyClick(m_trace.get(), Qt::Key_Minus);
        QTest::keyClick(m_trace.get(), Qt::Key_Minus);
        QCOMPARE(m_trace->millimetresPerSecond(), 12.5);
        turnWheel(*m_trace, 1, Qt::ControlModifier);
        QCOMPARE(m_trace->millimetresPerSecond(), 25.0);
        turnWheel(*m_trace, 1, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_trace->heightZoom() > 1);
        QTest::keyClick(m_trace.get(), Qt::Key_Up);
        const auto higher = m_trace->heightZoom();
        QTest::keyClick(m_trace.get(), Qt::Key_Down);
        QVERIFY(m_trace->heightZoom() < higher);
        for (int i = 0; i < 40; ++i) { // neither end is passed
            QTest::keyClick(m_trace.get(), Qt::Key_Plus);
            QTest::keyClick(m_trace.get(), Qt::Key_Up);
        }
        QVERIFY(m_trace->axis().span > 10);
        QTest::keyClick(m_trace.get(), Qt::Key_0);
        QCOMPARE(m_trace->millimetresPerSecond(), 25.0);
        QCOMPARE(m_trace->heightZoom(), 1.0);
    }

    void frozenItGoesBackAMinuteAndMore()
    {
        play(100);
        m_trace->setFrozen(true);
        QCOMPARE(secondsBack(), 0.0);
        turnWheel(*m_trace, 1, Qt::NoModifier);
        QVERIFY(secondsBack() > 0);
        for (int i = 0; i < 8; ++i)
            QTest::keyClick(m_trace.get(), Qt::Key_PageUp);
        QVERIFY2(secondsBack() >= 60, qPrintable(QString::number(secondsBack())));
        const auto there = m_trace->axis().end;
        play(1); // another run begins; what is looked at stays
        m_trace->setFrozen(true);
        QVERIFY(m_trace->axis().end != there);
        m_trace->setFrozen(false);
        QVERIFY(m_trace->axis().sweep);
    }

    void whatComesMeanwhileDoesNotMoveThePage()
    {
        play(70);
        m_trace->setFrozen(true);
        QTest::keyClick(m_trace.get(), Qt::Key_Home);
        QCOMPARE(m_trace->cursor(), quint64(0));
        const auto before = m_trace->grab().toImage();
        const auto more = pulseCounts(130);
        m_trace->append({u"L.guan"_s, hz, m_trace->received(), more, {}}); // longer than all that is kept
        QCOMPARE(m_trace->cursor(), quint64(0));
        QCOMPARE(m_trace->grab().toImage(), before);
    }

    void theMouseDragsThePage()
    {
        play(60);
        m_trace->setFrozen(true);
        QSignalSpy placed(m_trace.get(), &PulseTrace::markPlaced);
        const QPoint from(200, 150);
        QTest::mousePress(m_trace.get(), Qt::LeftButton, {}, from);
        for (int x = 220; x <= 600; x += 20) {
            QMouseEvent move(QEvent::MouseMove, QPointF(x, 150), m_trace->mapToGlobal(QPointF(x, 150)), Qt::NoButton,
                             Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(m_trace.get(), &move);
        }
        QTest::mouseRelease(m_trace.get(), Qt::LeftButton, {}, {600, 150});
        const double moved = 400.0 / m_trace->axis().width * double(m_trace->axis().span) / hz;
        QVERIFY(std::abs(secondsBack() - moved) < 0.05);
        QCOMPARE(placed.count(), 0); // a drag points at nothing
    }

    void aMarkIsPlacedByClickAndByEnter()
    {
        play(30);
        QSignalSpy placed(m_trace.get(), &PulseTrace::markPlaced);
        QTest::mouseClick(m_trace.get(), Qt::LeftButton, {}, {300, 100});
        QTest::keyClick(m_trace.get(), Qt::Key_Return);
        QCOMPARE(placed.count(), 0); // while it runs there is no place to point at
        m_trace->setFrozen(true);
        QTest::mouseClick(m_trace.get(), Qt::LeftButton, {}, {300, 100});
        QCOMPARE(placed.count(), 1);
        const auto sample = placed[0][0].toULongLong();
        QVERIFY(std::abs(m_trace->axis().x(double(sample)) - 300) <= 1);
        QCOMPARE(m_trace->cursor(), sample);
        QTest::keyClick(m_trace.get(), Qt::Key_Left, Qt::ShiftModifier);
        QTest::keyClick(m_trace.get(), Qt::Key_Enter);
        QCOMPARE(placed.count(), 2);
        QCOMPARE(placed[1][0].toULongLong(), sample - 100); // a fifth of a second
        QVERIFY(!m_trace->accessibleDescription().isEmpty());
        QTest::mouseClick(m_trace.get(), Qt::LeftButton, {}, {m_trace->width() - 5, 100}); // on the numbers
        QCOMPARE(placed.count(), 2);
    }

    void nothingIsMarkedWhereNothingCame()
    {
        m_trace->begin({});
        m_trace->append({u"L.guan"_s, hz, 0, pulseCounts(1), {}});
        m_trace->setFrozen(true);
        QSignalSpy placed(m_trace.get(), &PulseTrace::markPlaced);
        QTest::mouseClick(m_trace.get(), Qt::LeftButton, {}, {20, 100}); // before the first sample
        QCOMPARE(placed.count(), 0);
        PulseTrace untouched;
        untouched.setFrozen(true);
        QSignalSpy never(&untouched, &PulseTrace::markPlaced);
        for (const auto key : {Qt::Key_Return, Qt::Key_Left, Qt::Key_PageUp, Qt::Key_Home, Qt::Key_Plus})
            QTest::keyClick(&untouched, key);
        QCOMPARE(never.count(), 0);
    }

    void marksOfBothPhysiciansAreSeenAndExplained()
    {
        play(30);
        m_trace->setFrozen(true);
        m_trace->clearFocus();
        const auto bare = m_trace->grab().toImage();
        const auto mine = m_trace->received() - 1500;
        const auto theirs = m_trace->received() - 700;
        m_trace->setMarks({{mine, PulseHand::Mine, u"?"_s}, {theirs, PulseHand::Partners, {}}});
        const auto image = m_trace->grab().toImage();
        for (const auto &[sample, hand] : {std::pair(mine, PulseHand::Mine), {theirs, PulseHand::Partners}}) {
            const auto colour = theme::color(PulseHands::role(hand));
            const int x = int(m_trace->axis().x(double(sample)));
            const QRect around(x - 8, theme::gapSection, 17, image.height() - 2 * theme::gapSection);
            QVERIFY(pixelsOf(image, around, colour) > 40);
            QCOMPARE(pixelsOf(bare, around, colour), 0);
            const QRect head(image.width() / 4, 0, image.width() * 3 / 4, theme::gapSection - 1);
            QVERIFY(pixelsOf(image, head, colour) > 15); // its shape in the legend
            QCOMPARE(pixelsOf(bare, head, colour), 0);
        }
        m_trace->setMarks({});
        QCOMPARE(m_trace->grab().toImage(), bare);
    }

    void aStretchThatCountsIsShadedAndOneThatDoesNotIsHatched()
    {
        play(30);
        m_trace->setFrozen(true);
        const auto end = m_trace->received();
        m_trace->setStretches({{end - 2500, end - 1500, u"deep"_s, true}, {end - 1000, end - 200, u"middle"_s, false}});
        const auto image = m_trace->grab().toImage();
        const auto surface = theme::color(theme::Role::Surface);
        const auto ground = [&](quint64 from, quint64 to) {
            const int left = int(m_trace->axis().x(double(from))) + 4;
            const int right = int(m_trace->axis().x(double(to))) - 4;
            const QRect area(left, image.height() / 4, right - left, image.height() / 4);
            return double(pixelsOf(image, area, surface, 3)) / (area.width() * area.height());
        };
        QVERIFY(ground(end - 2500, end - 1500) < 0.05); // all of it
        const auto hatched = ground(end - 1000, end - 200);
        QVERIFY2(hatched > 0.4 && hatched < 0.95, qPrintable(QString::number(hatched)));
        QVERIFY(ground(end - 1500, end - 1000) > 0.6); // and nothing between them
    }

    // While the pulse comes only a strip is painted again: it must show what a whole picture shows.
    void paintingStripByStripGivesTheWholePicture()
    {
        const auto counts = pulseCounts(40);
        m_trace->begin(u"Left guan"_s);
        m_trace->append({u"L.guan"_s, hz, 0, counts.mid(0, 6000), {}}); // more than a sweep: the height is known
        m_trace->setMarks({{5200, PulseHand::Mine, u"x"_s}});
        m_trace->setStretches({{4800, 6600, u"deep"_s, true}});
        QTRY_VERIFY(!m_trace->grab().isNull());
        for (quint64 at = 6000; at < 9000; at += 20) {
            if (at == 7400)
                continue; // a gap
            m_trace->append({u"L.guan"_s, hz, at, counts.mid(qsizetype(at), 20), {}});
            QCoreApplication::processEvents();
        }
        auto *window = m_trace->windowHandle();
        const auto glass
            = window->screen()->grabWindow(m_trace->winId()).toImage().convertToFormat(QImage::Format_RGB32);
        const auto whole = m_trace->grab().toImage().convertToFormat(QImage::Format_RGB32);
        QCOMPARE(glass.size(), whole.size());
        int different = 0;
        for (int y = 0; y < whole.height(); ++y)
            for (int x = 0; x < whole.width(); ++x)
                different += glass.pixel(x, y) != whole.pixel(x, y) ? 1 : 0;
        QCOMPARE(different, 0);
    }

    void theUnitStandsBesideTheScale()
    {
        play(10);
        const auto counts = m_trace->grab().toImage();
        m_trace->setScale({u"mm[Hg]"_s, 0.1, u"1"_s, 1, {}});
        QVERIFY(m_trace->grab().toImage() != counts);
        m_trace->setFrozen(true);
        QTest::keyClick(m_trace.get(), Qt::Key_Left);
        QVERIFY2(m_trace->accessibleDescription().contains(u"mmHg"_s), qPrintable(m_trace->accessibleDescription()));
    }
};

SIZHEN_WINDOW_TEST(PulseTraceTest)
#include "pulsetrace_test.moc"
