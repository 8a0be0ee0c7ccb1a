// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/sync/hubmessage.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QCborMap>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::hubwire;

namespace {

const QByteArray key(32, 'k');
const QByteArray nonce(32, 'n');
const QByteArray signature(64, 's');

QList<std::pair<QByteArray, Message>> allKinds()
{
    return {
        {"hello", Hello{{1, 2, 300}}},
        {"challenge", Challenge{nonce, key, 1'800'000'000'000}},
        {"login", Login{QByteArray(300, 'c'), signature}},
        {"welcome", Welcome{1, qint64(1) << 30, 70'000, 500, 2'592'000'000, u"HU"_s}},
        {"put", Put{7, QByteArray(1024, 'e'), false, u"wss://hub.example.org:443/"_s}},
        {"put here", Put{0, "e", true, {}}},
        {"put the longest", Put{23, QByteArray(maxEnvelopeBytes, 'e'), false, {}}},
        {"stored", Stored{{1, 23, 24, 255, 256, 65'535, 65'536, qint64(1) << 40}}},
        {"refused", Refused{9, Code::NoRoute}},
        {"deliver", Deliver{qint64(1) << 62, QByteArray(255, 'e'), false}},
        {"gone", Gone{{1, 2}}},
        {"problem", Problem{Code::SlowDown}},
        {"peer login", PeerLogin{key, signature}},
        {"forward", Forward{1, "e", true}},
    };
}

} // namespace

class HubMessageTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void everyKindReadsBackTheSame_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        for (const auto &[name, message] : allKinds())
            QTest::newRow(name.constData()) << write(message) << int(message.index());
    }

    void everyKindReadsBackTheSame()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, kind);
        const auto message = read(bytes);
        QVERIFY2(message, qPrintable(message ? QString() : message.error().detail));
        QCOMPARE(int(message->index()), kind);
        QCOMPARE(write(*message), bytes);
    }

    // The hand-made writer says what the canonical one says.
    void everyKindIsDeterministicCbor_data() { everyKindReadsBackTheSame_data(); }

    void everyKindIsDeterministicCbor()
    {
        QFETCH(QByteArray, bytes);
        const auto map = cbor::decodeMap(bytes);
        QVERIFY(map);
        QCOMPARE(cbor::encode(*map), bytes);
    }

    void noBeginningOfAMessageIsAMessage_data() { everyKindReadsBackTheSame_data(); }

    void noBeginningOfAMessageIsAMessage()
    {
        QFETCH(QByteArray, bytes);
        const auto steps = qMax<qsizetype>(1, bytes.size() / 40);
        for (qsizetype size = 0; size < bytes.size(); size += steps)
            QVERIFY(!read(bytes.first(size)));
        QVERIFY(!read(bytes + '\0'));
    }

    void aFieldTooManyOrTooFewIsRefused_data() { everyKindReadsBackTheSame_data(); }

    void aFieldTooManyOrTooFewIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto whole = *cbor::decodeMap(bytes);
        auto more = whole;
        more.insert(whole.size(), 1);
        QVERIFY(!read(cbor::encode(more)));
        for (const auto &one : whole.keys()) {
            auto map = whole;
            map.remove(one);
            QVERIFY(!read(cbor::encode(map)));
        }
    }

    void anUnknownTypeIsToBeIgnored()
    {
        const auto message = read(cbor::encode(QCborMap{{0, 4711}, {1, u"from the future"_s}}));
        QVERIFY(message);
        QCOMPARE(std::get<Unknown>(*message).type, 4711);
    }

    void aReasonOfANewerHubIsANo()
    {
        const auto refused = read(cbor::encode(QCborMap{{0, 7}, {1, 5}, {2, 99}}));
        QVERIFY(refused);
        QCOMPARE(std::get<Refused>(*refused), (Refused{5, Code::NotNow}));
    }

    void whatIsOutOfBoundsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const Message &message) { QTest::newRow(name) << write(message); };
        row("no versions", Hello{{}});
        row("versions out of order", Hello{{2, 1}});
        row("version zero", Hello{{0, 1}});
        row("short nonce", Challenge{QByteArray(31, 'n'), key, 1});
        row("a clock before 1970", Challenge{nonce, key, -1});
        row("huge certificate", Login{QByteArray(maxCertificateBytes + 1, 'c'), signature});
        row("short signature", Login{"c", QByteArray(63, 's')});
        row("no window", Welcome{1, 1, 1, 0, 1, u"HU"_s});
        row("a country of three letters", Welcome{1, 1, 1, 1, 1, u"HUN"_s});
        row("an empty envelope", Put{1, {}, false, {}});
        row("an envelope too long", Put{1, QByteArray(maxEnvelopeBytes + 1, 'e'), false, {}});
        row("a number below zero", Put{-1, "e", false, {}});
        row("a URL too long", Put{1, "e", false, QString(maxUrlBytes + 1, u'u')});
        row("a URL with a line feed", Put{1, "e", false, u"wss://a\nb"_s});
        row("nothing stored", Stored{{}});
        row("too many stored", Stored{QList<qint64>(maxNumbers + 1, 1)});
        row("gone: what was never stored", Gone{{0}});
        row("no type", Unknown{0});
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no map") << cbor::encode(QCborArray{0, 1});
        QTest::newRow("type as text") << cbor::encode(QCborMap{{0, u"1"_s}});
        QTest::newRow("a code of zero") << cbor::encode(QCborMap{{0, 10}, {1, 0}});
        QTest::newRow("a number in a long form") << QByteArray::fromHex("a2000a011801");
        QTest::newRow("keys out of order") << QByteArray::fromHex("a20101000a");
        QTest::newRow("an indefinite map") << QByteArray::fromHex("bf000a0101ff");
        QTest::newRow("more than the longest") << QByteArray(maxMessageBytes + 1, '\0');
    }

    void whatIsOutOfBoundsIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto message = read(bytes);
        QVERIFY(!message);
        QCOMPARE(message.error().fault, Fault::Corrupt);
    }
};

SIZHEN_TEST(HubMessageTest)
#include "hubmessage_test.moc"
