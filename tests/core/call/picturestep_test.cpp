// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/picturestep.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class PictureStepTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void itGetsSmallerAtOnceAndLargerWithPatience()
    {
        PictureStep step({1280, 720}, 30);
        QCOMPARE(step.take(0, 300, false), (PictureShape{{1280, 720}, 30})); // the call has just begun
        QCOMPARE(step.take(1, 599, true), (PictureShape{{960, 540}, 30}));
        QCOMPARE(step.take(2, 840, true), (PictureShape{{960, 540}, 30})); // not worth a change
        for (int s = 3; s < 8; ++s)
            QCOMPARE(step.take(s, 900, true).size.height(), 540);
        QCOMPARE(step.take(8, 900, true), (PictureShape{{1280, 720}, 30}));
        QVERIFY(step.isFull());
    }

    void itFallsAsFarAsItTakesAndClimbsOneByOne()
    {
        PictureStep step({1920, 1080}, 30);
        QCOMPARE(step.take(0, 100, true), (PictureShape{{640, 360}, 15}));
        QCOMPARE(step.take(0.1, 0, true), (PictureShape{{640, 360}, 15})); // never black
        QList<int> lines;
        for (double s = 1; s < 40; s += 0.5)
            if (const int now = step.take(s, 3000, true).size.height(); lines.isEmpty() || lines.last() != now)
                lines.append(now);
        QCOMPARE(lines, (QList<int>{360, 540, 720, 1080}));
        QCOMPARE(step.shape().framesPerSecond, 30);
    }

    void whatHadToBeTakenBackWaitsLonger()
    {
        PictureStep step({1280, 720}, 30);
        step.take(0, 500, true);
        double now = 0;
        QList<int> waits;
        for (int round = 0; round < 5; ++round) {
            const double from = now;
            while (step.take(now, 900, true).size.height() == 540)
                now += 0.5;
            waits.append(int(now - from));
            now += 1;
            step.take(now, 500, true);
        }
        QCOMPARE(waits, (QList<int>{5, 10, 20, 40, 40}));
    }

    void aDipBreaksThePatience()
    {
        PictureStep step({1280, 720}, 30);
        step.take(0, 500, true);
        for (int s = 1; s < 60; ++s)
            QCOMPARE(step.take(s, s % 4 == 0 ? 700 : 900, true).size.height(), 540);
    }

    void oddSizesStayEven()
    {
        PictureStep step({854, 480}, 25);
        QCOMPARE(step.take(0, 200, true), (PictureShape{{640, 360}, 25}));
        PictureStep small({320, 180}, 15);
        QCOMPARE(small.take(0, 1, true), (PictureShape{{320, 180}, 15}));
        PictureStep upright({720, 1280}, 30);
        QCOMPARE(upright.take(0, 700, true).size, QSize(406, 720));
    }
};

SIZHEN_TEST(PictureStepTest)
#include "picturestep_test.moc"
