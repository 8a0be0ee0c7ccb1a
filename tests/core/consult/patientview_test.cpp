// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/patientview.h"

#include "core/base/resource.h"
#include "core/consult/recording.h"
#include "tests/core/consult/guardrows_room.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// PAT-04, SES-15: what a patient reads on the second screen.
class PatientViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void theWordsAreWholeAndALackIsRefused()
    {
        const auto json = readResource(u"patientscreen.json"_s).value();
        const auto words = parsePatientWords(json);
        QVERIFY2(words, qPrintable(words ? QString() : words.error().detail));
        QCOMPARE(words->in(u"stop"_s, u"hu"_s), u"ÁLLJ"_s);
        QCOMPARE(words->in(u"stop"_s, u"zh-CN"_s), u"停止"_s);
        QCOMPARE(words->in(u"stop"_s, u"tr"_s), u"STOP"_s); // no Turkish yet
        auto broken = json;
        QVERIFY(!parsePatientWords(broken.replace("\"notRecorded\"", "\"notrecorded\"")));
        auto english = json;
        QVERIFY(!parsePatientWords(english.replace("{\"zh\": \"停止\", ", "{")));
        QVERIFY(!parsePatientWords("{}"));
    }

    void PAT_04_whoIsHereAndWhatHappens()
    {
        Scene s;
        everybodyThere(s);
        QCOMPARE(patientView(s.state).now, u"waiting"_s);
        s.did(u"case.start"_s);
        s.state.machines.insert(u"case"_s, u"IN_SESSION"_s);
        auto view = patientView(s.state);
        QCOMPARE(view.now, u"running"_s);
        QVERIFY(!view.recorded);
        QCOMPARE(view.people.size(), s.state.all(u"case.check_in"_s).size());
        QVERIFY(std::ranges::any_of(view.people, [](const auto &one) { return one.side == Side::Invited; }));
        s.did(u"case.recording_started"_s, recordingStartArgs(QByteArray(16, 'r'), {u"picture.inviting"_s}));
        s.state.machines.insert(u"case"_s, u"PAUSED"_s);
        view = patientView(s.state);
        QCOMPARE(view.now, u"paused"_s);
        QVERIFY(view.recorded);
        s.state.machines.insert(u"case"_s, u"AWAITING_REPORT"_s);
        QCOMPARE(patientView(s.state).now, u"over"_s);
    }

    // Somebody who checked in twice, after a pause, is one person.
    void nobodyIsNamedTwice()
    {
        Scene s;
        running(s);
        const auto before = patientView(s.state).people.size();
        const auto again = s.state.all(u"case.check_in"_s).first()->args();
        auto &act = s.did(u"case.check_in"_s, again);
        act.by = s.state.all(u"case.check_in"_s).first()->event.by;
        QCOMPARE(patientView(s.state).people.size(), before);
    }

    void SES_15_displaysHaveNames()
    {
        for (const auto display : {PatientDisplay::Full, PatientDisplay::FaceOnly, PatientDisplay::Off})
            QCOMPARE(patientDisplayNamed(patientDisplayName(display)), display);
        QVERIFY(!patientDisplayNamed(u"MIRROR"_s));
    }
};

SIZHEN_TEST(PatientViewTest)
#include "patientview_test.moc"
