// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/uplinkchoice.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class UplinkChoiceTest : public QObject
{
    Q_OBJECT

    using Lines = QList<int>;
    const QList<bool> both{true, true};

private Q_SLOTS:

    // SES-14, NET-07: the second network, at once.
    void theDiallingEndChangesOver()
    {
        UplinkChoice choice;
        QCOMPARE(choice.dial(both, true), Lines{0});
        choice.packetsCame();
        QCOMPARE(choice.dial(both, true), Lines{1});
        choice.packetsCame();
        QCOMPARE(choice.dial(both, true), Lines{0}); // trouble there, too
        QCOMPARE(choice.dial(both, true), Lines{1}); // and none that works
    }

    // Whose picture came by a forwarding server for a while has had no trouble with its line.
    void anEngineThatWasLetGoIsNoFailure()
    {
        UplinkChoice choice;
        QCOMPARE(choice.dial(both, true), Lines{0});
        choice.packetsCame();
        choice.letGo();
        QCOMPARE(choice.dial(both, true), Lines{0});
        QCOMPARE(choice.dial(both, true), Lines{1});
    }

    void theOtherEndOffersAllItHas()
    {
        UplinkChoice choice;
        QCOMPARE(choice.dial(both, false), Lines{0});
        choice.packetsCame();
        QCOMPARE(choice.dial(both, false), (Lines{0, 1}));
        QCOMPARE(choice.dial(both, false), (Lines{0, 1}));
    }

    // A cable that is out is known at once.
    void aLineWithoutAnAddressIsLeftAtOnce()
    {
        UplinkChoice choice;
        QCOMPARE(choice.dial(both, true), Lines{0});
        choice.packetsCame();
        QCOMPARE(choice.dial({false, true}, true), Lines{1});
        UplinkChoice answers;
        QCOMPARE(answers.dial({false, true}, false), Lines{1});
        answers.packetsCame();
        QCOMPARE(answers.dial({true, false}, false), Lines{0});
    }

    void withoutProvidersTheSystemDecides()
    {
        UplinkChoice choice;
        QCOMPARE(choice.dial({}, true), Lines());
        QCOMPARE(choice.dial({}, true), Lines());
        QCOMPARE(choice.current(), -1);
        QCOMPARE(choice.dial({false, false}, true), Lines());
        QCOMPARE(choice.dial({false, true}, true), Lines{1}); // it came back
        UplinkChoice one;
        for (int i = 0; i < 5; ++i)
            QCOMPARE(one.dial({true}, true), Lines{0});
    }
};

SIZHEN_TEST(UplinkChoiceTest)
#include "uplinkchoice_test.moc"
