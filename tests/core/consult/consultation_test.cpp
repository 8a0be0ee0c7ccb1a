// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/consultation.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QJsonDocument>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// The whole way on two stations, from the agreement to the two archives.
class ConsultationTest : public QObject
{
    Q_OBJECT

private:
    static QStringList kinds(const CaseState &state)
    {
        QStringList list;
        for (const auto &act : state.acts)
            list.append(act.kind());
        return list;
    }

    static QString why(const CaseState &state)
    {
        QStringList list;
        for (const auto &flagged : state.flagged)
            list.append(flagged.act.kind() + u' ' + flagged.why.rule + u' ' + flagged.why.message + flagged.why.detail);
        return list.join(u", "_s);
    }

    static void sameOnBothSides(Consultation &both, const QString &stage)
    {
        const auto here = both.at(both.duna);
        const auto there = both.at(both.lake);
        QCOMPARE(why(here), QString());
        QCOMPARE(why(there), QString());
        QCOMPARE(here.stage(), stage);
        QCOMPARE(there.stage(), stage);
        QCOMPARE(here.machines, there.machines);
        QCOMPARE(kinds(here), kinds(there));
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen"_s)); }

    void fromAgreementToTwoArchives()
    {
        Consultation both;
        both.signAgreement();
        for (auto *station : {&both.duna, &both.lake}) {
            auto &other = station == &both.duna ? both.lake : both.duna;
            const auto agreement = must(station->desk->agreement(other.root()), "agreement");
            QCOMPARE(agreement.state, u"ACTIVE"_s);
            QVERIFY(agreement.flagged.isEmpty());
        }
        both.prepare();
        QCOMPARE(both.at(both.duna).stage(), u"PREPARED"_s);
        QCOMPARE(both.lake.desk->caseState(both.caseId).error().fault, Fault::NotFound);

        both.invite();
        QCOMPARE(both.at(both.duna).stage(), u"INVITED"_s);
        const auto invited = both.at(both.lake);
        QCOMPARE(invited.stage(), u"INVITED"_s);
        QVERIFY(!invited.held); // INV-11: the abstract and nothing else
        QVERIFY(!both.lake.ledger->stream(both.caseId));
        QVERIFY(must(both.lake.desk->board(), "board").first().patient.isEmpty());

        both.accept();
        QVERIFY(both.at(both.lake).held);
        sameOnBothSides(both, u"ACCEPTED"_s);
        QCOMPARE(must(both.lake.desk->board(), "board").first().patient, u"V. I. · F · 42"_s);
        both.schedule();
        sameOnBothSides(both, u"SCHEDULED"_s);
        both.startSession();
        sameOnBothSides(both, u"IN_SESSION"_s);
        both.findings();
        both.endSession();
        sameOnBothSides(both, u"AWAITING_REPORT"_s);
        both.report();
        both.pump();
        sameOnBothSides(both, u"REPORTED"_s);
        both.decide();
        sameOnBothSides(both, u"DECIDED"_s);
        both.archive();
        sameOnBothSides(both, u"CLOSED"_s);
        QCOMPARE(both.at(both.duna).machines.value(u"report"_s), u"ARCHIVED"_s);

        const auto ours = must(both.duna.desk->manifest(both.caseId), "manifest");
        const auto theirs = must(both.lake.desk->manifest(both.caseId), "manifest");
        QCOMPARE(ours.missing, QStringList());
        QCOMPARE(ours.toJson(), theirs.toJson());
        QVERIFY(ours.items.size() > 30);
        QCOMPARE(ours.sha256(),
                 both.at(both.duna).latest(u"case.archive_confirm"_s)->args().value(u"manifest"_s).toString());
    }

    // Every stage waits for an act, and for the same one on both sides once both see the case.
    void theBoardNamesTheNextAct()
    {
        Consultation both;
        const auto waits = [&](Station &station) { return must(station.desk->board(), "board").first(); };
        both.signAgreement();
        const auto patient = both.registerPatient();
        both.openCase(patient);
        QCOMPARE(waits(both.duna).waitsFor, u"consent.explain"_s);
        both.explain();
        QCOMPARE(waits(both.duna).waitsFor, u"consent.sign_patient"_s);
        both.kovacs(u"consent.sign_patient"_s, both.consentArgs());
        QCOMPARE(waits(both.duna).waitsFor, u"case.identity_checked"_s);
        both.tick();
        must(both.duna.desk->verifyIdentity(patient, {{u"method"_s, u"READER"_s}}, both.duna.actor(u"kovacs"_s)),
             "identity");
        QCOMPARE(waits(both.duna).waitsFor, u"case.form_saved"_s);
        both.intake();
        QCOMPARE(waits(both.duna).waitsFor, u"case.complete"_s);
        both.kovacs(u"case.complete"_s);
        QCOMPARE(waits(both.duna).waitsFor, u"invitation.compose"_s);
        both.kovacs(u"invitation.compose"_s, both.invitation());
        QCOMPARE(waits(both.duna).waitsFor, u"invitation.approve_abstract"_s);
        both.kovacs(u"invitation.approve_abstract"_s);
        QCOMPARE(waits(both.duna).waitsFor, u"invitation.send_direct"_s);
        both.kovacs(u"invitation.send_direct"_s);
        QVERIFY(waits(both.duna).unconfirmed > 0);
        both.pump();
        QCOMPARE(waits(both.duna).unconfirmed, 0);
        for (auto *station : {&both.duna, &both.lake}) {
            QCOMPARE(waits(*station).waitsFor, u"invitation.accept"_s);
            QCOMPARE(waits(*station).waitsForSide, Side::Invited);
        }
        both.accept();
        QCOMPARE(waits(both.duna).waitsFor, u"case.assign_physician"_s);
        both.assign();
        QCOMPARE(waits(both.lake).waitsFor, u"case.confirm_schedule"_s);
        both.li(u"case.confirm_schedule"_s, both.timeArgs());
        QCOMPARE(waits(both.lake).waitsForSide, Side::Inviting);
        both.pump();
        both.kovacs(u"case.confirm_schedule"_s, both.timeArgs());
        both.pump();
        QCOMPARE(waits(both.lake).waitsFor, u"case.check_in"_s);
        QCOMPARE(waits(both.lake).start, QDateTime::fromString(both.start(), Qt::ISODate));
        both.checkIn();
        QCOMPARE(waits(both.duna).waitsFor, u"case.start"_s);
        both.kovacs(u"case.start"_s, Consultation::checks());
        QCOMPARE(waits(both.duna).waitsFor, u"case.form_saved"_s);
        both.pump();
        both.findings();
        QCOMPARE(waits(both.duna).waitsFor, u"case.end"_s);
        both.endSession();
        QCOMPARE(waits(both.duna).waitsFor, u"report.release_opinion"_s);
        both.report();
        QCOMPARE(waits(both.duna).waitsFor, u"case.decide"_s);
        both.decide();
        QCOMPARE(waits(both.duna).waitsFor, u"case.confirm_session"_s);
        both.archive();
        QCOMPARE(waits(both.duna).waitsFor, QString());
    }
};

SIZHEN_GUI_TEST(ConsultationTest)
#include "consultation_test.moc"
