// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callsession.h"
#include "tests/support/callline.h"
#include "tests/support/program.h"

#include <QDirIterator>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class CallSessionTest : public QObject
{
    Q_OBJECT

private:
    static void connectThem(CallLineModel &line, int answering = 1)
    {
        line.invite(0);
        QVERIFY(line.passUntil([&] { return line.call(answering).stage() == CallStage::Ringing; }));
        line.accept(answering);
        QVERIFY(line.passUntil([&] { return line.isConnected(0, answering); }));
    }

    // The body of what a station says, changed and put back under the signature that was there.
    static QByteArray changed(const QByteArray &payload, const std::function<void(QCborMap &)> &change)
    {
        auto outer = cbor::decodeMap(payload).value();
        auto body = cbor::decodeMap(outer.value(u"body"_s).toByteArray()).value();
        change(body);
        outer.insert(u"body"_s, cbor::encode(body));
        return cbor::encode(outer);
    }

    static void forge(QCborMap &body)
    {
        if (!body.contains(u"sdp"_s))
            return;
        const QByteArray other(32, 'x');
        body.insert(u"key"_s, other);
        body.insert(u"sdp"_s, CallLineModel::description(other));
    }

private Q_SLOTS:

    void aCallIsMadeAnsweredAndEnded()
    {
        CallLineModel line;
        connectThem(line);
        QCOMPARE(line.call(0).partner()->person.id, u"kovacs"_s); // SES-03: by name, as certified
        QCOMPARE(line.call(1).partner()->station.station, line.at(0).key.publicKey());
        QCOMPARE(line.at(0).ways.size(), 4);
        line.pass(60'000);
        QVERIFY(line.isConnected(0, 1));
        QCOMPARE(line.at(0).engines, 1);
        line.hangUp(1);
        line.pass(1000);
        QCOMPARE(line.call(0).stage(), CallStage::Idle);
        QCOMPARE(line.call(0).ended()->message, u"call.hung_up"_s);
        QCOMPARE(line.at(0).engine, 0);
        QVERIFY(line.at(0).told.isEmpty() && line.at(1).told.isEmpty());
        line.invite(1); // and the other way round
        QVERIFY(line.passUntil([&] { return line.call(0).stage() == CallStage::Ringing; }));
        line.accept(0);
        QVERIFY(line.passUntil([&] { return line.isConnected(0, 1); }));
    }

    void itConnectsOverABadLine()
    {
        for (quint32 seed = 1; seed <= 20; ++seed) {
            CallLineModel line;
            line.random.seed(seed);
            line.loses = 0.3;
            line.doubles = 0.3;
            line.slowestMs = 1500; // later ones overtake
            connectThem(line);
            QCOMPARE(line.at(0).ways.size() <= 4, true); // none twice
            line.pass(20'000);
            QVERIFY(line.isConnected(0, 1));
            QVERIFY(line.at(0).told.isEmpty());
            line.hangUp(0);
            QVERIFY(line.passUntil([&] { return line.call(1).stage() == CallStage::Idle; }));
        }
    }

    void aPersonMayDecline()
    {
        CallLineModel line(2);
        line.invite(0);
        QVERIFY(
            line.passUntil([&] { return line.call(1).stage() == CallStage::Ringing && line.call(0).ringsThere(); }));
        line.hangUp(1);
        line.pass(2000);
        QCOMPARE(line.call(0).ended()->message, u"call.declined"_s);
        QCOMPARE(line.call(2).stage(), CallStage::Idle); // the other room rings no longer
    }

    void nobodyAnswersForHalfAMinute()
    {
        CallLineModel line;
        line.invite(0);
        line.pass(31'000);
        QCOMPARE(line.call(0).ended()->message, u"call.no_answer"_s);
        QCOMPARE(line.call(1).ended()->message, u"call.missed"_s);
        QVERIFY(!line.call(1).accept(line.invited.speaker(), line.now));
        CallLineModel dead;
        dead.at(1).dead = true;
        dead.invite(0);
        dead.pass(31'000);
        QCOMPARE(dead.call(0).ended()->message, u"call.nobody_there"_s);
    }

    // An invitation that was under way for longer than it stands does not ring, whatever the two clocks say.
    void aStaleInvitationDoesNotRing()
    {
        CallLineModel line;
        QByteArray first;
        line.tamper = [&first](const QByteArray &payload) {
            first = first.isEmpty() ? payload : first;
            return payload;
        };
        line.isCut = [](qint64) { return true; };
        line.invite(0);
        line.pass(31'000);
        line.isCut = [](qint64) { return false; };
        line.run(1, line.call(1).hear(first, line.now));
        line.pass(20'000);
        QVERIFY(!line.at(1).stages.contains(u"ringing"_s));
        QCOMPARE(line.call(1).ended()->message, u"call.missed"_s); // whoever called says that it is over
    }

    void ofTwoCallsAtOnceTheInvitingSidesCounts()
    {
        for (int between = 0; between < 200; between += 20) {
            CallLineModel line;
            line.invite(between % 40 == 0 ? 0 : 1);
            line.pass(between / 20 * 2);
            line.invite(between % 40 == 0 ? 1 : 0);
            QVERIFY(line.passUntil([&] { return line.isConnected(0, 1); }));
            QCOMPARE(line.call(0).callId(), line.call(1).callId());
            QVERIFY(line.at(0).offers);
            line.pass(20'000);
            QVERIFY(line.isConnected(0, 1));
            QCOMPARE(line.at(0).engines, 1);
        }
    }

    void aSecondStationDoesNotAnswerTwice()
    {
        CallLineModel line(2);
        line.invite(0);
        QVERIFY(line.passUntil(
            [&] { return line.call(1).stage() == CallStage::Ringing && line.call(2).stage() == CallStage::Ringing; }));
        line.accept(1);
        line.accept(2); // in the same moment
        line.pass(10'000);
        QVERIFY(line.isConnected(0, 1) != line.isConnected(0, 2));
        const int outside = line.isConnected(0, 1) ? 2 : 1;
        QCOMPARE(line.call(outside).stage(), CallStage::Idle);
        QCOMPARE(line.call(outside).ended()->message, u"call.elsewhere"_s);
        QCOMPARE(line.at(0).engines, 1);
        line.pass(60'000);
        QVERIFY(line.isConnected(0, 1) != line.isConnected(0, 2));
    }

    void aCutOfTheLinkDoesNotEndThePicture()
    {
        CallLineModel line;
        connectThem(line);
        const auto from = line.now;
        line.isCut = [from](qint64 now) { return now < from + 30'000; };
        line.pass(60'000);
        QVERIFY(line.isConnected(0, 1));
        QCOMPARE(line.at(0).engines, 1);
        QVERIFY(line.at(0).told.isEmpty());
    }

    void aDeadWayIsDialledAgainByItself()
    {
        for (const int ms : {2500, 8000, 25'000}) {
            CallLineModel line;
            connectThem(line);
            const auto from = line.now;
            line.isMediaCut = [from, ms](qint64 now) { return now < from + ms; };
            QVERIFY(line.passUntil([&] { return line.call(0).stage() == CallStage::Interrupted; }, 4000));
            QVERIFY(line.passUntil([&] { return line.isConnected(0, 1); }, ms + 12'000));
            QCOMPARE(line.call(0).round() > 1, ms > 5000);
            QCOMPARE(line.wordsTold(0), QStringList{u"call.interrupted"_s}); // the partner's program spoke all the time
            QCOMPARE(line.call(0).partner()->person.id, u"kovacs"_s);
        }
    }

    void anEngineThatFailsIsReplaced()
    {
        CallLineModel line;
        connectThem(line);
        line.run(1, line.call(1).mediaFailed(1, {Fault::Io, {}, {}, u"media.lost"_s, {}}, line.now));
        QVERIFY(line.passUntil([&] { return line.isConnected(0, 1) && line.call(0).round() == 2; }));
        line.run(0, line.call(0).mediaFailed(2, {Fault::Unsupported, {}, {}, u"media.part_missing"_s, {}}, line.now));
        line.pass(1000);
        QCOMPARE(line.call(0).ended()->message, u"media.part_missing"_s); // again would be the same
        QCOMPARE(line.call(1).ended()->message, u"call.failed_there"_s);
    }

    void aKilledPartnerIsToldInTime()
    {
        CallLineModel line;
        connectThem(line);
        line.pass(3000);
        const auto killedAt = line.now;
        line.at(1).dead = true;
        QVERIFY(line.passUntil([&] { return line.wordsTold(0).contains(u"call.partner_silent"_s); }));
        QVERIFY2(line.now - killedAt <= 6000, qPrintable(QString::number(line.now - killedAt)));
        line.pass(61'000);
        QCOMPARE(line.call(0).ended()->message, u"call.lost"_s);
    }

    void aPartnerThatWasStartedAgainSaysSo()
    {
        CallLineModel line;
        connectThem(line);
        line.at(1).arriving.clear();
        line.start(1);
        QVERIFY(line.passUntil([&] { return line.call(0).stage() == CallStage::Idle; }, 3000));
        QCOMPARE(line.call(0).ended()->message, u"call.began_anew"_s);
        line.invite(1);
        QVERIFY(line.passUntil([&] { return line.call(0).stage() == CallStage::Ringing; }));
    }

    // SES-08: who carries the messages cannot put their own key in between.
    void aForgedFingerprintIsRefused()
    {
        CallLineModel line;
        line.tamper = [](const QByteArray &payload) { return changed(payload, forge); };
        line.invite(0);
        QVERIFY(line.passUntil([&] { return line.call(1).stage() == CallStage::Ringing; }));
        line.accept(1);
        line.pass(10'000);
        QVERIFY(!line.at(1).remote); // no engine saw it
        QVERIFY(line.wordsTold(1).contains(u"ses.peer_unverified"_s));
        QCOMPARE(line.at(1).told.first().rule, u"SES-08"_s);
        QVERIFY(line.call(1).stage() != CallStage::Connected);
    }

    void aFingerprintThatIsNotTheDescriptionsIsRefused()
    {
        CallLineModel line;
        CallMessage message;
        message.kind = CallMessage::Kind::Offer;
        message.caseId = line.caseId;
        message.call = QByteArray(16, 'k');
        message.from = line.at(0).key.publicKey();
        message.number = 1;
        message.round = 1;
        message.sdp = CallLineModel::description(QByteArray(32, 'a'));
        message.fingerprint = QByteArray(32, 'b');
        const auto opened = openCallMessage(signedForm(message.toCbor(), callDomain, line.at(0).key));
        QVERIFY(!opened);
        QCOMPARE(opened.error().fault, Fault::Untrusted);
        message.fingerprint = QByteArray(32, 'a');
        QCOMPARE(*openCallMessage(signedForm(message.toCbor(), callDomain, line.at(0).key)), message);
        QVERIFY(!openCallMessage(signedForm(message.toCbor(), callDomain, line.at(1).key))); // of another station
        QVERIFY(
            !openCallMessage(signedForm(message.toCbor(), "sizhen.receipt", line.at(0).key))); // for another purpose
    }

    void aRevokedOrUnknownStationIsRefused()
    {
        CallLineModel line;
        line.revoked.insert(line.at(0).key.publicKey());
        line.invite(0);
        line.pass(3000);
        QVERIFY(!line.at(1).stages.contains(u"ringing"_s));
        QCOMPARE(line.wordsTold(1), QStringList{u"link.revoked"_s}); // told once, though it was said three times
        CallLineModel other;
        other.at(0).key = SigningKey::generate(); // signs with a key that no card names: the body says the old one
        other.invite(0);
        other.pass(3000);
        QVERIFY(!other.at(1).stages.contains(u"ringing"_s));
        QCOMPARE(other.wordsTold(1), QStringList{u"ses.peer_unverified"_s});
    }

    // A station that is revoked in the middle of a call says nothing more that counts.
    void aStationRevokedMeanwhileDialsNoMore()
    {
        CallLineModel line;
        connectThem(line);
        line.revoked.insert(line.at(0).key.publicKey());
        const auto from = line.now;
        line.isMediaCut = [from](qint64 now) { return now < from + 6000; };
        line.pass(15'000);
        QCOMPARE(line.at(1).engines, 1);
        QVERIFY(line.wordsTold(1).contains(u"link.revoked"_s));
    }

    // SES-03: nobody anonymous.
    void whoDidNotSignForItOrIsNoPartOfTheCaseIsRefused()
    {
        CallLineModel line;
        auto speaker = line.inviting.speaker();
        speaker.sign
            = [&line](const QByteArray &claim) { return line.invited.personKey.sign(callPersonDomain, claim); };
        line.run(0, line.call(0).invite(speaker, line.now).value());
        line.pass(2000);
        QVERIFY(!line.at(1).stages.contains(u"ringing"_s));
        QVERIFY(line.wordsTold(1).contains(u"ses.unidentified"_s));
        QCOMPARE(line.call(0).ended()->message, u"call.refused_there"_s);
        CallLineModel strange;
        strange.strangers.insert(strange.invited.personKey.publicKey());
        strange.invite(0);
        QVERIFY(strange.passUntil([&] { return strange.call(1).stage() == CallStage::Ringing; }));
        strange.accept(1);
        strange.pass(2000);
        QCOMPARE(strange.call(0).stage(), CallStage::Inviting);
        QVERIFY(strange.wordsTold(0).contains(u"ses.unidentified"_s));
        QCOMPARE(strange.call(1).ended()->message, u"call.refused_there"_s);
        auto nobody = CallSpeaker{{}, [](const QByteArray &) { return QByteArray(); }};
        QVERIFY(!strange.call(1).invite(nobody, strange.now));
    }

    void whoIsBusyOrAwayDoesNotRing()
    {
        CallLineModel line(2);
        line.call(1).setBusy(true);
        line.call(2).setMayAnswer(false);
        line.invite(0);
        line.pass(3000);
        QVERIFY(line.call(0).isBusyThere());
        QVERIFY(!line.call(0).ringsThere());
        QVERIFY(!line.call(1).invite(line.invited.speaker(), line.now)); // one call at a time
        line.pass(30'000);
        QCOMPARE(line.call(0).ended()->message, u"call.busy_there"_s);
    }

    void wrongMessagesChangeNothing()
    {
        CallLineModel line;
        QList<QByteArray> said;
        line.tamper = [&said](const QByteArray &payload) {
            said.append(payload);
            return payload;
        };
        connectThem(line);
        line.tamper = [](const QByteArray &payload) { return payload; };
        for (const auto &payload : std::as_const(said)) {
            for (qsizetype cut = 0; cut < payload.size(); cut += 97)
                line.run(1, line.call(1).hear(payload.first(cut), line.now));
            line.run(0, line.call(0).hear(payload, line.now)); // its own, or again
            line.run(1, line.call(1).hear(payload, line.now));
        }
        line.run(1, line.call(1).hear(QByteArray(200'000, 'a'), line.now));
        line.pass(5000);
        QVERIFY(line.isConnected(0, 1));
        QCOMPARE(line.at(1).engines, 1);
        QVERIFY(line.at(1).told.size() <= 3); // not one a message
    }
};

SIZHEN_TEST(CallSessionTest)
#include "callsession_test.moc"
