// SPDX-License-Identifier: GPL-3.0-or-later
#include "crash.h"

// EMG-05, at length.
class CrashSlowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void hundredsOfKilledWritersLoseNothing_data()
    {
        QTest::addColumn<quint32>("seed");
        const auto asked = quint32(qEnvironmentVariableIntValue("SIZHEN_KILLS")); // ./dev soak asks for more
        for (quint32 seed = 10; seed < 10 + qMax(asked, 400u) / 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void hundredsOfKilledWritersLoseNothing()
    {
        QFETCH(quint32, seed);
        const auto result = killWriters(40, seed);
        qInfo("%d kills, %llu entries", result.kills, result.entries);
        QCOMPARE(result.kills, 40);
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.join(u'\n')));
    }
};

CRASH_MAIN(CrashSlowTest)
#include "crash_slow_test.moc"
