// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/synthpulse.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebeatview.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

AverageBeat beatOf(double perMinute, double height = 1000, double tidal = 0.45)
{
    SynthPulse pulse;
    pulse.perMinute = perMinute;
    pulse.height = height;
    pulse.tidal = tidal;
    PulseSignal signal;
    signal.samples = pulse.samples(30);
    signal.rateHz = pulse.rateHz;
    return analysePulse(signal).average.value();
}

} // namespace

class PulseBeatViewTest final : public QObject
{
    Q_OBJECT

    struct Page {
        QWidget widget;
        QLineEdit before;
        PulseBeatView view;
        QLineEdit after;

        Page()
        {
            auto *column = new QVBoxLayout(&widget);
            column->addWidget(&before);
            column->addWidget(&view);
            column->addWidget(&after);
            widget.resize(420, 420);
        }
    };

    std::unique_ptr<Page> m_page;
    AverageBeat m_beat;

    [[nodiscard]] PulseBeatView &view() { return m_page->view; }

    static void drag(PulseBeatView &view, const QPoint &from, const QPoint &to)
    {
        QTest::mousePress(&view, Qt::LeftButton, {}, from);
        QMouseEvent move(QEvent::MouseMove, QPointF(to), view.mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(&view, &move);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
    }

private Q_SLOTS:

    void initTestCase() { m_beat = beatOf(72); }

    void init()
    {
        theme::apply(*qApp, false);
        m_page = std::make_unique<Page>();
        view().setBeat(m_beat, {});
        m_page->widget.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_page->widget));
    }

    void cleanup() { m_page.reset(); }

    void theNumbersAreThoseOfTheAnalysis()
    {
        SynthPulse pulse;
        PulseSignal signal;
        signal.samples = pulse.samples(30);
        signal.rateHz = pulse.rateHz;
        const auto analysis = analysePulse(signal);
        const PulseBeatMarks marks(*analysis.average);
        const auto near = [&](const QString &id, double value, double within) {
            const auto *parameter = analysis.parameter(id);
            return parameter && parameter->value && std::abs(*parameter->value - value) <= within;
        };
        QVERIFY(near(u"h1.footLine"_s, marks.heightAt(*marks.valid(u"sp"_s)), 15));
        QVERIFY(near(u"t1.mainPeak"_s, marks.msFromFoot(*marks.valid(u"sp"_s)) / 1000, 0.006));
        QVERIFY(near(u"t4.notch"_s, marks.msFromFoot(*marks.valid(u"notch"_s)) / 1000, 0.008));
        QVERIFY(near(u"w1.upperThird"_s,
                     (*marks.valid(u"w_to"_s) - *marks.valid(u"w_from"_s)) / analysis.average->rateHz, 0.006));
        QVERIFY(marks.words(u"notch"_s, u"1"_s).contains(u"t5"_s));
    }

    void tabWalksOverTheMarksAndOut()
    {
        m_page->before.setFocus();
        QTest::keyClick(&m_page->before, Qt::Key_Tab);
        QVERIFY(view().hasFocus());
        QStringList seen;
        while (view().hasFocus() && seen.size() < 20) {
            seen.append(view().selected());
            QTest::keyClick(&view(), Qt::Key_Tab);
        }
        QCOMPARE(seen, PulseBeatMarks::keys());
        QVERIFY(m_page->after.hasFocus()); // nobody is caught in it
        QTest::keyClick(&m_page->after, Qt::Key_Backtab);
        QVERIFY(view().hasFocus());
        QCOMPARE(view().selected(), PulseBeatMarks::keys().last());
    }

    void arrowsMoveAMarkAndDeleteGoesBack()
    {
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        QSignalSpy reset(&view(), &PulseBeatView::markReset);
        view().setFocus();
        view().select(u"notch"_s);
        const auto machine = *view().marks().machine(u"notch"_s);
        QTest::keyClick(&view(), Qt::Key_Right);
        QCOMPARE(moved.last()[0].toString(), u"notch"_s);
        QCOMPARE(moved.last()[1].toDouble(), machine + 1);
        QTest::keyClick(&view(), Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(moved.last()[1].toDouble(), machine - 4);
        QCOMPARE(*view().marks().machine(u"notch"_s), machine); // the machine's stays
        QVERIFY(view().accessibleDescription().contains(u"h4"_s));
        QTest::keyClick(&view(), Qt::Key_Delete);
        QCOMPARE(reset.count(), 1);
        QCOMPARE(*view().marks().valid(u"notch"_s), machine);
        QTest::keyClick(&view(), Qt::Key_Delete); // nothing of mine is left
        QCOMPARE(reset.count(), 1);
    }

    void theMouseMovesAMarkOnce()
    {
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        for (const auto &key : {u"sp"_s, u"notch"_s, u"w_to"_s, u"next"_s, u"on"_s}) {
            const auto from = view().markPlace(key).toPoint();
            const int by = key == u"next" ? -30 : 25;
            drag(view(), from, from + QPoint(by, 3));
            QCOMPARE(view().selected(), key);
            QCOMPARE(moved.last()[0].toString(), key);
            QVERIFY(std::abs(view().markPlace(key).x() - (from.x() + by)) < 1);
        }
        QCOMPARE(moved.count(), 5);
        drag(view(), {5, 5}, {60, 60}); // not at a mark
        QTest::mouseClick(&view(), Qt::LeftButton, {}, view().markPlace(u"notch"_s).toPoint()); // chosen, not moved
        QCOMPARE(moved.count(), 5);
    }

    void aMarkNeverLeavesTheBeat()
    {
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        const auto from = view().markPlace(u"next"_s).toPoint();
        drag(view(), from, from + QPoint(2000, 0));
        QCOMPARE(moved.last()[1].toDouble(), double(m_beat.wave.size() - 1));
    }

    void whoOnlyReadsMovesNothing()
    {
        view().setMovable(false);
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        const auto from = view().markPlace(u"sp"_s).toPoint();
        drag(view(), from, from + QPoint(20, 0));
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_Right);
        QCOMPARE(moved.count(), 0);
        QCOMPARE(view().selected(), u"sp"_s); // but the numbers can be read
    }

    void whatTheMachineDoesNotSeeAPhysicianMayPlace()
    {
        auto merged = m_beat;
        merged.marks->tidal.reset();
        merged.marks->tidalTrough.reset();
        view().setBeat(merged, {});
        view().setFocus();
        view().select(u"tidal"_s);
        QVERIFY(view().accessibleDescription().contains(u"not seen"_s));
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        QTest::keyClick(&view(), Qt::Key_Right); // there is nothing to move
        QCOMPARE(moved.count(), 0);
        QTest::keyClick(&view(), Qt::Key_Return);
        QCOMPARE(moved.count(), 1);
        const double at = moved[0][1].toDouble();
        QVERIFY(at > merged.marks->sp && at < *merged.marks->notch);
    }

    void bothPhysiciansStandBesideTheMachine()
    {
        view().clearFocus();
        const auto bare = view().grab().toImage();
        const double notch = *m_beat.marks->notch;
        view().setCorrections({{u"notch"_s, notch + 30}}, {{u"notch"_s, notch + 60}});
        const auto image = view().grab().toImage();
        const auto count = [](const QImage &picture, theme::Role role) {
            int found = 0;
            for (int y = 0; y < picture.height(); ++y)
                for (int x = 0; x < picture.width(); ++x)
                    found += picture.pixelColor(x, y) == theme::color(role) ? 1 : 0;
            return found;
        };
        for (const auto role : {theme::Role::Mine, theme::Role::Partners}) {
            QCOMPARE(count(bare, role), 0);
            QVERIFY(count(image, role) > 40); // the mark and the legend
        }
        QVERIFY(view().markPlace(u"notch"_s).x() > 0);
        QCOMPARE(*view().marks().valid(u"notch"_s), notch + 30);
    }

    // They come from the partner's station, for a beat that may be another one here.
    void correctionsThatMakeNoSenseDoNoHarm()
    {
        const double none = std::numeric_limits<double>::quiet_NaN();
        view().setCorrections({{u"notch"_s, none}, {u"h9"_s, 3}, {u"sp"_s, 1e300}},
                              {{u"on"_s, -1e300}, {u"next"_s, std::numeric_limits<double>::infinity()}});
        QCOMPARE(view().marks().mine().keys(), QStringList{u"sp"_s});
        QCOMPARE(*view().marks().valid(u"sp"_s), double(m_beat.wave.size() - 1));
        QCOMPARE(view().marks().partners().value(u"on"_s), 0.0);
        (void)view().grab();
        view().setBeat(std::nullopt, {});
        view().setBeat(m_beat, {}); // what was given before its beat still holds
        QVERIFY(view().marks().mine().contains(u"sp"_s));
    }

    void earlierVisitsLieBelowAndCanBeMadeEqual()
    {
        const auto alone = view().grab().toImage();
        view().setEarlier({{u"2026-05-02"_s, beatOf(60, 1600)}, {u"2026-01-10"_s, beatOf(90, 500)}});
        const auto crest = view().markPlace(u"sp"_s).y();
        const auto laid = view().grab().toImage();
        QVERIFY(laid != alone);
        view().setFocus();
        QTest::keyClick(&view(), Qt::Key_N);
        QVERIFY(view().isNormalised());
        QVERIFY(view().markPlace(u"sp"_s).y() < crest); // the higher beat no longer takes its room
        QVERIFY(view().grab().toImage() != laid);
        QTest::keyClick(&view(), Qt::Key_N);
        QVERIFY(!view().isNormalised());
    }

    void withoutABeatNoKeyDoesHarm()
    {
        view().setBeat(std::nullopt, u"needs ten"_s);
        view().setFocus();
        QSignalSpy moved(&view(), &PulseBeatView::markMoved);
        for (const auto key : {Qt::Key_Up, Qt::Key_Left, Qt::Key_Delete, Qt::Key_Return, Qt::Key_N})
            QTest::keyClick(&view(), key);
        QTest::mouseClick(&view(), Qt::LeftButton);
        AverageBeat unmarked = m_beat;
        unmarked.marks.reset();
        view().setBeat(unmarked, {});
        (void)view().grab();
        QTest::keyClick(&view(), Qt::Key_Down);
        QTest::keyClick(&view(), Qt::Key_Right);
        QCOMPARE(moved.count(), 0);
    }
};

SIZHEN_WINDOW_TEST(PulseBeatViewTest)
#include "pulsebeatview_test.moc"
