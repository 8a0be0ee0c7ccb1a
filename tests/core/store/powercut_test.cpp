// SPDX-License-Identifier: GPL-3.0-or-later
#include "powercut.h"

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
        for (quint32 seed = 1; seed <= 4; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void aPowerCutLosesNothingAcknowledgedAndRaisesNoAlarm()
    {
        QFETCH(quint32, seed);
        const auto result = cutPower(300, seed);
        qInfo("%d cuts, %d with a log to play back", result.cuts, result.withLog);
        QCOMPARE(result.cuts, 300);
        QVERIFY(result.withLog > 100);
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.mid(0, 5).join(u'\n')));
    }

    // The simulation must be able to find a loss.
    void aDiskThatForgetsWhatWasSyncedIsNoticed()
    {
        const auto result = cutPower(50, 1, true);
        QVERIFY2(result.wrong.size() > 25, qPrintable(QString::number(result.wrong.size())));
    }
};

QTEST_GUILESS_MAIN(PowerCutTest)
#include "powercut_test.moc"
