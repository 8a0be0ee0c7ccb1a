// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/frame.h"

#include "core/crypto/primitives.h"
#include "tests/support/program.h"

#include <QtEndian>
#include <QtTest>

#include <deque>

using namespace sizhen;

class FrameTest final : public QObject
{
    Q_OBJECT
private:
    struct Queue {
        std::deque<Session::Outgoing> urgent;
        std::deque<Session::Outgoing> slow;

        FrameWriter::Source source()
        {
            return [this](bool urgentOnly) -> std::optional<Session::Outgoing> {
                auto &lane = urgent.empty() ? slow : urgent;
                if (lane.empty() || (urgentOnly && &lane == &slow))
                    return {};
                auto first = lane.front();
                lane.pop_front();
                return first;
            };
        }
    };

    static QByteArray header(quint32 value)
    {
        QByteArray bytes(4, Qt::Uninitialized);
        qToBigEndian(value, bytes.data());
        return bytes;
    }

    static QByteArray all(Queue &queue)
    {
        FrameWriter writer;
        QByteArray bytes;
        for (;;) {
            const auto frame = writer.next(queue.source());
            if (frame.isEmpty())
                return bytes;
            bytes += frame;
        }
    }

private Q_SLOTS:

    void messagesOfAnyLengthComeThrough_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 16'379, 16'380, 16'381, 32'760, 1'000'000, int(wire::maxMessageBytes)})
            QTest::addRow("%d bytes", size) << size;
    }

    void messagesOfAnyLengthComeThrough()
    {
        QFETCH(int, size);
        const auto message = randomBytes(size);
        Queue queue;
        queue.slow.push_back({message, false});
        FrameReader reader;
        reader.feed(all(queue));
        QCOMPARE(*reader.next(), message);
        QVERIFY(reader.next()->isEmpty());
        QVERIFY(!reader.isInside());
    }

    void byteByByteItIsTheSame()
    {
        Queue queue;
        QList<QByteArray> sent;
        for (int i = 0; i < 20; ++i) {
            sent.append(randomBytes(1 + i * 2'000));
            queue.urgent.push_back({sent.last(), true});
        }
        FrameReader reader;
        QList<QByteArray> got;
        for (const char byte : all(queue)) {
            reader.feed(QByteArrayView(&byte, 1));
            const auto message = reader.next();
            QVERIFY(message);
            if (!message->isEmpty())
                got.append(*message);
        }
        QCOMPARE(got, sent);
    }

    void aHeartbeatNeedNotWaitForAPhotograph()
    {
        Queue queue;
        const auto photograph = randomBytes(1'000'000);
        queue.slow.push_back({photograph, false});
        FrameWriter writer;
        auto bytes = writer.next(queue.source()); // the photograph is begun
        queue.urgent.push_back({"beat", true});
        const auto second = writer.next(queue.source());
        QCOMPARE(second.sliced(4), "beat");
        bytes += second;
        FrameReader reader;
        reader.feed(bytes);
        QCOMPARE(*reader.next(), "beat");
        QVERIFY(reader.isInside());
        while (writer.isBusy())
            reader.feed(writer.next(queue.source()));
        QCOMPARE(*reader.next(), photograph);
    }

    void noStationSendsSuchFrames_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("of nothing") << header(0);
        QTest::newRow("of nothing, more to come") << header(1u << 31);
        QTest::newRow("too long") << header(16'381);
        QTest::newRow("as long as can be said") << header(0x3fffffff);
        QTest::newRow("a web browser") << QByteArray("GET / HTTP/1.1\r\n\r\n");
        QByteArray endless;
        const auto part = header((1u << 31) | 16'380) + QByteArray(16'380, 'x');
        for (qsizetype size = 0; size <= wire::maxMessageBytes; size += 16'380)
            endless += part;
        QTest::newRow("a message without an end") << endless;
    }

    void noStationSendsSuchFrames()
    {
        QFETCH(QByteArray, bytes);
        FrameReader reader;
        reader.feed(bytes);
        const auto message = reader.next();
        QVERIFY(!message);
        QCOMPARE(message.error().fault, Fault::Corrupt);
    }

    void halfAFrameIsNoMessageYet()
    {
        FrameReader reader;
        reader.feed(header(100) + QByteArray(99, 'x'));
        QVERIFY(reader.next()->isEmpty());
        reader.feed("y");
        QCOMPARE(*reader.next(), QByteArray(99, 'x') + 'y');
    }
};

SIZHEN_TEST(FrameTest)
#include "frame_test.moc"
