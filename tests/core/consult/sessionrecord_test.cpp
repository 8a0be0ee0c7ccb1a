// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sessionrecord.h"
#include "core/consult/sharedpictures.h"
#include "core/consult/startgate.h"

#include "core/base/resource.h"
#include "tests/core/consult/guardrows_room.h"
#include "tests/support/program.h"

#include <QTest>

#include <algorithm>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

void at(Event &event, const Scene &scene, int seconds)
{
    event.hlc = quint64(scene.now.addSecs(seconds).toMSecsSinceEpoch()) << 16;
}

QCborMap minuteFrom(const QDateTime &from, double fps)
{
    auto args = minute(fps);
    args.insert(u"from"_s, from.toUTC().toString(Qt::ISODate));
    return args;
}

} // namespace

class SessionRecordTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theRulesAreWholeAndInBothLanguages()
    {
        const auto rules = parseSessionRules(readResource(u"session.json"_s).value());
        QVERIFY2(rules, qPrintable(rules ? QString() : rules.error().detail));
        QCOMPARE(rules->emergencyPhone(u"CN"_s), u"120"_s);
        QCOMPARE(rules->emergencyPhone(u"HU"_s), u"112"_s);
        QVERIFY(
            std::ranges::any_of(rules->emergencySteps, [](const Label &step) { return step.en().contains(u"%1"_s); }));
        QVERIFY(!parseSessionRules("{}"));
        auto broken = readResource(u"session.json"_s).value();
        QVERIFY(!parseSessionRules(broken.replace("\"accompanyGraceS\": 60", "\"accompanyGraceS\": 0")));
    }

    // SES-04: who leaves, who comes back, who else is there.
    void theTimeAloneIsCounted()
    {
        Scene s;
        running(s);
        QVERIFY(isAccompanied(s.state));
        at(s.did(u"case.presence"_s, presenceArgs(false)), s, 0);
        QVERIFY(!isAccompanied(s.state));
        QVERIFY(!mustPause(s.state, s.now.addSecs(59)));
        QVERIFY(mustPause(s.state, s.now.addSecs(60)));
        at(s.did(u"case.presence"_s, presenceArgs(true)), s, 90);
        QVERIFY(isAccompanied(s.state));
        QVERIFY(!mustPause(s.state, s.now.addSecs(1000)));
        const auto spans = unaccompanied(s.state);
        QCOMPARE(spans.size(), 1);
        QCOMPARE(spans.first().from.secsTo(spans.first().to), 90);
    }

    void aSecondPhysicianStays()
    {
        Scene s;
        running(s);
        auto &second = s.did(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}});
        second.by.person = QByteArray(32, '2');
        at(s.did(u"case.presence"_s, presenceArgs(false)), s, 0);
        QVERIFY(isAccompanied(s.state));
        QVERIFY(!mustPause(s.state, s.now.addSecs(1000)));
    }

    // After the session nobody needs to sit with the patient.
    void theSessionEndsTheWatch()
    {
        Scene s;
        running(s);
        at(s.did(u"case.presence"_s, presenceArgs(false)), s, 0);
        at(s.did(u"case.end"_s), s, 20);
        QCOMPARE(unaccompanied(s.state).size(), 1);
        QCOMPARE(unaccompanied(s.state).first().to, s.now.addSecs(20));
    }

    // SES-07: what was seen while the picture was poor is marked, on the side that saw it.
    void anObservationUnderAPoorPictureIsMarked()
    {
        Scene s;
        running(s);
        at(s.did(u"case.media_minute"_s, minuteFrom(s.now, 8), Side::Invited), s, 61);
        at(s.did(u"case.media_minute"_s, minuteFrom(s.now, 29)), s, 61);
        at(s.did(u"case.form_saved"_s, {{u"form"_s, u"tongue"_s}}, Side::Invited), s, 30);
        const auto seen = s.state.acts.last();
        at(s.did(u"case.form_saved"_s, {{u"form"_s, u"tongue"_s}}), s, 31);
        const auto besideThePatient = s.state.acts.last();
        at(s.did(u"case.form_saved"_s, {{u"form"_s, u"tongue"_s}}, Side::Invited), s, 90);
        const auto later = s.state.acts.last();
        QVERIFY(marksOf(s.state, seen).poorPicture);
        QVERIFY(!marksOf(s.state, besideThePatient).poorPicture);
        QVERIFY(!marksOf(s.state, later).poorPicture);
        QVERIFY(!marksOf(s.state, s.state.acts.first()).poorPicture);
    }

    // SES-06: the figures come back as they were written; what cannot be is refused.
    void aMinuteIsReadBack_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QVariant>("value");
        QTest::newRow("longer than two minutes") << u"seconds"_s << QVariant(121.0);
        QTest::newRow("negative loss") << u"loss_pct"_s << QVariant(-1.0);
        QTest::newRow("width of a wall") << u"w"_s << QVariant(1e9);
        QTest::newRow("no time") << u"from"_s << QVariant(u"yesterday"_s);
        QTest::newRow("not a number") << u"fps"_s << QVariant(qQNaN());
        QTest::newRow("frozen for longer than it lasted") << u"freeze_ms"_s << QVariant(1e8);
    }

    void aMinuteIsReadBack()
    {
        const auto good = MediaMinute::fromCbor(minute());
        QVERIFY(good);
        QCOMPARE(good->toCbor(), minute());
        QVERIFY(good->isWithin(sessionRules().quality));
        QVERIFY(!MediaMinute::fromCbor(minute(10)).value().isWithin(sessionRules().quality));
        QFETCH(QString, key);
        QFETCH(QVariant, value);
        auto args = minute();
        args.insert(key, QCborValue::fromVariant(value));
        QVERIFY(!MediaMinute::fromCbor(args));
    }

    // SES-13: what both confirm, and that it is the same.
    void theSummarySaysWhatHappened()
    {
        Scene s;
        everybodyThere(s);
        at(s.did(u"case.start"_s), s, 0);
        at(s.did(u"case.form_saved"_s, {{u"form"_s, u"look"_s}}), s, 10);
        at(s.did(u"case.pause"_s, {{u"reason"_s, u"a knock at the door"_s}}), s, 60);
        at(s.did(u"case.resume"_s), s, 120);
        at(s.did(u"case.fallback"_s, {{u"step"_s, u"AUDIO_ONLY"_s}}), s, 200);
        at(s.did(u"case.patient_asked"_s, {{u"question"_s, u"?"_s}, {u"answer"_s, u"!"_s}}), s, 250);
        at(s.did(u"case.media_minute"_s, minuteFrom(s.now, 5)), s, 260);
        at(s.did(u"case.end"_s), s, 660);
        s.state.machines.insert(u"case"_s, u"AWAITING_REPORT"_s);
        const auto summary = sessionSummary(s.state);
        QCOMPARE(summary.begun, s.now);
        QCOMPARE(summary.seconds(), 600);
        QCOMPARE(summary.people.size(), 2);
        QCOMPARE(summary.interruptions.size(), 1);
        QCOMPARE(summary.interruptions.first().reason, u"a knock at the door"_s);
        QCOMPARE(summary.ladder.size(), 1);
        QCOMPARE(summary.poorMinutes[int(Side::Inviting)], 1);
        QCOMPARE(summary.minutes[int(Side::Invited)], 0);
        QVERIFY(summary.data.contains(QPair(u"findings"_s, 1)));
        QVERIFY(summary.data.contains(QPair(u"questions"_s, 1)));

        QVERIFY(!bothConfirmed(s.state));
        s.did(u"case.confirm_session"_s, confirmArgs(s.state, {}));
        QVERIFY(!bothConfirmed(s.state));
        s.did(u"case.confirm_session"_s, confirmArgs(s.state, {}), Side::Invited);
        QVERIFY(bothConfirmed(s.state));
        QVERIFY(confirmedTheSame(s.state));

        // A minute that arrives late makes the summary another one: the next confirmation shows it.
        auto late = s.state;
        at(s.did(u"case.media_minute"_s, minuteFrom(s.now.addSecs(60), 5), Side::Invited), s, 661);
        QVERIFY(sessionSummary(late).hash() != sessionSummary(s.state).hash());
        s.did(u"case.confirm_session"_s, confirmArgs(s.state, {}));
        QVERIFY(!confirmedTheSame(s.state));
    }

    // FOU-05: what one side asked for, until the other side's picture answers it, or it is old.
    void aStillIsAskedForAndAnswered()
    {
        Scene s;
        running(s);
        QVERIFY(!openStill(s.state, Side::Invited, s.now));
        at(s.did(u"case.still_asked"_s, stillArgs(u"tongue_top"_s), Side::Invited), s, 0);
        const auto asked = openStill(s.state, Side::Invited, s.now.addSecs(10));
        QVERIFY(asked);
        QCOMPARE(asked->role, u"tongue_top"_s);
        QVERIFY(!openStill(s.state, Side::Inviting, s.now.addSecs(10))); // nobody asked that side
        QVERIFY(!openStill(s.state, Side::Invited, s.now.addSecs(301)));
        auto picture = Scene::file();
        picture.insert(u"role"_s, u"tongue_top"_s);
        picture.insert(u"answers"_s, asked->entry);
        s.did(u"case.attachment_added"_s, picture);
        QVERIFY(!openStill(s.state, Side::Invited, s.now.addSecs(10)));
        const auto pictures = sharedPictures(s.state);
        QCOMPARE(pictures.size(), 1);
        QCOMPARE(pictures.first().answers, asked->entry);

        const auto sha = pictures.first().attachment.sha256;
        const QList<PictureMark> marks{{{0.25, 0.5}, u"spot"_s}, {{1, 0}, {}}};
        s.did(u"case.picture_marked"_s, pictureMarksArgs(sha, {{{0, 0}, {}}}), Side::Invited);
        s.did(u"case.picture_marked"_s, pictureMarksArgs(sha, marks), Side::Invited);
        QCOMPARE(marksOn(s.state, sha, Side::Invited), marks);
        QVERIFY(marksOn(s.state, sha, Side::Inviting).isEmpty());
    }

    void aFingerIsReadStrictly()
    {
        const PointedAt there{QByteArray(32, 'p'), QPointF(0.25, 1)};
        const auto read = PointedAt::fromBytes(there.toBytes());
        QVERIFY(read);
        QCOMPARE(read->picture, there.picture);
        QCOMPARE(*read->at, *there.at);
        QVERIFY(!PointedAt::fromBytes(PointedAt{there.picture, {}}.toBytes()).value().at);
        for (const auto &bad :
             {PointedAt{QByteArray(31, 'p'), QPointF(0, 0)}, PointedAt{there.picture, QPointF(1.01, 0)},
              PointedAt{there.picture, QPointF(qQNaN(), 0)}})
            QVERIFY(!PointedAt::fromBytes(bad.toBytes()));
        QVERIFY(!PointedAt::fromBytes(QByteArray(4096, 'x')));
    }

    // SES-01: everything is listed, and what fails is named.
    void theGateListsEverything()
    {
        Scene s;
        const auto items = [&s] {
            const Certificates certificates;
            const Facts facts{s.state,      s.act, s.agreement, s.partnership, s.answers, Scene::rules()->forms(),
                              certificates, s.now};
            QStringList open;
            for (const auto &item : startGateItems(facts))
                if (!item.good)
                    open.append(item.code);
            return open;
        };
        QCOMPARE(
            items(),
            (QStringList{u"identity"_s, u"accompanying"_s, u"specialist"_s, u"threeYears"_s, u"picture"_s, u"sound"_s,
                         u"instrument"_s, u"network"_s, u"power"_s, u"interpreter"_s, u"privacy"_s, u"backup"_s}));
        everybodyThere(s);
        s.did(u"case.confirm_identity"_s);
        s.does(u"case.start"_s, startingWith(true));
        QCOMPARE(items(), QStringList());
        s.agreement.validTo = s.now.addDays(-1);
        QCOMPARE(items(), QStringList{u"agreement"_s});
    }
};

SIZHEN_TEST(SessionRecordTest)
#include "sessionrecord_test.moc"
