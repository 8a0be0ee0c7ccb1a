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

    void thousandsOfPowerCutsLoseNothing()
    {
        QElapsedTimer timer;
        timer.start();
        int cuts = 0;
        for (quint32 seed = 100; seed < 120; ++seed) {
            const auto result = cutPower(300, seed);
            QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.mid(0, 5).join(u'\n')));
            cuts += result.cuts;
        }
        qInfo("%d cuts in %.1f s, nothing lost, no false alarm", cuts, double(timer.elapsed()) / 1000);
        QCOMPARE(cuts, 6000);
    }
};

QTEST_GUILESS_MAIN(PowerCutSlowTest)
#include "powercut_slow_test.moc"
