// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/uplinks.h"

#include "tests/support/program.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class UplinksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // NET-04: name, path and rates are kept as they were said.
    void whatWasRegisteredIsReadAgain()
    {
        const auto said = uplinksFromWords({u"China Telecom=eth0/100/20"_s, u"Mobile=10.2.0.7"_s});
        QVERIFY(said);
        QCOMPARE(said->size(), 2);
        QCOMPARE(said->at(0), (Uplink{u"China Telecom"_s, u"eth0"_s, 100, 20}));
        QCOMPARE(uplinkWord(said->at(0)), u"China Telecom=eth0/100/20"_s);
        QCOMPARE(uplinkWord(said->at(1)), u"Mobile=10.2.0.7"_s);
        const auto again = parseUplinks(uplinksText(*said));
        QVERIFY(again);
        QCOMPARE(*again, *said);
        QCOMPARE(uplinksText({}), QString());
        QVERIFY(parseUplinks({})->isEmpty());
    }

    void whatCannotBeIsRefused_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("no name") << QStringList{u"=eth0"_s};
        QTest::newRow("no place") << QStringList{u"Telecom="_s};
        QTest::newRow("no equals sign") << QStringList{u"Telecom"_s};
        QTest::newRow("a place that is none") << QStringList{u"Telecom=eth 0;reboot"_s};
        QTest::newRow("a rate that is none") << QStringList{u"Telecom=eth0/fast"_s};
        QTest::newRow("one name twice") << QStringList{u"A=eth0"_s, u"A=eth1"_s};
        QTest::newRow("one line twice") << QStringList{u"A=eth0"_s, u"B=eth0"_s};
        QTest::newRow("five") << QStringList{u"A=e0"_s, u"B=e1"_s, u"C=e2"_s, u"D=e3"_s, u"E=e4"_s};
    }

    void whatCannotBeIsRefused()
    {
        QFETCH(QStringList, words);
        const auto refused = uplinksFromWords(words);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, u"net.uplink"_s);
        QVERIFY(!parseUplinks(u"{}"_s));
    }

    void aLineIsKnownByItsAddress()
    {
        const QList<Uplink> both{{u"A"_s, u"127.0.0.1"_s}, {u"B"_s, u"127.0.0.2"_s}};
        QCOMPARE(uplinkAt(both, QHostAddress(u"127.0.0.2"_s)), 1);
        QCOMPARE(uplinkAt(both, QHostAddress(u"192.0.2.1"_s)), -1);
        QVERIFY(addressesOf({u"C"_s, u"192.0.2.1"_s}).isEmpty()); // not of this machine
        QVERIFY(addressesOf({u"C"_s, u"lo"_s}).contains(QHostAddress(QHostAddress::LocalHost)));
        QVERIFY(addressesOf({u"C"_s, u"nosuch0"_s}).isEmpty());
    }
};

SIZHEN_TEST(UplinksTest)
#include "uplinks_test.moc"
