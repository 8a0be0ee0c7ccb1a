// SPDX-License-Identifier: GPL-3.0-or-later
// The full plan through the window: the real simulator on a real pseudo-terminal, with a hand that presses as the plan
// asks, twenty times as fast as a person; the space bar begins each taking (FOU-05).
#include "ui/screens/pulsescreen.h"

#include "core/consult/pulsekeeper.h"
#include "devices/pulse/pulsedevice.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsedepthview.h"
#include "ui/widgets/pulsesitegrid.h"

#include <QApplication>
#include <QCborArray>
#include <QComboBox>
#include <QLabel>
#include <QTemporaryDir>
#include <QTranslator>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class PulseFullPlanTest : public QObject
{
    Q_OBJECT

    static constexpr double lightestGf = 25; // of the simulator's wrist
    static constexpr double deepestGf = 225;
    // To the bone (215 gf) and away once, then 17 s at 17, 30, 50, 70 and 90 % of that.
    static constexpr auto throughTheLevels = "0.95:3,0.06:20,0.2:17,0.415:17,0.63:17,0.85:17";

    // One hand at a time: another way to press is another process on the same port.
    void hand(const QString &press)
    {
        m_sim.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!m_device || !m_device->isReady(), 10'000);
        m_sim = std::make_unique<SimProcess>();
        const auto link = m_folder.filePath(u"pulse"_s);
        QFile::remove(link);
        const auto address
            = m_sim->begin({u"--link-file"_s, link, u"--speed"_s, u"20"_s, u"--synth"_s, u"72"_s, u"--rate"_s, u"125"_s,
                            u"--noise-counts"_s, u"3"_s, u"--optimum"_s, u"0.5"_s, u"--press"_s, press});
        QVERIFY(!address.isEmpty());
        if (!m_device)
            m_device = std::make_unique<PulseDevice>(QUrl(u"serial://"_s + link));
        QTRY_VERIFY_WITH_TIMEOUT(m_device->isReady(), 20'000);
    }

    static QList<const Act *> recorded(const CaseState &state) { return state.all(u"case.pulse_recorded"_s); }

    void shoot(const QString &name) const
    {
        const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
        if (!folder.isEmpty())
            QVERIFY(m_screen->grab().save(folder + u'/' + name + u".png"_s));
    }

    // One taking, from the key to what is kept.
    void take(Consultation &c, int before, const QString &shot = {})
    {
        m_screen->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_screen.get()));
        QTest::keyClick(m_screen.get(), Qt::Key_Space);
        if (!shot.isEmpty()) {
            QTest::qWait(2500);
            shoot(shot);
        }
        const auto kept = [&] { return recorded(c.at(c.duna)).size() == before + 1; };
        QVERIFY2(QTest::qWaitFor(kept, 60'000), qPrintable(m_screen->findChild<QLabel *>(u"pulse.coach"_s)->text()));
    }

    QTemporaryDir m_folder;
    std::unique_ptr<SimProcess> m_sim;
    std::unique_ptr<PulseDevice> m_device;
    std::unique_ptr<PulseScreen> m_screen;
    QTranslator m_chinese;

private Q_SLOTS:

    void initTestCase()
    {
        theme::apply(*qApp, qEnvironmentVariableIsSet("SIZHEN_DARK"));
        if (qEnvironmentVariable("SIZHEN_SHOTS_LANGUAGE") == u"zh") { // to look at by eye
            QVERIFY(m_chinese.load(u":/i18n/sizhen_zh_CN.qm"_s));
            QCoreApplication::installTranslator(&m_chinese);
        }
    }

    void cleanupTestCase()
    {
        m_screen.reset();
        m_device.reset();
        m_sim.reset();
    }

    void sixSitesFivePressuresAndTwiceTheBest()
    {
        Consultation c;
        c.untilSession();
        hand(QString::fromLatin1(throughTheLevels));
        Seat seat(c.duna, u"kovacs"_s, qEnvironmentVariable("SIZHEN_SHOTS_LANGUAGE", u"en"_s));
        seat.context.instrument = m_device.get();
        m_screen = std::make_unique<PulseScreen>(seat.context);
        QList<Error> failures;
        connect(m_screen.get(), &Screen::failed, this, [&failures](const Error &error) { failures.append(error); });
        m_screen->resize(1280, 800);
        auto *plans = m_screen->findChild<QComboBox *>(u"pulse.plan"_s);
        plans->setCurrentIndex(plans->findData(u"full"_s));
        m_screen->openCase(c.caseId);
        m_screen->showStep(u"instrument"_s);
        m_screen->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_screen.get()));
        m_screen->firstFocus()->setFocus();
        shoot(u"full-begins"_s);

        auto *sites = m_screen->findChild<PulseSiteGrid *>();
        for (int i = 0; i < pulseSites().size(); ++i) {
            QCOMPARE(sites->current(), pulseSites()[i]);
            take(c, i, i == 1 ? u"full-levels"_s : QString());
            if (QTest::currentTestFailed())
                return;
        }
        for (const auto *act : recorded(c.at(c.duna))) {
            QCOMPARE(act->args().value(u"plan"_s).toString(), u"full"_s);
            int sound = 0;
            for (const auto &level : act->args().value(u"levels"_s).toArray())
                sound += level.toMap().value(u"flaw"_s).toString().isEmpty() ? 1 : 0;
            QCOMPARE(sound, 5);
            QVERIFY(act->args().contains(u"bestPressure"_s));
        }
        shoot(u"full-levels-done"_s);

        int kept = int(pulseSites().size());
        for (int i = 0; i < pulseSites().size(); ++i) {
            const auto site = sites->current();
            const auto state = c.at(c.duna);
            const auto best = PulseKeeper::levelsActOf(state, site)->args().value(u"bestPressure"_s).toDouble();
            hand(u"%1:600"_s.arg((best - lightestGf) / (deepestGf - lightestGf), 0, 'f', 3));
            for (int time = 0; time < 2; ++time, ++kept) {
                QCOMPARE(sites->current(), site); // twice, one after the other
                take(c, kept, i == 1 && time == 1 ? u"full-best-again"_s : QString());
                if (QTest::currentTestFailed())
                    return;
                const auto now = c.at(c.duna);
                const auto args = recorded(now).last()->args();
                QCOMPARE(args.value(u"site"_s).toString(), site);
                QVERIFY(args.value(u"best"_s).toBool());
                QVERIFY(!args.contains(u"bestPressure"_s)); // held at one, it cannot know another
                QVERIFY(m_screen->findChild<PulseDepthView *>()->words().startsWith(u"Greatest at"_s));
                QCOMPARE(args.contains(u"likeness"_s), time == 1);
                if (time == 1)
                    QVERIFY2(args.value(u"likeness"_s).toDouble() > 0.9, qPrintable(site));
            }
        }
        const auto plan = takingPlan(u"full"_s);
        QVERIFY(!nextTaking(*plan, PulseKeeper::takenOf(c.at(c.duna), *plan)));
        for (const auto &site : pulseSites())
            QCOMPARE(sites->cell(site)->state().kind, PulseSiteState::Kind::Good);
        for (const auto &error : failures)
            QCOMPARE(error.message, u"pulse.unplugged"_s); // the hand was changed, nothing else
        double held = 0;
        for (const auto *act : recorded(c.at(c.duna)))
            held += PulseKeeper(*c.duna.desk, {}).read(*act)->seconds();
        qInfo("the sensor lay on for %.0f s in %d takings", held, kept);
        shoot(u"full-done"_s);
    }
};

SIZHEN_WINDOW_TEST(PulseFullPlanTest)
#include "pulsefullplan_soak_test.moc"
