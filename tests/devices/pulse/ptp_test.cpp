// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/cobs.h"
#include "devices/pulse/ptpframe.h"
#include "devices/pulse/ptpmessages.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class PtpTest : public QObject
{
    Q_OBJECT

    static PtpFrame frame(const QByteArray &body, quint32 sequence = 7)
    {
        return {PtpType::Data, sequence, 123456789012345ULL, body};
    }

    static PtpCapabilities capabilities()
    {
        PtpCapabilities c;
        c.vendor = u"V"_s;
        c.model = u"M"_s;
        c.serial = u"1"_s;
        c.firmware = u"2"_s;
        c.boot = 99;
        c.rateHz = 500;
        c.channels = {{0, u"pulse"_s, u"1"_s, 1, 24, -8388608, 8388607}, {4, u"pressure"_s, u"gf"_s, 0.1, 16, 0, 2500}};
        c.sets = {{1, u"L.guan"_s, {0, 4}}, {2, u"R.chi"_s, {0}}};
        return c;
    }

    static QByteArray changed(QCborMap map, const QString &key, const QCborValue &value)
    {
        map.insert(key, value);
        return cbor::encode(map);
    }

private Q_SLOTS:

    void stuffingHasNoZeroAndComesBack()
    {
        for (const int size : {0, 1, 2, 253, 254, 255, 256, 508, 509, 1000})
            for (const int zeroEvery : {0, 1, 3, 254, 255}) {
                QByteArray plain;
                for (int i = 0; i < size; ++i)
                    plain.append(zeroEvery > 0 && i % zeroEvery == 0 ? '\0' : char(1 + i % 255));
                const auto stuffed = cobsEncode(plain);
                QVERIFY(!stuffed.contains('\0'));
                QVERIFY(stuffed.size() <= plain.size() + plain.size() / 254 + 1);
                const auto back = cobsDecode(stuffed);
                QVERIFY(back);
                QCOMPARE(*back, plain);
            }
        QVERIFY(!cobsDecode("\x05"
                            "ab"));
    }

    void theSumIsZlibs() { QCOMPARE(crc32(QByteArrayView("123456789", 9)), 0xCBF43926U); }

    void decodesAFrameFedByteByByte()
    {
        const auto sent = frame(QByteArray("hello\0world", 11));
        PtpDecoder decoder;
        const auto wire = encodeFrame(sent);
        for (qsizetype i = 0; i < wire.size(); ++i) {
            QVERIFY(!decoder.next());
            decoder.feed(QByteArrayView(wire).sliced(i, 1));
        }
        const auto got = decoder.next();
        QVERIFY(got);
        QCOMPARE(*got, sent);
        QCOMPARE(decoder.badFrames(), 0);
    }

    void everyTurnedBitIsNoticed()
    {
        const auto wire = encodeFrame(frame("some samples"));
        for (qsizetype i = 0; i + 1 < wire.size(); ++i)
            for (int bit = 0; bit < 8; ++bit) {
                auto broken = wire;
                broken[i] = char(broken[i] ^ char(1U << bit));
                PtpDecoder decoder;
                decoder.feed(encodeFrame(frame("before", 1)) + broken + encodeFrame(frame("after", 2)));
                QCOMPARE(decoder.next()->body, "before"_ba);
                const auto next = decoder.next();
                QVERIFY(next);
                QCOMPARE(next->body, "after"_ba);
                QVERIFY(!decoder.next());
                QVERIFY(decoder.badFrames() >= 1 && decoder.badFrames() <= 2);
            }
    }

    void noiseOfAnyLengthIsPassedOver()
    {
        PtpDecoder decoder;
        decoder.feed(encodeFrame(frame("one")));
        decoder.feed(QByteArray(100'000, 'x'));
        QCOMPARE(decoder.next()->body, "one"_ba);
        QVERIFY(!decoder.next());
        decoder.feed(QByteArray(1, '\0') + encodeFrame(frame("two")));
        QCOMPARE(decoder.next()->body, "two"_ba);
        QCOMPARE(decoder.badFrames(), 1);
    }

    void theEndOfAFrameBeforeWeListenedIsNoFault()
    {
        PtpDecoder decoder;
        decoder.feed(encodeFrame(frame("cut")).mid(9) + encodeFrame(frame("whole")));
        QCOMPARE(decoder.next()->body, "whole"_ba);
        QCOMPARE(decoder.badFrames(), 0);
    }

    void aFrameThatClaimsAnotherLengthIsRefused()
    {
        // A sound sum over a wrong length field: made by a faulty device, not by a faulty line.
        auto plain = QByteArray::fromHex("01020900") + QByteArray(12, '\1') + "body";
        const auto sum = crc32(plain);
        for (int i = 0; i < 4; ++i)
            plain.append(char(sum >> (8 * i)));
        PtpDecoder decoder;
        decoder.feed(QByteArray(1, '\0') + cobsEncode(plain) + '\0');
        QVERIFY(!decoder.next());
        QCOMPARE(decoder.badFrames(), 1);
    }

    void theDescriptorComesBack()
    {
        const auto back = PtpCapabilities::decode(capabilities().encode());
        QVERIFY(back);
        QCOMPARE(*back, capabilities());
        QCOMPARE(back->name(), u"V M 1 2"_s);
        QCOMPARE(back->scale().pressureScale, 0.1);
    }

    void aDescriptorThatContradictsItselfIsRefused()
    {
        const auto map = *cbor::decodeMap(capabilities().encode());
        QVERIFY(!PtpCapabilities::decode(changed(map, u"rate"_s, 0)));
        QVERIFY(!PtpCapabilities::decode(changed(map, u"rate"_s, qQNaN())));
        QVERIFY(!PtpCapabilities::decode(changed(map, u"channels"_s, QCborArray{})));
        QVERIFY(!PtpCapabilities::decode(
            changed(map, u"sets"_s, QCborArray{QCborMap{{u"id"_s, 1}, {u"site"_s, u"L.elbow"_s}}})));
        const QCborMap stranger{{u"id"_s, 1}, {u"site"_s, u"L.cun"_s}, {u"channels"_s, QCborArray{9}}};
        QVERIFY(!PtpCapabilities::decode(changed(map, u"sets"_s, QCborArray{stranger})));
        const auto newer = PtpCapabilities::decode(changed(map, u"protocol"_s, 2));
        QVERIFY(!newer);
        QCOMPARE(newer.error().fault, Fault::Unsupported);
        QVERIFY(!PtpCapabilities::decode("nonsense"));
    }

    void samplesOfEveryWidthKeepTheirSign()
    {
        PtpData data;
        data.set = 1;
        data.first = 0xFFFFFFF0U;
        data.columns = {{-8388608, -1, 0, 1, 8388607}, {-32768, -1, 0, 1, 32767}};
        const auto body = data.encode(capabilities());
        QCOMPARE(body.size(), 6 + 5 * 5);
        const auto back = PtpData::decode(body, capabilities());
        QVERIFY(back);
        QCOMPARE(back->first, data.first);
        QCOMPARE(back->columns, data.columns);
    }

    void dataOfAnotherLengthOrSetIsRefused()
    {
        PtpData data{2, 5, {{1, 2, 3}}};
        const auto body = data.encode(capabilities());
        QVERIFY(PtpData::decode(body, capabilities()));
        QVERIFY(!PtpData::decode(body.chopped(1), capabilities()));
        QVERIFY(!PtpData::decode(body + 'x', capabilities()));
        QVERIFY(!PtpData::decode(QByteArray(1, '\7') + body.mid(1), capabilities()));
        QVERIFY(!PtpData::decode(QByteArray("\2\0\0\0\0\0", 6), capabilities()));
        QVERIFY(!PtpData::decode({}, capabilities()));
    }

    void commandsAndEventsComeBack()
    {
        const PtpCommand command{PtpCommandKind::Start, 0xDEADBEEF, {{u"site"_s, u"L.cun"_s}}};
        const auto back = PtpCommand::decode(command.encode());
        QVERIFY(back);
        QCOMPARE(back->kind, command.kind);
        QCOMPARE(back->request, command.request);
        QCOMPARE(back->args, command.args);
        QVERIFY(!PtpCommand::decode(command.encode().left(6)));
        QVERIFY(!PtpCommand::decode(QByteArray("\x63\0\0\0\0\0\xA0", 7)));
        const PtpEvent event{PtpEventCode::Saturated, 3, 77, -5};
        const auto heard = PtpEvent::decode(event.encode());
        QVERIFY(heard);
        QCOMPARE(heard->value, -5);
        QVERIFY(!PtpEvent::decode(event.encode() + 'x'));
        QVERIFY(PtpEvent::decode(PtpEvent{PtpEventCode::Trigger, 0, 0, 0}.encode()));
        QVERIFY(!PtpEvent::decode(PtpEvent{PtpEventCode(6), 0, 0, 0}.encode()));
    }
};

SIZHEN_TEST(PtpTest)
#include "ptp_test.moc"
