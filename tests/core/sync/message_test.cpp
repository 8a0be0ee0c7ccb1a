// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/sync/message.h"
#include "tests/core/sync/fakestore.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::wire;

namespace {

const QByteArray stream(16, 's');
const QByteArray feed(16, 'f');
const QByteArray address(32, 'c');

FeedHead head(char name, quint64 sequence)
{
    return {QByteArray(16, name), sequence, QByteArray(32, 'h')};
}

// One of each kind, as a station would write it.
QList<std::pair<QByteArray, Message>> allKinds()
{
    FakeStore store(QByteArray(32, 'A'));
    store.write(stream);
    return {
        {"hello", Hello{{1, 2, 7}, QByteArray(32, 'r'), "certificate", QByteArray(32, 'n')}},
        {"ready", Ready{1, QByteArray(32, 'n')}},
        {"have", Have{stream, {head('a', 1), head('b', 70'000)}, true, false}},
        {"have nothing", Have{stream, {}, false, true}},
        {"want", Want{stream, feed, 17}},
        {"entries", Entries{stream, feed, 3, {"one", "two"}}},
        {"grant", Granting{store.grantOf(stream, QByteArray(32, 'B'))}},
        {"granted", Granted{stream, 4'000'000'000u}},
        {"receipt", Receipted{*store.receipt(stream)}},
        {"chunk want", ChunkWant{stream, {address, QByteArray(32, 'd')}}},
        {"chunk", Chunk{address, QByteArray(maxChunkBytes, 'x')}},
        {"live", Live{stream, quint64(1) << 60, 3, "pulse"}},
        {"ping", Ping{}},
        {"pong", Pong{}},
        {"error", Problem{Code::Fork, stream, feed}},
        {"bye", Bye{}},
        {"since", Since{QByteArray(16, 'm'), true}},
        {"since nothing", Since{}},
        {"even", Even{QByteArray(16, 'm')}},
    };
}

} // namespace

class MessageTest final : public QObject
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

    void noBeginningOfAMessageIsAMessage_data() { everyKindReadsBackTheSame_data(); }

    void noBeginningOfAMessageIsAMessage()
    {
        QFETCH(QByteArray, bytes);
        const auto steps = qMax<qsizetype>(1, bytes.size() / 200);
        for (qsizetype size = 0; size < bytes.size(); size += steps) {
            const auto message = read(bytes.first(size));
            QVERIFY(!message);
            QCOMPARE(message.error().fault, Fault::Corrupt);
        }
        QVERIFY(!read(bytes + '\0'));
    }

    void aFieldTooManyIsRefused_data() { everyKindReadsBackTheSame_data(); }

    void aFieldTooManyIsRefused()
    {
        QFETCH(QByteArray, bytes);
        auto map = *cbor::decodeMap(bytes);
        map.insert(90, 1);
        const auto message = read(cbor::encode(map));
        QVERIFY(!message);
        QCOMPARE(message.error().fault, Fault::Corrupt);
    }

    void aFieldTooFewIsRefused_data() { everyKindReadsBackTheSame_data(); }

    void aFieldTooFewIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto whole = *cbor::decodeMap(bytes);
        for (const auto &key : whole.keys()) {
            auto map = whole;
            map.remove(key);
            QVERIFY(!read(cbor::encode(map)));
        }
    }

    void anUnknownTypeIsToBeIgnored()
    {
        const auto message = read(cbor::encode(QCborMap{{0, 4711}, {1, u"from the future"_s}}));
        QVERIFY(message);
        QCOMPARE(std::get<Unknown>(*message).type, 4711);
    }

    void whatIsOutOfBoundsIsRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const auto row = [](const char *name, const Message &message) { QTest::newRow(name) << write(message); };
        row("no versions", Hello{{}, QByteArray(32, 'r'), "c", QByteArray(32, 'n')});
        row("versions out of order", Hello{{2, 1}, QByteArray(32, 'r'), "c", QByteArray(32, 'n')});
        row("short nonce", Hello{{1}, QByteArray(32, 'r'), "c", QByteArray(31, 'n')});
        row("huge certificate",
            Hello{{1}, QByteArray(32, 'r'), QByteArray(maxCertificateBytes + 1, 'c'), QByteArray(32, 'n')});
        row("stream of 15 bytes", Want{QByteArray(15, 's'), feed, 1});
        row("from zero", Want{stream, feed, 0});
        row("heads out of order", Have{stream, {head('b', 1), head('a', 1)}, false, false});
        row("a head twice", Have{stream, {head('a', 1), head('a', 2)}, false, false});
        row("a head at zero", Have{stream, {head('a', 0)}, false, false});
        row("no entries", Entries{stream, feed, 1, {}});
        row("an empty entry", Entries{stream, feed, 1, {"one", {}}});
        row("too many bytes of entries", Entries{stream, feed, 1, {QByteArray(maxBatchBytes, 'x'), "y"}});
        row("one entry too long", Entries{stream, feed, 1, {QByteArray(maxEntrySize + 1, 'x')}});
        row("too many wants", ChunkWant{stream, QList<QByteArray>(maxChunkWants + 1, address)});
        row("no wants", ChunkWant{stream, {}});
        row("too long a chunk", Chunk{address, QByteArray(maxChunkBytes + 1, 'x')});
        row("too long a live message", Live{stream, 1, 1, QByteArray(maxLiveBytes + 1, 'x')});
        row("channel 256", Live{stream, 1, 256, "x"});
        row("type zero", Unknown{0});
        row("type below zero", Unknown{-3});
        QTest::newRow("more than the longest") << QByteArray(maxMessageBytes + 1, '\0');
        QTest::newRow("no map") << cbor::encode(QCborArray{0, 1});
        QTest::newRow("no type") << cbor::encode(QCborMap{{1, 1}});
        QTest::newRow("type as text") << cbor::encode(QCborMap{{0, u"1"_s}});
        QTest::newRow("asks for what is not there")
            << cbor::encode(QCborMap{{0, 3}, {1, stream}, {2, QCborArray()}, {3, 4}});
        QTest::newRow("grant that is none") << cbor::encode(QCborMap{{0, 6}, {1, QCborMap{{1, 2}}}});
        QTest::newRow("receipt that is none") << cbor::encode(QCborMap{{0, 8}, {1, QCborMap()}});
    }

    void whatIsOutOfBoundsIsRefused()
    {
        QFETCH(QByteArray, bytes);
        const auto message = read(bytes);
        QVERIFY(!message);
        QCOMPARE(message.error().fault, Fault::Corrupt);
    }

    void theLongestEntryTravelsAlone()
    {
        const Entries entries{stream, feed, 1, {QByteArray(maxEntrySize, 'x')}};
        const auto message = read(write(entries));
        QVERIFY(message);
        QCOMPARE(std::get<Entries>(*message), entries);
    }

    void aReasonOfANewerStationMeansNotLikeThis()
    {
        const auto message = read(cbor::encode(QCborMap{{0, 14}, {1, 900}, {2, QByteArray()}, {3, QByteArray()}}));
        QVERIFY(message);
        QCOMPARE(std::get<Problem>(*message).code, Code::Protocol);
    }

    void everyReasonHasAFaultAndAName()
    {
        for (int code = int(Code::Denied); code <= int(Code::Timeout); ++code) {
            QVERIFY(!nameOf(Code(code)).isEmpty());
            QVERIFY(faultOf(Code(code)) != Fault::WrongPassword);
        }
    }
};

SIZHEN_TEST(MessageTest)
#include "message_test.moc"
