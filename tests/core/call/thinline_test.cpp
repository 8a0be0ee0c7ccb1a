// SPDX-License-Identifier: GPL-3.0-or-later
// When a line is too thin for a stream to each end (SES-14).
#include "core/call/thinline.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class ThinLineTest : public QObject
{
    Q_OBJECT

private:
    static SendingStatistics stream(LineTrouble trouble, bool smaller)
    {
        SendingStatistics one;
        one.trouble = trouble;
        one.smaller = smaller;
        return one;
    }

private Q_SLOTS:

    void severalThatAllSufferForAWhileAreNeeded()
    {
        const auto narrow = stream(LineTrouble::Narrow, true);
        const QList<QList<SendingStatistics>> fine{{},
                                                   {narrow}, // one: a server saves nothing
                                                   {narrow, stream(LineTrouble::None, false)},
                                                   {narrow, stream(LineTrouble::Losses, true)},
                                                   {narrow, stream(LineTrouble::Narrow, false)}};
        for (const auto &streams : fine) {
            ThinLine line;
            for (int s = 0; s < 60; ++s)
                QVERIFY(!line.look(streams, s));
        }
        ThinLine line;
        for (int s = 0; s < 10; ++s)
            QVERIFY(!line.look({narrow, narrow}, s));
        QVERIFY(line.look({narrow, narrow}, 10));
        QVERIFY(line.look({}, 11)); // by a server: nothing is to be seen any more
        line.callEnded();
        QVERIFY(!line.look({narrow, narrow}, 12));
        QVERIFY(!line.look({narrow, stream(LineTrouble::None, false)}, 18)); // a pause begins it anew
        QVERIFY(!line.look({narrow, narrow}, 23));
        QVERIFY(line.look({narrow, narrow, narrow}, 33));
    }
};

SIZHEN_TEST(ThinLineTest)
#include "thinline_test.moc"
