// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/recording.h"

#include "tests/core/consult/guardrows_recording.h"
#include "tests/support/consultation.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class RecordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theNamesOfThoseWhoDidNotAgreeAreTold()
    {
        Scene s;
        running(s);
        patientSays(s, true);
        const auto refused = recordingAllowed(s.state);
        QCOMPARE(refused.error().message, u"con.recording_not_all"_s);
        QCOMPARE(refused.error().args.value(u"names"_s).toString(), u"kovacs, li"_s);
    }

    void recordingsAreReadWithTheirEnds()
    {
        Scene s;
        allAgreed(s);
        QVERIFY(!isRecorded(s.state));
        const QByteArray id(16, 'r');
        s.did(u"case.recording_started"_s, recordingStartArgs(id, {u"picture.inviting"_s}));
        QVERIFY(isRecorded(s.state));
        s.did(u"case.recording_stopped"_s, recordingEnd().toCbor(), Side::Invited); // not theirs to end
        QVERIFY(isRecorded(s.state));
        s.did(u"case.recording_stopped"_s, recordingEnd().toCbor());
        QVERIFY(!isRecorded(s.state));
        QCOMPARE(recordings(s.state).size(), 1);
        QCOMPARE(recordings(s.state)[0].end->seconds, 12.5);
    }

    // CON-10 at two real stations: both sides read the same, and the same is refused.
    void bothSidesJudgeAlike()
    {
        Consultation c;
        c.untilSession();
        const auto kovacs = c.duna.actor(u"kovacs"_s);
        const auto li = c.lake.actor(u"li"_s);
        const auto start = recordingStartArgs(QByteArray(16, 'r'), {u"picture.inviting"_s});
        QCOMPARE(c.doAs(c.duna, u"kovacs"_s, u"case.recording_started"_s, start).error().rule, u"CON-10"_s);
        c.kovacs(u"case.recording_agreed"_s, patientsRecordingWordArgs(true, nodded));
        c.kovacs(u"case.recording_agreed"_s, recordingWordArgs(true, kovacs.person.person));
        c.li(u"case.recording_agreed"_s, recordingWordArgs(true, li.person.person));
        c.pump();
        c.kovacs(u"case.recording_started"_s, start);
        c.pump();
        const auto there = must(c.lake.desk->wholeCase(c.caseId), "case");
        QVERIFY(there.flagged.isEmpty());
        QVERIFY(isRecorded(there)); // all see that it runs
        c.li(u"case.recording_agreed"_s, recordingWordArgs(false, li.person.person));
        c.pump();
        QVERIFY(!recordingAllowed(must(c.duna.desk->wholeCase(c.caseId), "case")));
        auto end = recordingEnd();
        end.why = recordingend::withdrawn;
        c.kovacs(u"case.recording_stopped"_s, end.toCbor());
        c.pump();
        QVERIFY(!isRecorded(must(c.lake.desk->wholeCase(c.caseId), "case")));
    }
};

SIZHEN_TEST(RecordingTest)
#include "recording_test.moc"
