// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/attendance.h"

#include "tests/core/consult/guardscene.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// SES-03: who may speak in the room of a case.
class AttendanceTest : public QObject
{
    Q_OBJECT

private:
    static QString refusalOf(const Scene &scene, const PersonCertificate &person)
    {
        const auto may = mayCall(scene.state, person, scene.now);
        return may ? QString() : may.error().message;
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void onlyInACaseThatIsScheduledOrInSession()
    {
        Scene scene;
        for (const auto &stage : {u"DRAFT"_s, u"INVITED"_s, u"ACCEPTED"_s, u"AWAITING_REPORT"_s, u"CLOSED"_s}) {
            scene.state.machines[u"case"_s] = stage;
            QCOMPARE(refusalOf(scene, Scene::kovacs()), u"call.no_session"_s);
        }
        for (const auto &stage : {u"SCHEDULED"_s, u"IN_SESSION"_s}) {
            scene.state.machines[u"case"_s] = stage;
            QCOMPARE(refusalOf(scene, Scene::kovacs()), QString());
        }
    }

    void onlyWhoTakesPart()
    {
        Scene scene;
        scene.state.machines[u"case"_s] = u"IN_SESSION"_s;
        QCOMPARE(refusalOf(scene, Scene::li()), u"ses.unidentified"_s); // not assigned
        scene.assigned();
        QCOMPARE(refusalOf(scene, Scene::li()), QString());
        auto clerk = Scene::person(u"wang"_s, Scene::invitedRoot());
        QCOMPARE(refusalOf(scene, clerk), u"ses.unidentified"_s);
        clerk.roles = QStringList{u"INTERPRETER"_s};
        QCOMPARE(refusalOf(scene, clerk), QString());
        auto unlicensed = Scene::kovacs();
        unlicensed.licence.clear();
        QCOMPARE(refusalOf(scene, unlicensed), u"ses.unidentified"_s);
        scene.checkedIn(Side::Inviting); // checked in while it was valid
        QCOMPARE(refusalOf(scene, unlicensed), QString());
        QCOMPARE(refusalOf(scene, Scene::person(u"kovacs"_s, SigningKey::generate())), u"ses.unidentified"_s);
        auto past = Scene::kovacs();
        past.validTo = scene.now.addSecs(-1);
        QCOMPARE(refusalOf(scene, past), u"ses.unidentified"_s);
    }
};

SIZHEN_TEST(AttendanceTest)
#include "attendance_test.moc"
