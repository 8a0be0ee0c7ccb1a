// SPDX-License-Identifier: GPL-3.0-or-later
#include "crash.h"

// EMG-05, at length.
class CrashSlowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void hundredsOfKilledWritersLoseNothing()
    {
        const auto result = killWriters(400, 2);
        qInfo("%d kills, %llu entries", result.kills, result.entries);
        QCOMPARE(result.kills, 400);
        QVERIFY2(result.wrong.isEmpty(), qPrintable(result.wrong.join(u'\n')));
    }
};

CRASH_MAIN(CrashSlowTest)
#include "crash_slow_test.moc"
