// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/forwarderaddress.h"
#include "tests/support/program.h"

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class ForwarderAddressTest : public QObject
{
    Q_OBJECT

    const QString m_hash = u"ab"_s.repeated(32);

private Q_SLOTS:

    void addressesAreReadStrictly_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("good");
        QTest::newRow("pinned") << u"wss://word@f.example:8989#dtls=%1&pin=%1"_s.arg(m_hash) << true;
        QTest::newRow("the computer's authorities") << u"wss://word@f.example#dtls=%1"_s.arg(m_hash) << true;
        QTest::newRow("no key of calls") << u"wss://word@f.example#pin=%1"_s.arg(m_hash) << false;
        QTest::newRow("short key") << u"wss://word@f.example#dtls=abab"_s << false;
        QTest::newRow("short pin") << u"wss://word@f.example#dtls=%1&pin=ab"_s.arg(m_hash) << false;
        QTest::newRow("no secret") << u"wss://f.example#dtls=%1"_s.arg(m_hash) << false;
        QTest::newRow("in the clear") << u"ws://word@f.example#dtls=%1"_s.arg(m_hash) << false;
        QTest::newRow("in the clear, here") << u"ws://word@127.0.0.1:8188#dtls=%1"_s.arg(m_hash) << true;
        QTest::newRow("another scheme") << u"https://word@f.example#dtls=%1"_s.arg(m_hash) << false;
        QTest::newRow("nothing") << QString() << false;
    }

    void addressesAreReadStrictly()
    {
        QFETCH(QString, text);
        QFETCH(bool, good);
        const auto address = ForwarderAddress::parse(text);
        QCOMPARE(address.has_value(), good);
        if (!good) {
            QCOMPARE(address.error().message, u"link.forwarder_address"_s);
            QVERIFY(!address.error().args.value(u"text"_s).toString().contains(u"word"_s));
            return;
        }
        QCOMPARE(address->secret, u"word"_s);
        QVERIFY(!address->shown().contains(u"word"_s));
        QVERIFY(!address->place.text().contains(u"word"_s)); // what other ends are told
        const auto place = ForwarderPlace::parse(address->place.text());
        QVERIFY(place && place->pin == address->place.pin && place->url == address->place.url);
    }
};

SIZHEN_TEST(ForwarderAddressTest)
#include "forwarderaddress_test.moc"
