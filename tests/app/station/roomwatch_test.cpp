// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/roomwatch.h"

#include "core/consult/attendance.h"
#include "core/consult/reading.h"
#include "tests/support/consultation.h"
#include "tests/support/program.h"
#include "tests/support/toldcall.h"

#include <QCoreApplication>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace {

using sizhen::test::Consultation;
using sizhen::test::ToldCall;
using namespace sizhen;

CallStatistics counts(double seconds, double fps, double lossPct = 0)
{
    CallStatistics all;
    all.frames = qint64(seconds * fps);
    all.size = QSize(1280, 720);
    all.audioS = seconds;
    all.packets = qint64(seconds * 150);
    all.lossPct = lossPct;
    all.rttMs = 200;
    all.bytes = qint64(seconds * 100'000);
    all.jitterMs = 7;
    return all;
}

void settle()
{
    for (int i = 0; i < 3; ++i)
        QCoreApplication::processEvents();
}

} // namespace

class RoomWatchTest : public QObject
{
    Q_OBJECT

private:
    struct Room {
        Consultation consultation;
        ToldCall call;
        std::optional<Actor> person;
        double steady = 0;
        std::unique_ptr<RoomWatch> watch;

        Room()
        {
            consultation.untilSession();
            person = consultation.duna.actor(u"kovacs"_s);
            watch = std::make_unique<RoomWatch>(*consultation.duna.ledger, *consultation.duna.desk, call,
                                                [this] { return person; });
            watch->useClock([this] { return steady; });
            watch->personChanged(false);
            call.told.caseId = consultation.caseId;
            call.told.stage = CallStage::Connected;
        }

        [[nodiscard]] CaseState state()
        {
            return test::must(consultation.duna.desk->wholeCase(consultation.caseId), "case");
        }

        void pass(int seconds)
        {
            consultation.now = consultation.now.addSecs(seconds);
            watch->look();
            settle();
        }
    };

private Q_SLOTS:

    // SES-04: who logs out has left the patient; after the grace time the session pauses by itself.
    void whoLogsOutHasLeftThePatient()
    {
        Room room;
        room.person.reset();
        room.watch->personChanged(true); // the screen is locked: still there
        QVERIFY(isAccompanied(room.state()));
        room.watch->personChanged(false);
        settle();
        QVERIFY(!isAccompanied(room.state()));
        room.pass(30);
        QCOMPARE(room.state().stage(), u"IN_SESSION"_s);
        room.pass(31);
        QCOMPARE(room.state().stage(), u"PAUSED"_s);
        const auto *pause = room.state().latest(u"case.pause"_s);
        QVERIFY(pause->event.by.roles.contains(u"SYSTEM"_s));

        // Nobody resumes for an empty room; whoever comes back says so first.
        room.person = room.consultation.duna.actor(u"kovacs"_s);
        const auto early = room.consultation.doAs(room.consultation.duna, u"kovacs"_s, u"case.resume"_s);
        QCOMPARE(early.error().rule, u"SES-04"_s);
        room.consultation.kovacs(u"case.presence"_s, presenceArgs(true));
        room.consultation.kovacs(u"case.resume"_s);
        room.pass(600);
        QCOMPARE(room.state().stage(), u"IN_SESSION"_s);
    }

    void theOtherSideReadsTheSame()
    {
        Room room;
        room.consultation.kovacs(u"case.presence"_s, presenceArgs(false));
        room.pass(61);
        room.consultation.pump();
        const auto there = test::must(room.consultation.lake.desk->wholeCase(room.consultation.caseId), "case");
        QCOMPARE(there.stage(), u"PAUSED"_s);
        QVERIFY(there.flagged.isEmpty());
        QVERIFY(!isAccompanied(there));
    }

    // The invited side's station does not pause for the patient's room.
    void theFarStationOnlyWatches()
    {
        Room room;
        room.consultation.kovacs(u"case.presence"_s, presenceArgs(false));
        room.consultation.pump();
        ToldCall call;
        RoomWatch far(*room.consultation.lake.ledger, *room.consultation.lake.desk, call, [] { return std::nullopt; });
        settle();
        room.consultation.now = room.consultation.now.addSecs(600);
        far.look();
        QCOMPARE(test::must(room.consultation.lake.desk->wholeCase(room.consultation.caseId), "case").stage(),
                 u"IN_SESSION"_s);
    }

