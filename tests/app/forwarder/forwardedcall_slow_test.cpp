// SPDX-License-Identifier: GPL-3.0-or-later
// Calls by a real forwarding server (Janus) on this machine.
#include "tests/support/forwardedends.h"
#include "tests/support/program.h"

#include <QSignalSpy>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class ForwardedCallTest : public QObject
{
    Q_OBJECT

    JanusServer m_server;

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        QVERIFY2(m_server.prepare(), "openssl makes no certificates");
        QVERIFY2(m_server.start(), "janus does not start");
    }

    void twoEndsSeeAndHearEachOther()
    {
        ForwardedEnds ends(m_server, 2);
        QVERIFY(ends.start(0));
        QVERIFY(ends.start(1));
        QTRY_VERIFY2_WITH_TIMEOUT(ends.allReceive({0, 1}, 30, 1), qPrintable(ends.state() + m_server.log()), 60'000);
    }
};

SIZHEN_TEST(ForwardedCallTest)
#include "forwardedcall_slow_test.moc"
