// SPDX-License-Identifier: GPL-3.0-or-later
#include "powercut.h"

#include <QElapsedTimer>
#include <QRegularExpression>

using namespace storetest;

// EMG-05, at length: 6,000 power cuts.
class PowerCutSlowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void thousandsOfPowerCutsLoseNothing_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 100; seed < 120; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void thousandsOfPowerCutsLoseNothing()
    {
        QFETCH(quint32, seed);
        const auto result = cutPower(300, seed);
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.mid(0, 5).join(u'\n')));
        m_cuts += result.cuts;
    }

    void cleanupTestCase() { qInfo("%d cuts in %.1f s", m_cuts, double(m_timer.elapsed()) / 1000); }

    void initTestCase() { m_timer.start(); }

private:
    QElapsedTimer m_timer;
    int m_cuts = 0;
};

QTEST_GUILESS_MAIN(PowerCutSlowTest)
#include "powercut_slow_test.moc"
