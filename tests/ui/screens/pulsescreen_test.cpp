// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsescreen.h"

#include "core/pulse/synthpulse.h"
#include "devices/pulse/remotepulse.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "ui/forms/pulsegrideditor.h"
#include "ui/models/casetexts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsehandstrip.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QCborArray>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QTranslator>

#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

// An instrument whose every sample the test gives.
class FakeInstrument final : public PulseSource
{
public:
    bool isReady() const override { return ready; }

    bool isLocal() const override { return true; }

    QString name() const override { return u"Test instrument"_s; }

    PulseScale scale() const override { return {u"1"_s, 1, u"N"_s, 0.01, u"Test instrument"_s}; }

    QString calibrationDue() const override { return due; }

    void start(const QString &chosen) override
    {
        site = chosen;
        next = 0;
    }

    void stop() override { site.clear(); }

    void play(double seconds, double noise = 5)
    {
        SynthPulse pulse;
        pulse.rateHz = 100;
        pulse.noise = noise;
        pulse.perMinute = 60 + 3 * double(pulseSites().indexOf(site)); // another pulse at each place
        const auto all = pulse.samples(double(next) / 100 + seconds);
        PulseBlock block{site, 100, next, {}, {}};
        for (auto i = qsizetype(next); i < all.size(); ++i) {
            block.pulse.append(qint32(all[i]));
            block.pressure.append(qint32(300 + i));
        }
        next += quint64(block.pulse.size());
        Q_EMIT blockReady(block);
    }

    // Held with so many newtons: the pulse is tallest at 1.2 N.
    void press(double force, double seconds)
    {
        SynthPulse pulse;
        pulse.rateHz = 100;
        pulse.noise = 3;
        pulse.perMinute = 75;
        const auto all = pulse.samples(double(next) / 100 + seconds);
        PulseBlock block{site, 100, next, {}, {}};
        const double answer = std::exp(-std::pow((force - 1.2) / 0.9, 2));
        for (auto i = qsizetype(next); i < all.size(); ++i) {
            block.pulse.append(qint32(all[i] * answer));
            block.pressure.append(qint32(force / 0.1 * 10));
        }
        next += quint64(block.pulse.size());
        Q_EMIT blockReady(block);
    }

    void pull()
    {
        ready = false;
        Q_EMIT readyChanged(false);
        Q_EMIT lost(Error{Fault::Io, u"gone"_s, {}, u"pulse.unplugged"_s, {}});
    }

    void plug()
    {
        ready = true;
        Q_EMIT readyChanged(true);
    }

    bool ready = true;
    QString due;
    QString site;
    quint64 next = 0;
};

struct Bench {
    // Without a plan the key begins and ends a place.
    Bench(Station &station, const QString &person, const QByteArray &caseId, const QString &plan = {})
        : seat(station, person, qEnvironmentVariable("SIZHEN_SHOTS_LANGUAGE", u"en"_s))
    {
        seat.context.instrument = &instrument;
        seat.context.remotePulse = &remote;
        seat.context.sendLive
            = [this](const QByteArray &, const PulseBlock &block, const LivePulseAbout &) { sent.append(block); };
        screen = std::make_unique<PulseScreen>(seat.context);
        QObject::connect(screen.get(), &Screen::failed, screen.get(),
                         [this](const Error &error) { failures.append(error); });
        QObject::connect(screen.get(), &Screen::said, screen.get(),
                         [this](const QString &words) { sentences.append(words); });
        screen->resize(1280, 700);
        auto *plans = screen->findChild<QComboBox *>(u"pulse.plan"_s);
        plans->setCurrentIndex(plans->findData(plan));
        screen->openCase(caseId);
        screen->showStep(u"instrument"_s);
        screen->show();
        (void)QTest::qWaitForWindowExposed(screen.get());
        screen->activateWindow();
        (void)QTest::qWaitForWindowActive(screen.get());
        screen->firstFocus()->setFocus();
    }

