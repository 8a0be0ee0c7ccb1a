// SPDX-License-Identifier: GPL-3.0-or-later
// What ends of a room say, as bytes: whole, or refused.
#include "core/call/callmessage.h"

#include "core/base/cbor.h"
#include "core/records/signedform.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class CallMessageTest : public QObject
{
    Q_OBJECT

private:
    static CallMessage said(CallMessage::Kind kind, const QByteArray &from)
    {
        CallMessage message;
        message.kind = kind;
        message.caseId = QByteArray(16, 'c');
        message.call = QByteArray(16, 'r');
        message.from = from;
        message.number = 7;
        message.who = QByteArray(300, 'w');
        message.proof = QByteArray(64, 'p');
        if (kind == CallMessage::Kind::Join) {
            message.to = QByteArray(32, 't');
            message.room = QByteArray(16, 'o');
        } else {
            message.ends = {QByteArray(32, 'a'), QByteArray(32, 'b')};
        }
        return message;
    }

private Q_SLOTS:

    void whatARoomSaysIsReadAgain()
    {
        const auto key = SigningKey::generate();
        for (const auto kind : {CallMessage::Kind::Join, CallMessage::Kind::Here}) {
            const auto message = said(kind, key.publicKey());
            QVERIFY(isOfRoom(kind));
            const auto bytes = signedForm(message.toCbor(), callDomain, key);
            const auto read = openCallMessage(bytes);
            QVERIFY(read);
            QCOMPARE(*read, message);
            for (qsizetype length = 0; length < bytes.size(); ++length) // cut short
                QVERIFY(!openCallMessage(bytes.first(length)));
            for (qsizetype at = 0; at < bytes.size(); ++at) { // changed on the way
                auto other = bytes;
                other[at] = char(other[at] ^ 1);
                QVERIFY(!openCallMessage(other));
            }
        }
        auto more = said(CallMessage::Kind::Here, key.publicKey());
        more.hasServer = more.forwards = more.isThin = true;
        QCOMPARE(CallMessage::fromCbor(more.toCbor()).value(), more);
        auto leaving = said(CallMessage::Kind::Here, key.publicKey());
        leaving.ends.clear();
        QCOMPARE(CallMessage::fromCbor(leaving.toCbor()).value(), leaving);
    }

    void byWhichServerItGoesIsReadAgain() // SES-08
    {
        auto forward = said(CallMessage::Kind::Forward, QByteArray(32, 'f'));
        forward.who.clear();
        forward.proof.clear();
        forward.ends.clear();
        forward.to = QByteArray(32, 't');
        QVERIFY(!isOfRoom(forward.kind)); // between two, who proved themselves
        QCOMPARE(CallMessage::fromCbor(forward.toCbor()).value(), forward); // by none any more
        forward.forwarded = ForwardedRoom{u"wss://192.0.2.7:8989#"_s, QByteArray(32, 'k'), 7, u"pin"_s, u"token"_s};
        QCOMPARE(CallMessage::fromCbor(forward.toCbor()).value(), forward);
        const auto refused = [&](const std::function<void(QCborMap &)> &change) {
            auto map = forward.toCbor();
            auto room = map.value(u"server"_s).toMap();
            change(room);
            map.insert(u"server"_s, room);
            QVERIFY(!CallMessage::fromCbor(map));
        };
        refused([](QCborMap &room) { room.remove(u"token"_s); });
        refused([](QCborMap &room) { room.insert(u"address"_s, u"ws://localhost:80"_s); });
        refused([](QCborMap &room) { room.insert(u"fingerprint"_s, QByteArray(31, 'k')); });
        refused([](QCborMap &room) { room.insert(u"kbit"_s, 1'000'000); });
        refused([](QCborMap &room) { room.insert(u"more"_s, true); });
        auto alive = said(CallMessage::Kind::Alive, QByteArray(32, 'f'));
        alive.who.clear();
        alive.proof.clear();
        alive.ends.clear();
        alive.sending = CallSending{.heard = 5, .byServer = true};
        QCOMPARE(CallMessage::fromCbor(alive.toCbor()).value(), alive);
        auto map = alive.toCbor();
        map.insert(u"server"_s, false); // said in another way
        QVERIFY(!CallMessage::fromCbor(map));
    }

    void anotherShapeIsRefused()
    {
        const auto refused = [](CallMessage::Kind kind, const std::function<void(QCborMap &)> &change) {
            auto map = said(kind, QByteArray(32, 'f')).toCbor();
            QVERIFY(CallMessage::fromCbor(map));
            change(map);
            QVERIFY(!CallMessage::fromCbor(map));
        };
        using Kind = CallMessage::Kind;
        refused(Kind::Join, [](QCborMap &map) { map.remove(u"room"_s); });
        refused(Kind::Join, [](QCborMap &map) { map.insert(u"room"_s, QByteArray(15, 'o')); });
        refused(Kind::Join, [](QCborMap &map) { map.insert(u"ends"_s, QCborArray()); });
        refused(Kind::Join, [](QCborMap &map) { map.remove(u"proof"_s); });
        refused(Kind::Here, [](QCborMap &map) { map.remove(u"ends"_s); });
        refused(Kind::Here, [](QCborMap &map) { map.insert(u"room"_s, QByteArray(16, 'o')); });
        refused(Kind::Here, [](QCborMap &map) { map.insert(u"ends"_s, QCborArray{QByteArray(31, 'a')}); });
        refused(Kind::Here, [](QCborMap &map) {
            map.insert(u"ends"_s, QCborArray{QByteArray(32, 'a'), QByteArray(32, 'a')}); // one twice
        });
        refused(Kind::Here, [](QCborMap &map) {
            QCborArray many;
            for (int i = 0; i <= CallMessage::mostEnds; ++i)
                many.append(QByteArray(32, char(i)));
            map.insert(u"ends"_s, many);
        });
        refused(Kind::Here, [](QCborMap &map) { map.insert(u"who"_s, QByteArray(CallMessage::longestWho + 1, 'w')); });
        refused(Kind::Here, [](QCborMap &map) { map.insert(u"v"_s, 2); });
        refused(Kind::Here, [](QCborMap &map) { map.insert(u"kind"_s, u"there"_s); });
    }
};

SIZHEN_TEST(CallMessageTest)
#include "callmessage_test.moc"
