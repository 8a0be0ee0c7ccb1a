// SPDX-License-Identifier: GPL-3.0-or-later
// What a server may say, true or not. How a real one speaks: tests/app/forwarder.
#include "core/call/callplan.h"
#include "core/call/videoroom.h"
#include "core/crypto/primitives.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 roomNumber = 4711;

QString sdpWith(const QByteArray &fingerprint)
{
    return u"v=0\r\na=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=fingerprint:sha-256 "_s
        + QString::fromLatin1(fingerprint.toHex(':').toUpper())
        + u"\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 opus/48000/2\r\n"_s;
}

// The machine, and a server that is played by the test line by line.
struct Stage {
    SigningKey key = SigningKey::generate();
    SigningKey other = SigningKey::generate();
    QSet<QByteArray> members{other.publicKey()};
    std::unique_ptr<VideoRoom> room;
    qint64 now = 1000;
    QList<QJsonObject> said;
    QList<VideoRoomBegin> begun;
    QList<VideoRoomDescribe> given;
    QList<QByteArray> stopped;
    QList<qint64> dials;
    QList<Error> told;
    QList<Error> over;

    explicit Stage(bool makes = false)
    {
        VideoRoom::Setup setup;
        setup.room = {u"wss://forwarder.example"_s, QByteArray(32, 'f'), roomNumber, u"pin"_s, u"token"_s, 300};
        setup.station = key.publicKey();
        if (makes) {
            setup.adminKey = u"rooms"_s;
            setup.tokens = QStringList{u"token"_s, u"another"_s};
        }
        setup.random = &randomBytes;
        setup.wallMs = [this] { return now; };
        setup.sign = [this](QByteArrayView domain, QByteArrayView words) { return key.sign(domain, words); };
        setup.isSigned = [](const QByteArray &by, QByteArrayView domain, QByteArrayView words,
                            const QByteArray &signature) { return verify(by, domain, words, signature); };
        setup.expected = [this](const QByteArray &station) { return members.contains(station); };
        room = std::make_unique<VideoRoom>(setup);
        take(room->begin(now));
    }

    void take(const VideoRoomSteps &steps)
    {
        for (const auto &step : steps) {
            if (const auto *say = std::get_if<VideoRoomSay>(&step))
                said.append(QJsonDocument::fromJson(say->json).object());
            else if (const auto *begin = std::get_if<VideoRoomBegin>(&step))
                begun.append(*begin);
            else if (const auto *give = std::get_if<VideoRoomDescribe>(&step))
                given.append(*give);
            else if (const auto *stop = std::get_if<VideoRoomStop>(&step))
                stopped.append(stop->end);
            else if (const auto *dial = std::get_if<VideoRoomDial>(&step))
                dials.append(dial->afterMs);
            else if (const auto *error = std::get_if<VideoRoomTold>(&step))
                told.append(error->error);
            else if (const auto *end = std::get_if<VideoRoomOver>(&step))
                over.append(end->error);
        }
    }

    void hear(const QJsonObject &object) { take(room->hear(QJsonDocument(object).toJson(), now)); }

    [[nodiscard]] QString asked() const { return said.last().value(u"transaction"_s).toString(); }

    [[nodiscard]] QJsonObject body() const { return said.last().value(u"body"_s).toObject(); }

    void succeed(qint64 id)
    {
        hear({{u"janus"_s, u"success"_s}, {u"transaction"_s, asked()}, {u"data"_s, QJsonObject{{u"id"_s, id}}}});
    }

    void plugin(qint64 handle, QJsonObject data, const QString &transaction = {}, const QString &type = {},
                const QString &sdp = {})
    {
        data.insert(u"room"_s, roomNumber);
        QJsonObject object{{u"janus"_s, u"event"_s},
                           {u"sender"_s, handle},
                           {u"session_id"_s, 1},
                           {u"transaction"_s, transaction},
                           {u"plugindata"_s, QJsonObject{{u"data"_s, data}}}};
        if (!type.isEmpty())
            object.insert(u"jsep"_s, QJsonObject{{u"type"_s, type}, {u"sdp"_s, sdp}});
        hear(object);
    }