    void toFront() const
    {
        screen->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(screen.get()));
    }

    void space() { QTest::keyClick(screen.get(), Qt::Key_Space); }

    [[nodiscard]] QString coach() const { return screen->findChild<QLabel *>(u"pulse.coach"_s)->text(); }

    [[nodiscard]] QPushButton *button(const QString &name) const { return screen->findChild<QPushButton *>(name); }

    [[nodiscard]] PulseSiteGrid *sites() const { return screen->findChild<PulseSiteGrid *>(); }

    [[nodiscard]] PulseSiteState::Kind kind(const QString &site) const { return sites()->cell(site)->state().kind; }

    // For a look at them by eye: SIZHEN_SHOTS=/some/folder
    void shoot(const QString &name) const
    {
        const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
        if (!folder.isEmpty())
            QVERIFY(screen->grab().save(folder + u'/' + name + u".png"_s));
    }

    FakeInstrument instrument;
    RemotePulse remote;
    Seat seat;
    QList<PulseBlock> sent;
    QList<Error> failures;
    QStringList sentences;
    std::unique_ptr<PulseScreen> screen;
};

} // namespace

class PulseScreenTest : public QObject
{
    Q_OBJECT
    using Kind = PulseSiteState::Kind;

    QTranslator m_chinese;

    static QList<const Act *> recorded(const CaseState &state) { return state.all(u"case.pulse_recorded"_s); }

private Q_SLOTS:

    void initTestCase()
    {
        theme::apply(*qApp, qEnvironmentVariableIsSet("SIZHEN_DARK"));
        if (qEnvironmentVariable("SIZHEN_SHOTS_LANGUAGE")
            == u"zh") { // to look at by eye; the facts below are in English
            QVERIFY(m_chinese.load(u":/i18n/sizhen_zh_CN.qm"_s));
            QCoreApplication::installTranslator(&m_chinese);
        }
    }

