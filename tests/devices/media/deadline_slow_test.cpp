// SPDX-License-Identifier: GPL-3.0-or-later
// A line that carries nothing at all; it waits for half a minute, beside other tests.
#include "tests/support/badcall.h"

#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

class DeadLineTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aLineThatIsDeadFromTheStartIsSaidInWords()
    {
        BadCall call({10, 100}, MediaSetup());
        QSignalSpy failed(&call.caller, &MediaEngine::failed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 120'000);
        QCOMPARE(failed.first().first().value<Error>().message, QStringLiteral("media.no_answer"));
        QCOMPARE(call.caller.statistics().frames, 0);
    }
};

SIZHEN_TEST(DeadLineTest)
#include "deadline_slow_test.moc"
