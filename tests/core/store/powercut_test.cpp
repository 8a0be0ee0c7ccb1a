// SPDX-License-Identifier: GPL-3.0-or-later
#include "powercut.h"

#include "tests/support/program.h"

#include <QElapsedTimer>
#include <QRegularExpression>

using namespace storetest;

// EMG-05: after a power cut no confirmed entry is lost.
class PowerCutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aPowerCutLosesNothingAcknowledgedAndRaisesNoAlarm_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= seeds; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void aPowerCutLosesNothingAcknowledgedAndRaisesNoAlarm()
    {
        QFETCH(quint32, seed);
        const auto result = cutPower(each, seed);
        QCOMPARE(result.cuts, each);
        QVERIFY(result.withLog > each / 3);
        m_cuts += result.cuts;
        m_withLog += result.withLog;
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.mid(0, 5).join(u'\n')));
    }

    void cleanupTestCase()
    {
        qInfo("%d cuts, %d of them with a log to play back, in %.1f s", m_cuts, m_withLog,
              double(m_timer.elapsed()) / 1000);
    }

    // The simulation must be able to find a loss.
    void aDiskThatForgetsWhatWasSyncedIsNoticed()
    {
        const auto result = cutPower(50, 1, true);
        QVERIFY2(result.wrong.size() > 25, qPrintable(QString::number(result.wrong.size())));
    }

    void initTestCase() { m_timer.start(); }

private:
    // 5,000 cuts; fewer where every access to memory is checked.
#ifdef SIZHEN_SANITIZED
    static constexpr quint32 seeds = 4;
#else
    static constexpr quint32 seeds = 20;
#endif
    static constexpr int each = 250;

    QElapsedTimer m_timer;
    int m_cuts = 0;
    int m_withLog = 0;
};

SIZHEN_TEST(PowerCutTest)
#include "powercut_test.moc"