    // SES-06: each minute is kept, the rest when the call ends, nothing of a call outside the session.
    void eachMinuteIsKept()
    {
        Room room;
        for (int s = 0; s <= 150; ++s) {
            room.steady = s;
            room.call.count(s < 60 ? counts(s, 29) : counts(60, 29));
        }
        room.call.hangUp();
        settle();
        const auto minutes = mediaMinutes(room.state(), Side::Inviting);
        QCOMPARE(minutes.size(), 3);
        QCOMPARE(minutes[0].pictures, 29);
        QCOMPARE(minutes[0].roundTripMs, 200);
        QCOMPARE(minutes[0].height, 720);
        QCOMPARE(minutes[0].kbps, 800);
        QCOMPARE(minutes[0].jitterMs, 7);
        QCOMPARE(minutes[1].kbps, 0);
        QVERIFY(minutes[0].isWithin(sessionRules().quality));
        QCOMPARE(minutes[1].pictures, 0); // nothing came any more
        QVERIFY(!minutes[1].isWithin(sessionRules().quality));
        QCOMPARE(minutes[2].seconds, 30);
        QCOMPARE(minutes[0].from.addSecs(60), minutes[1].from);
    }

    void aMinuteCountsItsOwnLoss()
    {
        MinuteMeter meter;
        const QDateTime at(QDate(2026, 12, 1), QTime(13, 0), Qt::UTC);
        (void)meter.feed(counts(0, 30), at, 0);
        auto later = counts(60, 30);
        later.lossPct = 10; // of the call until now
        const auto first = meter.feed(later, at.addSecs(60), 60);
        QVERIFY(first);
        QCOMPARE(qRound(first->lossPct), 10);
        auto calm = counts(120, 30);
        calm.lossPct = 5.2632; // nothing was lost in the second minute
        const auto second = meter.feed(calm, at.addSecs(120), 120);
        QVERIFY(second);
        QVERIFY2(second->lossPct < 0.1, qPrintable(QString::number(second->lossPct)));
        QVERIFY(!meter.end(125)); // five seconds are not worth a line
    }

    // SES-06: two stations of a house in one call are not two minutes.
    void aHouseMeasuresOnce()
    {
        for (const bool smaller : {false, true}) {
            for (const auto capacity : {RoomEnd::Capacity::Physician, RoomEnd::Capacity::Interpreter}) {
                Room room;
                RoomEnd colleague;
                colleague.ours = true;
                colleague.capacity = capacity;
                colleague.station = QByteArray(32, smaller ? '\0' : '\xff');
                RoomEnd far;
                far.station = QByteArray(32, 'f');
                room.call.told.ends = {far, colleague};
                for (; room.steady <= 130; ++room.steady)
                    room.call.count(counts(room.steady, 29));
                settle();
                const bool theirs = smaller && capacity == RoomEnd::Capacity::Physician;
                QCOMPARE(mediaMinutes(room.state(), Side::Inviting).size(), theirs ? 0 : 2);
            }
        }
    }