    void sixPlacesTwelvePressesOfOneKey()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        int done = 0;
        for (const auto &site : pulseSites()) {
            QCOMPARE(bench.sites()->current(), site); // it goes on by itself
            bench.space();
            QCOMPARE(bench.instrument.site, site);
            QCOMPARE(bench.kind(site), Kind::Taking);
            bench.instrument.play(10);
            bench.instrument.play(10);
            if (done == 1)
                bench.shoot(u"pulse-taking"_s);
            bench.space();
            QVERIFY(bench.instrument.site.isEmpty());
            ++done;
            QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), done, 10'000);
            QCOMPARE(bench.kind(site), Kind::Good);
        }
        QVERIFY2(bench.failures.isEmpty(), qPrintable(bench.failures.value(0).message));
        QCOMPARE(bench.sent.size(), 12); // the partner sees every block
        QSet<QByteArray> originals;
        const auto state = c.at(c.duna);
        for (const auto *act : recorded(state)) {
            originals.insert(PulseKeeper::hashOf(*act));
            QVERIFY(act->args().value(u"quality"_s).toDouble() >= 0.7);
            const auto site = act->args().value(u"site"_s).toString();
            const double rate = 60 + 3 * double(pulseSites().indexOf(site));
            QVERIFY(qAbs(act->args().value(u"rate"_s).toDouble() - rate) < 0.6);
        }
        QCOMPARE(originals.size(), 6);
        QTRY_VERIFY(!bench.sites()->cell(u"R.chi"_s)->state().beat.isEmpty());
        bench.shoot(u"pulse-done"_s);
    }

    void aPoorOneIsNotKeptUnlessAskedTo()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        bench.space();
        bench.instrument.play(15, 900); // more noise than pulse
        bench.space();
        QTRY_COMPARE_WITH_TIMEOUT(bench.kind(u"L.guan"_s), Kind::Poor, 10'000);
        QVERIFY(recorded(c.at(c.duna)).isEmpty());
        QVERIFY(bench.button(u"pulse.keep"_s)->isVisible());
        bench.shoot(u"pulse-poor"_s);
        QTest::mouseClick(bench.button(u"pulse.keep"_s), Qt::LeftButton);
        QCOMPARE(recorded(c.at(c.duna)).size(), 1);
        QVERIFY(!c.at(c.duna).latest(u"case.pulse_recorded"_s)->args().value(u"reason"_s).toString().isEmpty());
        QVERIFY(!bench.button(u"pulse.keep"_s)->isVisible());
        QCOMPARE(bench.sites()->current(), u"L.cun"_s);
    }

    void aPulledCableIsSaidAndNothingIsLost()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        bench.space();
        bench.instrument.play(12);
        bench.instrument.pull();
        QCOMPARE(bench.failures.size(), 1);
        QVERIFY(bench.button(u"pulse.main"_s)->isEnabled()); // it can still be ended
        bench.instrument.plug();
        bench.instrument.next += 200; // two seconds
        bench.instrument.play(2);
        bench.shoot(u"pulse-gap"_s);
        bench.instrument.play(12);
        QCOMPARE(bench.sentences.size(), 1);
        bench.space();
        QTRY_VERIFY_WITH_TIMEOUT(!bench.button(u"pulse.main"_s)->text().contains(u"Stop"_s), 5000);
        QTRY_VERIFY_WITH_TIMEOUT(bench.button(u"pulse.keep"_s)->isVisible() || recorded(c.at(c.duna)).size() == 1,
                                 10'000);
        if (bench.button(u"pulse.keep"_s)->isVisible())
            QTest::mouseClick(bench.button(u"pulse.keep"_s), Qt::LeftButton);
        const auto state = c.at(c.duna);
        const auto attachment = Attachment::fromCbor(recorded(state).first()->args().value(u"attachment"_s).toMap());
        QVERIFY(attachment);
        const auto bytes = c.duna.ledger->vault().attachments().read(*attachment);
        QVERIFY(bytes);
        const auto recording = PulseRecording::decode(*bytes);
        QVERIFY(recording);
        QCOMPARE(recording->lostSamples, 200);
        QCOMPARE(recording->blocks.size(), 2);
    }

    void whatACrashLeftIsOfferedAgain()
    {
        Consultation c;
        c.untilSession();
        {
            Bench bench(c.duna, u"kovacs"_s, c.caseId);
            bench.space();
            bench.instrument.play(20);
            bench.instrument.pull(); // writes the draft; then the program dies
        }
        Bench again(c.duna, u"kovacs"_s, c.caseId);
        QVERIFY(again.button(u"pulse.keep"_s)->isVisible());
        QTest::mouseClick(again.button(u"pulse.keep"_s), Qt::LeftButton);
        QCOMPARE(recorded(c.at(c.duna)).size(), 1);
        Bench third(c.duna, u"kovacs"_s, c.caseId);
        QVERIFY(!third.button(u"pulse.keep"_s)->isVisible());
        QCOMPARE(third.kind(u"L.guan"_s), Kind::Good);
    }

    void leavingTheScreenLetsGoOfTheInstrument()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        bench.space();
        bench.instrument.play(20);
        bench.screen->deactivated();
        QVERIFY(bench.instrument.site.isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), 1, 10'000);
    }

    void theInvitedSideWatchesAndCannotTake()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.lake, u"li"_s, c.caseId);
        bench.remote.setConnected(true, u"Budapest"_s);
        auto *trace = bench.screen->findChild<PulseTrace *>();
        SynthPulse pulse;
        pulse.rateHz = 100;
        PulseBlock block{u"R.cun"_s, 100, 0, {}, {}};
        for (const auto value : pulse.samples(6)) {
            block.pulse.append(qint32(value));
            block.pressure.append(400);
        }
        bench.remote.feed(block, 180);
        QCOMPARE(bench.sites()->current(), u"R.cun"_s);
        QCOMPARE(bench.kind(u"R.cun"_s), Kind::Taking);
        QCOMPARE(trace->received(), quint64(600));
        QVERIFY(bench.screen->findChild<QLabel *>(u"pulse.source"_s)->text().contains(u"180"_s));
        bench.shoot(u"pulse-watching"_s);
        bench.space(); // freezes this screen only
        QVERIFY(trace->isFrozen());
        QVERIFY(bench.instrument.site.isEmpty());
        QVERIFY(bench.sent.isEmpty());
    }

    void bothSidesPlayKeptOnesAgain()
    {
        Consultation c;
        c.untilSession();
        {
            Bench bench(c.duna, u"kovacs"_s, c.caseId);
            bench.space();
            bench.instrument.play(20);
            bench.space();
            QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), 1, 10'000);
        }
        c.pump();
        Bench other(c.lake, u"li"_s, c.caseId);
        QCOMPARE(other.kind(u"L.guan"_s), Kind::Good);
        QTest::mouseClick(other.sites()->cell(u"L.guan"_s), Qt::LeftButton);
        QVERIFY(other.button(u"pulse.play"_s)->isEnabled());
        QTest::mouseClick(other.button(u"pulse.play"_s), Qt::LeftButton);
        QVERIFY2(other.failures.isEmpty(), qPrintable(other.failures.value(0).detail));
        QTRY_VERIFY_WITH_TIMEOUT(other.screen->findChild<PulseTrace *>()->received() > 30, 5000);
    }

    // FOU-05: eighteen depths and the long holding, by the space bar alone, six times and once.
    void aPlanLeadsThroughEighteenDepths()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId, u"quick"_s);
        bench.shoot(u"pulse-plan-begins"_s);
        for (const auto &site : pulseSites()) {
            QCOMPARE(bench.sites()->current(), site);
            bench.space();
            QCOMPARE(bench.instrument.site, site);
            if (site == pulseSites().first()) { // once for this patient
                bench.instrument.press(0.1, 1);
                bench.shoot(u"pulse-range"_s);
                bench.instrument.press(2.0, 2);
                bench.instrument.press(0.3, 1);
            }
            for (const double force : {0.5, 1.0, 1.6}) {
                for (int i = 0; i < 15 && !bench.instrument.site.isEmpty(); ++i)
                    bench.instrument.press(force, 1);
                if (site == u"R.guan"_s && force == 0.5) {
                    bench.instrument.press(0.6, 1);
                    bench.shoot(u"pulse-press-more"_s);
                }
                if (site == u"R.guan"_s && force == 1.0) {
                    bench.instrument.press(1.3, 4);
                    bench.shoot(u"pulse-deep-counting"_s);
                }
            }
            QTRY_COMPARE_WITH_TIMEOUT(bench.kind(site), Kind::Good, 20'000);
        }
        auto state = c.at(c.duna);
        QCOMPARE(recorded(state).size(), 6);
        for (const auto *act : recorded(state)) {
            QCOMPARE(act->args().value(u"levels"_s).toArray().size() >= 3, true);
            QCOMPARE(act->args().value(u"plan"_s).toString(), u"quick"_s);
            QCOMPARE(act->args().value(u"range"_s).toMap().value(u"high"_s).toDouble(), 2.0);
            QVERIFY(std::abs(act->args().value(u"bestPressure"_s).toDouble() - 1.2) < 0.25);
        }
        // And a minute where it is tallest.
        bench.shoot(u"pulse-best-next"_s);
        bench.space();
        QVERIFY(!bench.instrument.site.isEmpty());
        for (int i = 0; i < 90 && !bench.instrument.site.isEmpty(); ++i) {
            bench.instrument.press(1.2, 1);
            QCoreApplication::processEvents();
        }
        QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), 7, 20'000);
        QVERIFY(recorded(c.at(c.duna)).last()->args().value(u"best"_s).toBool());
        QVERIFY2(bench.failures.isEmpty(), qPrintable(bench.failures.value(0).message));
        QTRY_VERIFY(bench.coach().contains(u"taken"_s) || !m_chinese.isEmpty());
        bench.shoot(u"pulse-plan-done"_s);
    }

    // The instrument's own button does what the space bar does.
    void theInstrumentsButtonBegins()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId, u"quick"_s);
        Q_EMIT bench.instrument.noticed({PulseEvent::Kind::Trigger, 0, 0});
        QCOMPARE(bench.instrument.site, u"L.guan"_s);
        bench.screen->showStep(u"hand"_s); // whoever types is not disturbed
        Q_EMIT bench.instrument.noticed({PulseEvent::Kind::Trigger, 0, 0});
        QVERIFY(bench.screen->findChild<PulseGridEditor *>()->isVisible());
    }

    void aShakenHandIsToldAndTheDepthTakenAgain()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId, u"quick"_s);
        bench.space();
        bench.instrument.press(2.0, 2);
        bench.instrument.press(0.3, 1);
        bench.instrument.press(0.5, 4);
        bench.instrument.press(1.6, 3); // out of the depth
        if (m_chinese.isEmpty())
            QVERIFY2(bench.coach().contains(u"did not count"_s), qPrintable(bench.coach()));
        bench.shoot(u"pulse-failed-depth"_s);
        QTest::keyClick(bench.screen.get(), Qt::Key_N); // left out
        QTest::keyClick(bench.screen.get(), Qt::Key_N);
        QTest::keyClick(bench.screen.get(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(bench.button(u"pulse.keep"_s)->isVisible(), 10'000);
        QVERIFY(recorded(c.at(c.duna)).isEmpty()); // not kept by itself
    }

    // ORG-10: words for a person, who agrees or not; nothing reaches the instrument. What was reached is in the record.
    void whatIsAskedAbroadIsAcceptedHere()
    {
        Consultation c;
        c.untilSession();
        Bench here(c.duna, u"kovacs"_s, c.caseId, u"quick"_s);
        Bench abroad(c.lake, u"li"_s, c.caseId);
        here.toFront();
        here.space();
        QCOMPARE(here.instrument.site, u"L.guan"_s);
        here.instrument.press(2.0, 2);
        here.instrument.press(0.3, 1);
        here.instrument.press(0.5, 3);
        QVERIFY(abroad.button(u"pulse.ask.DEEPER"_s)->isVisible());
        QVERIFY(!here.button(u"pulse.ask.DEEPER"_s)->isVisible());
        QTest::mouseClick(abroad.button(u"pulse.ask.DEEPER"_s), Qt::LeftButton);
        QVERIFY2(abroad.failures.isEmpty(), qPrintable(abroad.failures.value(0).message));
        c.pump();
        QVERIFY(here.screen->findChild<QLabel *>(u"pulse.request"_s)->isVisible());
        here.shoot(u"pulse-asked"_s);
        abroad.shoot(u"pulse-asking"_s);
        const auto before = here.instrument.site;
        here.toFront();
        QTest::keyClick(here.screen.get(), Qt::Key_A);
        QVERIFY(!here.screen->findChild<QLabel *>(u"pulse.request"_s)->isVisible());
        QCOMPARE(here.instrument.site, before);
        here.instrument.press(0.5, 0.2);
        here.instrument.press(0.9, 2); // the hand presses deeper
        c.pump();
        const auto requests = pulseRequests(c.at(c.lake));
        QCOMPARE(requests.size(), 1);
        QCOMPARE(requests[0].answer, u"REACHED"_s);
        QVERIFY(std::abs(*requests[0].pressure - 0.9) < 0.05);
        QVERIFY(std::abs(*requests[0].share - 0.45) < 0.03);
        QTRY_VERIFY(abroad.screen->findChild<QLabel *>(u"pulse.requests.last"_s)->text().contains(u"0.9"_s));
        abroad.shoot(u"pulse-reached"_s);
        // The interpreter reads the same words, in both languages.
        const auto texts = caseTexts(c.at(c.duna), *here.seat.forms);
        QVERIFY(std::any_of(texts.begin(), texts.end(), [](const CaseText &text) {
            return text.text.en() == u"Press deeper" && text.text.zh() == u"请再重一些";
        }));
        QTest::mouseClick(abroad.button(u"pulse.ask.SITE"_s), Qt::LeftButton);
        c.pump();
        here.toFront();
        QTest::keyClick(here.screen.get(), Qt::Key_X);
        c.pump();
        QCOMPARE(pulseRequests(c.at(c.lake)).last().answer, u"DECLINED"_s);
    }

    // FOU-12: the machine's mark stays, the physician's stands beside it, and both sides see whose it is.
    void aMovedMarkIsKeptBesideTheMachines()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        bench.space();
        bench.instrument.play(20);
        bench.space();
        QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), 1, 10'000);
        QTest::mouseClick(bench.sites()->cell(u"L.guan"_s), Qt::LeftButton);
        auto *beat = bench.screen->findChild<PulseBeatView *>();
        QTRY_VERIFY(beat->marks().machine(u"notch"_s));
        beat->setFocus();
        beat->select(u"notch"_s);
        for (int i = 0; i < 4; ++i)
            QTest::keyClick(beat, Qt::Key_Right);
        QTRY_COMPARE_WITH_TIMEOUT(int(c.at(c.duna).all(u"case.pulse_marked"_s).size()), 1, 5000);
        c.pump();
        Bench other(c.lake, u"li"_s, c.caseId);
        QTest::mouseClick(other.sites()->cell(u"L.guan"_s), Qt::LeftButton);
        auto *seen = other.screen->findChild<PulseBeatView *>();
        QTRY_VERIFY(seen->marks().partners().contains(u"notch"_s));
        QVERIFY(seen->marks().partners().value(u"notch"_s) > *seen->marks().machine(u"notch"_s) + 1);
        QVERIFY(seen->marks().mine().isEmpty());
        other.shoot(u"pulse-marked"_s);
    }

    // The same patient comes again: the pulse of the visit before lies under the new one, and can be told from it.
    void theVisitBeforeLiesUnderThisOne()
    {
        Consultation c;
        c.untilSession();
        const auto take = [&c](Bench &bench) {
            const auto already = int(recorded(c.at(c.duna)).size());
            bench.space();
            bench.instrument.play(20);
            bench.space();
            QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), already + 1, 10'000);
            QTest::mouseClick(bench.sites()->cell(u"L.guan"_s), Qt::LeftButton);
        };
        {
            Bench first(c.duna, u"kovacs"_s, c.caseId);
            take(first);
            QVERIFY(first.screen->findChild<PulseBeatView *>()->earlier().isEmpty());
        }
        c.now = c.now.addDays(30);
        c.openCase(c.patient);
        Bench second(c.duna, u"kovacs"_s, c.caseId);
        take(second);
        auto *beat = second.screen->findChild<PulseBeatView *>();
        QTRY_COMPARE(beat->earlier().size(), 1);
        QVERIFY(!beat->earlier().first().label.isEmpty());
        QTRY_VERIFY(beat->marks().machine(u"sp"_s));
        second.shoot(u"pulse-earlier"_s);
        QTest::mouseClick(second.sites()->cell(u"R.chi"_s), Qt::LeftButton); // never taken
        QVERIFY(beat->earlier().isEmpty());
    }

    // FOU-06, DEV-08: not disinfected for this patient is said and marked; it does not stop the physician.
    void whatIsNotDisinfectedIsMarked()
    {
        Consultation c;
        c.untilSession();
        Bench bench(c.duna, u"kovacs"_s, c.caseId);
        if (m_chinese.isEmpty())
            QVERIFY2(bench.coach().contains(u"isinfect"_s), qPrintable(bench.coach()));
        bench.shoot(u"pulse-not-disinfected"_s);
        const auto take = [&](int already) {
            bench.space();
            bench.instrument.play(20);
            bench.space();
            QTRY_COMPARE_WITH_TIMEOUT(int(recorded(c.at(c.duna)).size()), already + 1, 10'000);
        };
        const auto flaws = [&] {
            const auto state = c.at(c.duna);
            return recorded(state).last()->args().value(u"device"_s).toMap().value(u"flaws"_s).toArray();
        };
        take(0);
        QCOMPARE(flaws(), QCborArray{u"not_disinfected"_s});
        QTest::keyClick(bench.screen.get(), Qt::Key_D);
        QVERIFY2(bench.failures.isEmpty(), qPrintable(bench.failures.value(0).detail));
        QCOMPARE(c.at(c.duna).all(u"case.device_prepared"_s).size(), 1);
        QVERIFY(!bench.coach().contains(u"isinfect"_s));
        take(1);
        QVERIFY(flaws().isEmpty());
        bench.instrument.due = u"2020-01-01"_s; // it says itself that its calibration is over
        take(2);
        QCOMPARE(flaws(), QCborArray{u"overdue"_s});
    }

    // The hand comes first: its page opens while it has written nothing, and two letters and Enter are enough.
    void theHandComesFirst()
    {
        Consultation c;
        c.untilSession();
        Seat seat(c.duna, u"kovacs"_s);
        FakeInstrument instrument;
        seat.context.instrument = &instrument;
        PulseScreen screen(seat.context);
        screen.resize(1280, 700);
        screen.openCase(c.caseId);
        screen.show();
        QVERIFY(QTest::qWaitForWindowActive(&screen));
        auto *grid = screen.findChild<PulseGridEditor *>();
        QVERIFY(grid && grid->isVisible());
        auto *table = grid->findChild<QTableWidget *>();
        QTRY_VERIFY(table->hasFocus());
        QTest::keyClicks(table, u"xi"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        if (const auto folder = qEnvironmentVariable("SIZHEN_SHOTS"); !folder.isEmpty())
            QVERIFY(screen.grab().save(folder + u"/pulse-hand.png"_s));
        screen.showStep(u"instrument"_s); // saves
        const auto cells
            = c.at(c.duna).plainAnswers(u"palpate"_s, Side::Inviting).value(u"palpate.pulse.grid"_s).toMap();
        QCOMPARE(cells.value(u"L.cun.superficial"_s).toMap().value(u"types"_s).toArray().size(), 1);
        auto *strip = screen.findChild<PulseHandStrip *>();
        QVERIFY(strip->isVisible());
        QVERIFY(!strip->accessibleName().isEmpty());
        screen.deactivated();
    }

    void withoutAnInstrumentItSaysWhatCanBeDone()
    {
        Consultation c;
        c.untilSession();
        Seat seat(c.duna, u"kovacs"_s);
        PulseScreen screen(seat.context);
        screen.openCase(c.caseId);
        screen.showStep(u"instrument"_s);
        QVERIFY(!screen.findChild<QPushButton *>(u"pulse.main"_s)->isEnabled());
        QVERIFY(!m_chinese.isEmpty() || screen.findChild<QLabel *>(u"pulse.coach"_s)->text().contains(u"by hand"_s));
        QTest::keyClick(&screen, Qt::Key_Space);
    }
};

SIZHEN_WINDOW_TEST(PulseScreenTest)
#include "pulsescreen_test.moc"