    // Until what we send flows: session 1, handle 2.
    void connectOwn()
    {
        join();
        offerOwn();
        plugin(2, {{u"videoroom"_s, u"event"_s}, {u"configured"_s, u"ok"_s}}, asked(), u"answer"_s,
               sdpWith(QByteArray(32, 'f')));
        take(room->mediaConnected({}, room->round(), now));
    }

    void join()
    {
        take(room->opened(now));
        succeed(1);
        succeed(2);
        plugin(2, {{u"videoroom"_s, u"joined"_s}, {u"id"_s, body().value(u"id"_s)}, {u"private_id"_s, 9}}, asked());
    }

    void offerOwn()
    {
        take(room->described({}, room->round(), {SessionDescription::Kind::Offer, sdpWith(QByteArray(32, 'o'))}, now));
    }

    [[nodiscard]] static QString display(const SigningKey &by, qint64 feed, qint64 since)
    {
        const auto signature = by.sign(feedDomain, feedClaim(roomNumber, feed, by.publicKey(), since));
        return QString::fromLatin1(by.publicKey().toHex()) + u".%1."_s.arg(since)
            + QString::fromLatin1(signature.toHex());
    }

    void publishes(qint64 feed, const QString &shown)
    {
        plugin(2, {{u"videoroom"_s, u"event"_s},
                   {u"publishers"_s, QJsonArray{QJsonObject{{u"id"_s, feed}, {u"display"_s, shown}}}}});
    }

    // The other end's stream up to its offer; its handle.
    void attach(qint64 handle, const QByteArray &fingerprint = QByteArray(32, 'f'))
    {
        succeed(handle);
        plugin(handle, {{u"videoroom"_s, u"attached"_s}}, asked(), u"offer"_s, sdpWith(fingerprint));
    }

    void wait(qint64 ms)
    {
        for (qint64 i = 0; i < ms; i += 100) {
            now += 100;
            take(room->tick(now));
        }
    }
};

} // namespace

class VideoRoomTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void whoMakesTheRoomMakesItForSixWithTokensAndWithoutRecording()
    {
        Stage stage(true);
        stage.take(stage.room->opened(stage.now));
        stage.succeed(1);
        stage.succeed(2);
        const auto body = stage.body();
        QCOMPARE(body.value(u"request"_s).toString(), u"create"_s);
        QCOMPARE(body.value(u"room"_s).toInteger(), roomNumber);
        QCOMPARE(body.value(u"admin_key"_s).toString(), u"rooms"_s);
        QCOMPARE(body.value(u"allowed"_s).toArray().size(), 2);
        QCOMPARE(body.value(u"record"_s).toBool(true), false);
        QVERIFY(body.value(u"require_pvtid"_s).toBool() && body.value(u"is_private"_s).toBool());
        // After a start of this program the room may be there still.
        stage.hear({{u"janus"_s, u"success"_s},
                    {u"transaction"_s, stage.asked()},
                    {u"sender"_s, 2},
                    {u"plugindata"_s,
                     QJsonObject{{u"data"_s, QJsonObject{{u"videoroom"_s, u"event"_s}, {u"error_code"_s, 427}}}}}});
        QCOMPARE(stage.body().value(u"request"_s).toString(), u"join"_s);
        QVERIFY(stage.over.isEmpty());
    }

    void whatWeSendAndWhatComesAreEnginesOfTheirOwn()
    {
        Stage stage;
        stage.connectOwn();
        QCOMPARE(stage.begun.size(), 1);
        QCOMPARE(stage.given.size(), 1);
        QVERIFY(stage.given.first().end.isEmpty());
        QCOMPARE(stage.room->stage(), CallStage::Connected);
        const auto station = stage.other.publicKey();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        QCOMPARE(stage.room->stage(station), CallStage::Connecting);
        stage.attach(3);
        QCOMPARE(stage.begun.size(), 2);
        QCOMPARE(stage.given.last().end, station);
        stage.take(stage.room->described(station, 1, {SessionDescription::Kind::Answer, u"answer"_s}, stage.now));
        QCOMPARE(stage.body().value(u"request"_s).toString(), u"start"_s);
        QCOMPARE(stage.said.last().value(u"handle_id"_s).toInteger(), 3);
        stage.take(stage.room->mediaConnected(station, 1, stage.now));
        QCOMPARE(stage.room->stage(station), CallStage::Connected);

        stage.plugin(2, {{u"videoroom"_s, u"event"_s}, {u"leaving"_s, 77}});
        QCOMPARE(stage.stopped, QList<QByteArray>{station});
        QCOMPARE(stage.room->stage(station), CallStage::Interrupted); // it may come back
        stage.wait(VideoRoom::goneMs + 200);
        QVERIFY(stage.room->ends().isEmpty());
    }

    void aKeyFrameIsAskedForInTheWayThatTheServerHears()
    {
        Stage stage;
        stage.connectOwn();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        stage.succeed(3);
        const auto sdp = sdpWith(QByteArray(32, 'f'));
        stage.plugin(3, {{u"videoroom"_s, u"attached"_s}}, stage.asked(), u"offer"_s,
                     sdp + u"a=rtcp-fb:96 ccm fir\r\na=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 transport-cc\r\n"_s
                         + u"a=extmap:3 "_s + feedbackExtension() + u"\r\n"_s);
        QCOMPARE(stage.given.last().description.sdp, sdp + u"a=rtcp-fb:96 nack pli\r\n"_s);
    }

    void anotherKeyThanAnnouncedEndsItBeforeAnEngineSeesIt_data() // SES-08
    {
        QTest::addColumn<QString>("sdp");
        QTest::addColumn<QString>("message");
        QTest::newRow("another key") << sdpWith(QByteArray(32, 'x')) << u"forwarder.wrong_key"_s;
        QTest::newRow("two keys") << sdpWith(QByteArray(32, 'f'))
                + u"m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=fingerprint:sha-256 "_s
                + QString::fromLatin1(QByteArray(32, 'x').toHex(':')) + u"\r\n"_s
                                  << u"forwarder.wrong_key"_s;
        QTest::newRow("none") << u"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"_s << u"media.sdp_keys"_s;
        QTest::newRow("nonsense") << u"hello"_s << u"media.sdp"_s;
    }

    void anotherKeyThanAnnouncedEndsItBeforeAnEngineSeesIt()
    {
        QFETCH(QString, sdp);
        QFETCH(QString, message);
        Stage own;
        own.join();
        own.offerOwn();
        own.plugin(2, {{u"videoroom"_s, u"event"_s}}, own.asked(), u"answer"_s, sdp);
        Stage received;
        received.connectOwn();
        received.publishes(77, Stage::display(received.other, 77, 5));
        received.succeed(3);
        received.plugin(3, {{u"videoroom"_s, u"attached"_s}}, received.asked(), u"offer"_s, sdp);
        QCOMPARE(own.given.size(), 0);
        QCOMPARE(received.given.size(), 1); // our own, before
        for (const auto *stage : {&own, &received}) {
            QCOMPARE(stage->over.size(), 1);
            QCOMPARE(stage->over.first().message, message);
            QVERIFY(stage->room->isOver());
        }
        QCOMPARE(received.begun.size(), 1);
        QCOMPARE(received.stopped.size(), 1); // nothing of ours goes there any more
    }

    void whoSendsMustHaveSignedForIt_data() // SES-03
    {
        QTest::addColumn<QString>("shown");
        Stage stage;
        const auto stranger = SigningKey::generate();
        QTest::newRow("nothing") << QString();
        QTest::newRow("a name") << u"Dr. Li"_s;
        QTest::newRow("signed by nobody we know") << Stage::display(stranger, 76, 5);
        QTest::newRow("long") << QString(1000, u'a');
    }

    void whoSendsMustHaveSignedForIt()
    {
        QFETCH(QString, shown);
        Stage stage;
        stage.connectOwn();
        for (const auto &one : {shown, Stage::display(stage.other, 78, 5), // signed for another number
                                Stage::display(stage.key, 77, 5), // we
                                QString(Stage::display(stage.other, 77, 5)).replace(u".5."_s, u".6."_s)})
            stage.publishes(77, one);
        QVERIFY(stage.room->ends().isEmpty());
        QCOMPARE(stage.told.size(), 1); // once
        QCOMPARE(stage.told.first().message, u"forwarder.stranger"_s);
        QVERIFY(stage.over.isEmpty());
    }

    void whoIsGreetedLaterIsTakenInThenAndWhoLeftIsNotHeardAnyMore() // SES-03
    {
        Stage stage;
        stage.members.clear();
        stage.connectOwn();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        const auto end = stage.other.publicKey();
        const auto pass = [&](qint64 ms) {
            for (const auto until = stage.now + ms; stage.now < until; stage.now += 100) {
                stage.room->packetsCame({}, stage.room->round(), stage.now, stage.now);
                stage.take(stage.room->tick(stage.now));
            }
        };
        pass(3000);
        QVERIFY(stage.room->ends().isEmpty());
        QVERIFY(stage.told.isEmpty());
        stage.members.insert(end);
        pass(200);
        QCOMPARE(stage.room->ends(), QList{end});
        stage.members.clear(); // left the call, and still sends
        pass(VideoRoom::goneMs + 500);
        QVERIFY(stage.room->ends().isEmpty());
        QVERIFY(stage.told.isEmpty());
        stage.publishes(78, Stage::display(stage.other, 78, 6)); // or never was in it
        pass(VideoRoom::expectedMs + 500);
        QCOMPARE(stage.told.size(), 1);
        QCOMPARE(stage.told.first().message, u"forwarder.stranger"_s);
    }

    // Whose call is over is turned out with all it knows: its token, its stream, and whoever only listens.
    void whoIsDismissedIsTurnedOut() // SES-03
    {
        Stage stage(true);
        stage.take(stage.room->opened(stage.now));
        stage.succeed(1);
        stage.succeed(2);
        stage.hear({{u"janus"_s, u"success"_s},
                    {u"transaction"_s, stage.asked()},
                    {u"sender"_s, 2},
                    {u"plugindata"_s, QJsonObject{{u"data"_s, QJsonObject{{u"videoroom"_s, u"created"_s}}}}}});
        stage.plugin(2, {{u"videoroom"_s, u"joined"_s}, {u"id"_s, stage.body().value(u"id"_s)}, {u"private_id"_s, 9}},
                     stage.asked());
        stage.offerOwn();
        const auto mine = stage.said.size();
        stage.members.clear();
        stage.take(stage.room->dismiss(u"another"_s, stage.now));
        QCOMPARE(stage.said.size(), mine + 2);
        const auto removed = stage.said[mine].value(u"body"_s).toObject();
        QCOMPARE(removed.value(u"request"_s).toString(), u"allowed"_s);
        QCOMPARE(removed.value(u"action"_s).toString(), u"remove"_s);
        QCOMPARE(removed.value(u"allowed"_s).toArray(), QJsonArray{u"another"_s});
        QCOMPARE(stage.body().value(u"request"_s).toString(), u"listparticipants"_s);
        const auto one = [](qint64 id, const QString &display, bool sends) {
            return QJsonObject{{u"id"_s, id}, {u"display"_s, display}, {u"publisher"_s, sends}};
        };
        const auto member = SigningKey::generate();
        stage.members.insert(member.publicKey());
        stage.hear({{u"janus"_s, u"success"_s},
                    {u"sender"_s, 2},
                    {u"session_id"_s, 1},
                    {u"transaction"_s, stage.asked()},
                    {u"plugindata"_s,
                     QJsonObject{{u"data"_s,
                                  QJsonObject{{u"videoroom"_s, u"participants"_s},
                                              {u"room"_s, roomNumber},
                                              {u"participants"_s,
                                               QJsonArray{one(77, Stage::display(stage.other, 77, 5), true),
                                                          one(78, u"who only listens"_s, false),
                                                          one(79, Stage::display(member, 79, 5), false)}}}}}}});
        QList<qint64> kicked;
        for (const auto &said : std::as_const(stage.said))
            if (const auto asked = said.value(u"body"_s).toObject(); asked.value(u"request"_s).toString() == u"kick")
                kicked.append(asked.value(u"id"_s).toInteger());
        QCOMPARE(kicked, (QList<qint64>{77, 78}));
    }

    void ofTwoStreamsOfAStationTheLaterCounts()
    {
        Stage stage;
        stage.connectOwn();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        stage.attach(3);
        stage.publishes(76, Stage::display(stage.other, 76, 4)); // what it left behind, or played again
        QCOMPARE(stage.stopped.size(), 0);
        stage.publishes(78, Stage::display(stage.other, 78, 6));
        QCOMPARE(stage.stopped.size(), 1);
        stage.plugin(2, {{u"videoroom"_s, u"event"_s}, {u"leaving"_s, 77}}); // the earlier one goes
        stage.wait(VideoRoom::goneMs + 200);
        QCOMPARE(stage.room->ends().size(), 1);
    }

    void moreEndsThanARoomHoldsAreLeftOut()
    {
        Stage stage;
        stage.connectOwn();
        for (int i = 0; i < 20; ++i) {
            const auto more = SigningKey::generate();
            stage.members.insert(more.publicKey());
            stage.publishes(100 + i, Stage::display(more, 100 + i, 5));
        }
        QCOMPARE(stage.room->ends().size(), ForwardedRoom::mostEnds - 1);
    }

    void aServerThatLiesBeginsAnewAndNeverFloods_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("hello");
        QTest::newRow("huge") << QByteArray(JanusMessage::longest + 1, ' ');
        QTest::newRow("another room") << QByteArray(
            R"({"janus":"event","sender":2,"plugindata":{"data":{"videoroom":"event","room":5}}})");
        QTest::newRow("the session is over") << QByteArray(R"({"janus":"timeout","session_id":1})");
        QTest::newRow("the room is over") << QByteArray(
            R"({"janus":"event","sender":2,"plugindata":{"data":{"videoroom":"destroyed","room":4711}}})");
        QTest::newRow("joined unasked") << QByteArray(
            R"({"janus":"event","sender":2,"plugindata":{"data":{"videoroom":"joined","room":4711}}})");
        QTest::newRow("hung up") << QByteArray(R"({"janus":"hangup","sender":2})");
        QByteArray feeds = R"({"janus":"event","sender":2,"plugindata":{"data":{"videoroom":"event","publishers":[)";
        for (int i = 1; i < 1000; ++i)
            feeds += "{\"id\":" + QByteArray::number(i) + "},";
        QTest::newRow("a thousand senders") << feeds + R"({"id":1000}]}}})";
    }

    void aServerThatLiesBeginsAnewAndNeverFloods()
    {
        QFETCH(QByteArray, bytes);
        Stage stage;
        stage.connectOwn();
        const auto dials = stage.dials.size();
        stage.take(stage.room->hear(bytes, stage.now));
        QCOMPARE(stage.dials.size(), dials + 1);
        QCOMPARE(stage.stopped, QList<QByteArray>{QByteArray()});
        QCOMPARE(stage.room->stage(), CallStage::Interrupted);
        const auto said = stage.said.size();
        for (int i = 0; i < 100; ++i)
            stage.take(stage.room->hear(bytes, stage.now)); // of the socket that was given up
        QCOMPARE(stage.said.size(), said);
        QCOMPARE(stage.dials.size(), dials + 1);
        stage.connectOwn();
        QCOMPARE(stage.room->stage(), CallStage::Connected);
    }

    void whatNobodyAskedForIsLeftOut()
    {
        Stage stage;
        stage.connectOwn();
        const auto said = stage.said.size();
        const auto sdp = sdpWith(QByteArray(32, 'f'));
        stage.plugin(99, {{u"videoroom"_s, u"attached"_s}}, u"x"_s, u"offer"_s, sdp); // an unknown handle
        stage.plugin(2, {{u"videoroom"_s, u"event"_s}}, {}, u"answer"_s, sdp); // a second answer
        stage.plugin(2, {{u"videoroom"_s, u"event"_s}}, {}, u"offer"_s, sdp);
        stage.hear({{u"janus"_s, u"success"_s}, {u"transaction"_s, u"x"_s}});
        stage.hear({{u"janus"_s, u"event"_s}, {u"session_id"_s, 55}, {u"sender"_s, 2}}); // another session
        stage.hear({{u"janus"_s, u"slowlink"_s}, {u"sender"_s, 2}});
        QCOMPARE(stage.said.size(), said);
        QCOMPARE(stage.given.size(), 1);
        QVERIFY(stage.over.isEmpty() && stage.stopped.isEmpty());
    }

    void aServerThatSaysNothingIsGivenUpAfterAMinute()
    {
        Stage stage;
        for (int i = 0; i < 20 && stage.over.isEmpty(); ++i) {
            stage.take(stage.room->opened(stage.now));
            stage.wait(VideoRoom::answerMs + 100);
        }
        QCOMPARE(stage.over.size(), 1);
        QCOMPARE(stage.over.first().message, u"forwarder.lost"_s);
        QVERIFY(stage.now < 75'000);
    }

    void aSessionThatWasKeptIsClaimedAndWhoCameMeanwhileIsFound() // SES-14
    {
        Stage stage;
        stage.connectOwn();
        stage.take(stage.room->closed(stage.now));
        QVERIFY(stage.stopped.isEmpty()); // picture and sound go on
        stage.take(stage.room->opened(stage.now + 1000));
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"claim"_s);
        QCOMPARE(stage.said.last().value(u"session_id"_s).toInteger(), 1);
        stage.hear({{u"janus"_s, u"success"_s}, {u"transaction"_s, stage.asked()}});
        QCOMPARE(stage.body().value(u"request"_s).toString(), u"listparticipants"_s);
        const QJsonObject there{
            {u"id"_s, 77}, {u"publisher"_s, true}, {u"display"_s, Stage::display(stage.other, 77, 5)}};
        stage.hear({{u"janus"_s, u"success"_s},
                    {u"transaction"_s, stage.asked()},
                    {u"plugindata"_s,
                     QJsonObject{{u"data"_s,
                                  QJsonObject{{u"videoroom"_s, u"participants"_s},
                                              {u"participants"_s, QJsonArray{there}}}}}}});
        QCOMPARE(stage.room->ends(), QList<QByteArray>{stage.other.publicKey()});
        QCOMPARE(stage.room->round(), 1);
    }

    void aSessionThatIsGoneBeginsAnewOnTheSameSocket()
    {
        Stage stage;
        stage.connectOwn();
        stage.take(stage.room->closed(stage.now));
        stage.take(stage.room->opened(stage.now));
        stage.hear({{u"janus"_s, u"error"_s},
                    {u"transaction"_s, stage.asked()},
                    {u"error"_s, QJsonObject{{u"code"_s, 458}, {u"reason"_s, u"No such session"_s}}}});
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"create"_s);
        QCOMPARE(stage.stopped.size(), 1);
        stage.succeed(1);
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"attach"_s);
    }

    void aStreamThatFallsSilentIsTakenAnewUnlessItsEndSaysSo()
    {
        Stage stage;
        stage.connectOwn();
        const auto station = stage.other.publicKey();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        stage.attach(3);
        stage.take(stage.room->mediaConnected(station, 1, stage.now));
        stage.room->setQuiet(station, true);
        stage.wait(3 * VideoRoom::silentMs);
        QVERIFY(stage.stopped.isEmpty());
        stage.room->setQuiet(station, false);
        stage.wait(200);
        QCOMPARE(stage.stopped, QList<QByteArray>{station});
        stage.wait(1000);
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"attach"_s);
        stage.attach(4);
        QCOMPARE(stage.begun.last().round, 2);
        QCOMPARE(stage.room->stage(), CallStage::Connected); // ours went on
    }

    void aSessionIsKeptAlive()
    {
        Stage stage;
        stage.connectOwn();
        const auto said = stage.said.size();
        stage.wait(2 * VideoRoom::keepAliveMs + 1000);
        QCOMPARE(stage.said.size(), said + 2);
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"keepalive"_s);
    }

    void whoIsNotLetInIsToldSo_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("pin or token") << 433 << u"forwarder.not_let_in"_s;
        QTest::newRow("no room yet") << 426 << QString(); // whose it is may be late
        QTest::newRow("full") << 432 << QString();
    }

    void whoIsNotLetInIsToldSo()
    {
        QFETCH(int, code);
        QFETCH(QString, message);
        Stage stage;
        stage.take(stage.room->opened(stage.now));
        stage.succeed(1);
        stage.succeed(2);
        const auto dials = stage.dials.size();
        stage.plugin(2, {{u"videoroom"_s, u"event"_s}, {u"error_code"_s, code}, {u"error"_s, u"no"_s}}, stage.asked());
        QCOMPARE(stage.over.isEmpty() ? QString() : stage.over.first().message, message);
        QCOMPARE(stage.dials.size(), message.isEmpty() ? dials + 1 : dials);
    }

    void whoLeavesSaysSoAndHearsNothingMore()
    {
        Stage stage;
        stage.connectOwn();
        stage.take(stage.room->leave());
        QCOMPARE(stage.said.last().value(u"janus"_s).toString(), u"destroy"_s);
        QCOMPARE(stage.stopped, QList<QByteArray>{QByteArray()});
        const auto said = stage.said.size();
        stage.publishes(77, Stage::display(stage.other, 77, 5));
        stage.take(stage.room->opened(stage.now));
        stage.wait(100'000);
        QCOMPARE(stage.said.size(), said);
        QVERIFY(stage.over.isEmpty());
    }

    void theAnnouncementIsReadStrictly()
    {
        const ForwardedRoom room{u"wss://f.example"_s, QByteArray(32, 'f'), 5, u"pin"_s, u"token"_s, 600};
        const auto read = ForwardedRoom::fromCbor(room.toCbor());
        QVERIFY(read && *read == room);
        const auto refuses = [&room](const QString &field, const QCborValue &value) {
            auto map = room.toCbor();
            map[field] = value;
            return !ForwardedRoom::fromCbor(map);
        };
        QVERIFY(refuses(u"fingerprint"_s, QByteArray(31, 'f')));
        QVERIFY(refuses(u"room"_s, 0));
        QVERIFY(refuses(u"room"_s, ForwardedRoom::highestRoom + 1));
        QVERIFY(refuses(u"pin"_s, u""_s));
        QVERIFY(refuses(u"token"_s, QString(65, u'a')));
        QVERIFY(refuses(u"kbit"_s, 1'000'000));
        QVERIFY(refuses(u"address"_s, QString(1000, u'a')));
    }
};

SIZHEN_TEST(VideoRoomTest)
#include "videoroom_test.moc"