    // Each end has its own counts: they are not taken for one another's.
    void anotherMainEndIsMeasuredAnew()
    {
        Room room;
        RoomEnd end;
        end.station = QByteArray(32, 'f');
        room.call.told.ends = {end};
        for (; room.steady <= 30; ++room.steady)
            room.call.count(counts(100'000 + room.steady, 29));
        end.station = QByteArray(32, 'g');
        room.call.told.ends = {end};
        for (; room.steady <= 95; ++room.steady)
            room.call.count(counts(room.steady, 29));
        settle();
        const auto minutes = mediaMinutes(room.state(), Side::Inviting);
        QCOMPARE(minutes.size(), 2);
        for (const auto &minute : minutes)
            QVERIFY2(minute.pictures > 27 && minute.pictures < 30, qPrintable(QString::number(minute.pictures)));
    }

    // A picture that stood through two minutes and then moved: told in the minute in which it moved, and no more than that.
    void aLongFreezeIsAMinuteThatCanBe()
    {
        MinuteMeter meter;
        const QDateTime at(QDate(2026, 12, 1), QTime(13, 0), Qt::UTC);
        (void)meter.feed(counts(0, 30), at, 0);
        QVERIFY(meter.feed(counts(60, 0), at.addSecs(60), 60));
        QVERIFY(meter.feed(counts(120, 0), at.addSecs(120), 120));
        auto moved = counts(180, 0);
        moved.freezeS = 170;
        const auto minute = meter.feed(moved, at.addSecs(180), 180);
        QVERIFY(minute);
        QCOMPARE(minute->frozenMs, 60'000);
        QVERIFY(MediaMinute::fromCbor(minute->toCbor()));
    }

    void theMeanGoesByLength()
    {
        MediaMinute one;
        one.from = QDateTime(QDate(2026, 12, 1), QTime(13, 0), Qt::UTC);
        one.seconds = 60;
        one.kbps = 800;
        one.roundTripMs = 200;
        one.jitterMs = 6;
        one.frozenMs = 500;
        auto other = one;
        other.seconds = 30;
        other.kbps = 200;
        other.roundTripMs = 0; // nobody answered
        other.jitterMs = 12;
        const auto mean = meanOf({one, other});
        QCOMPARE(mean.kbps, 600);
        QCOMPARE(mean.roundTripMs, 200);
        QCOMPARE(mean.jitterMs, 8);
        QCOMPARE(mean.frozenMs, 1000);
        QCOMPARE(meanOf({}).seconds, 0);
    }

    // SES-14: the line gets narrow, then carries nothing but sound; the program writes both steps down, once each.
    void theLadderIsTakenByItself()
    {
        Room room;
        const auto second = [&room](bool smaller, double heldS) {
            auto all = counts(room.steady, 29);
            all.sending = SendingStatistics{.trouble = smaller ? LineTrouble::Narrow : LineTrouble::None,
                                            .picture = {},
                                            .smaller = smaller,
                                            .heldS = heldS};
            room.call.count(all);
            room.steady += 1;
        };
        const auto steps = [&room] {
            QStringList all;
            for (const auto *act : room.state().all(u"case.fallback"_s)) {
                all.append(textOf(act->args(), u"step"_s));
                if (!act->event.by.roles.contains(u"SYSTEM"_s))
                    all.append(u"by a person"_s);
            }
            return all;
        };
        second(false, 0);
        second(true, 0);
        second(true, 0);
        second(false, 0); // two seconds are no step
        QCOMPARE(steps(), QStringList());
        for (int i = 0; i < 20; ++i)
            second(true, 0);
        QCOMPARE(steps(), QStringList{u"LOWER"_s});
        double held = 0;
        for (int i = 0; i < 10; ++i)
            second(true, held += 0.95);
        QCOMPARE(steps(), (QStringList{u"LOWER"_s, u"AUDIO_ONLY"_s}));
        for (int i = 0; i < 30; ++i) // a calm that is too short is the same trouble
            second(false, held);
        for (int i = 0; i < 10; ++i)
            second(true, held);
        QCOMPARE(steps().size(), 2);
        for (int i = 0; i < 61; ++i)
            second(false, held);
        for (int i = 0; i < 5; ++i)
            second(true, held);
        QCOMPARE(steps(), (QStringList{u"LOWER"_s, u"AUDIO_ONLY"_s, u"LOWER"_s}));
        QCOMPARE(sessionSummary(room.state()).ladder.size(), 3);
        room.consultation.pump();
        QVERIFY(test::must(room.consultation.lake.desk->wholeCase(room.consultation.caseId), "case").flagged.isEmpty());
    }

    void beforeTheSessionNothingIsMeasured()
    {
        Consultation early;
        early.untilAccepted();
        early.schedule();
        ToldCall call;
        call.told.caseId = early.caseId;
        call.told.stage = CallStage::Connected;
        double steady = 0;
        RoomWatch watch(*early.duna.ledger, *early.duna.desk, call, [] { return std::nullopt; });
        watch.useClock([&steady] { return steady; });
        for (; steady <= 130; ++steady)
            call.count(counts(steady, 29));
        settle();
        QVERIFY(mediaMinutes(test::must(early.duna.desk->wholeCase(early.caseId), "case"), Side::Inviting).isEmpty());
    }
};

SIZHEN_TEST(RoomWatchTest)
#include "roomwatch_test.moc"
