// SPDX-License-Identifier: GPL-3.0-or-later
// Consent is withdrawn (CON-09), releases are accounted for (RES-03), keys change: two stations, real vaults.
#include "tests/support/consultation.h"

#include "core/consult/disclosure.h"
#include "core/consult/nextact.h"
#include "tests/support/program.h"

#include <QGuiApplication>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class WithdrawalTest : public QObject
{
    Q_OBJECT

private:
    static QString ruleOf(const Result<> &result) { return result ? QString() : result.error().rule; }

    static QString messageOf(const Result<> &result) { return result ? QString() : result.error().message; }

    static QCborMap because(const QString &reason) { return {{u"reason"_s, reason}}; }

    static bool knows(Station &station, const QByteArray &stream, const QString &kind)
    {
        const auto events = must(station.ledger->events(stream), "events");
        return std::ranges::any_of(
            events, [&](const Event &event) { return event.kind == kind && event.problem.isEmpty(); });
    }

    static QCborMap answer()
    {
        return {{u"disposition"_s, u"ARCHIVE"_s}, {u"law"_s, u"2017-8 Art. 19"_s}, {u"reason"_s, u"kept 15 years"_s}};
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void thePartnerIsToldAndActs()
    {
        Consultation both;
        both.untilSession();
        both.findings();
        both.kovacs(u"consent.withdraw"_s, because(u"wants to stop"_s));
        both.kovacs(u"case.hold"_s, because(u"a complaint is expected"_s)); // stays at home
        both.duna.restart();
        both.pump();

        const auto there = both.at(both.lake);
        QCOMPARE(there.stage(), u"CANCELLED"_s);
        QCOMPARE(there.machines.value(u"consent"_s), u"WITHDRAWN"_s);
        QVERIFY(there.latest(u"consent.withdraw"_s));
        QVERIFY(!there.latest(u"case.hold"_s));
        QVERIFY(both.at(both.duna).latest(u"case.hold"_s));
        QCOMPARE(messageOf(both.doAs(both.lake, u"li"_s, u"case.note"_s, {{u"text"_s, u"-"_s}})), u"con.withdrawn"_s);
        QVERIFY(must(both.lake.ledger->missingChunks(both.caseId), "missing").isEmpty());
        const auto card = must(both.lake.desk->board(), "board").first();
        QCOMPARE(card.waitsFor, u"case.withdrawal_answered"_s);
        QCOMPARE(card.waitsForSide, Side::Invited);

        both.li(u"case.withdrawal_answered"_s, answer());
        both.pump();
        const auto *heard = both.at(both.duna).latest(u"case.withdrawal_answered"_s);
        QVERIFY(heard);
        QCOMPARE(both.duna.ledger->unconfirmed(both.lake.root(), both.caseId).value(), 0);
        QCOMPARE(both.lake.ledger->unconfirmed(both.duna.root(), both.caseId).value(), 0);
        QVERIFY(must(disclosureFaults(*both.duna.desk), "faults").isEmpty());
    }

    // What was not confirmed when consent ended is not sent any more; the partner learns it from the invitation.
    void whatIsNotThereYetNeverLeaves()
    {
        Consultation both;
        both.untilSession();
        both.save(both.duna, u"kovacs"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}}); // the link is down
        both.kovacs(u"consent.withdraw"_s, because(u"wants to stop"_s));
        both.pump();
        const auto there = both.at(both.lake);
        QCOMPARE(there.machines.value(u"consent"_s), u"WITHDRAWN"_s);
        QCOMPARE(there.stage(), u"CANCELLED"_s);
        QVERIFY(!knows(both.lake, both.caseId, u"consent.withdraw"_s));
        QVERIFY(there.answers(u"tongue"_s, Side::Inviting).isEmpty());
        QCOMPARE(messageOf(both.doAs(both.lake, u"li"_s, u"case.note"_s, {{u"text"_s, u"-"_s}})), u"con.withdrawn"_s);
        both.li(u"case.withdrawal_answered"_s, answer());
        both.pump();
        QVERIFY(both.at(both.duna).latest(u"case.withdrawal_answered"_s));
    }

    // A key that never left this house is not sent after all.
    void anInvitationThatNeverLeftStaysHome()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.kovacs(u"invitation.compose"_s, both.invitation());
        both.kovacs(u"invitation.approve_abstract"_s);
        both.kovacs(u"invitation.send_direct"_s);
        both.kovacs(u"consent.withdraw"_s, because(u"changed her mind"_s));
        both.pump();
        QVERIFY(must(both.lake.desk->board(), "board").isEmpty());
    }

    void pulseOfALaterMomentCannotBeOpened()
    {
        Consultation both;
        both.untilSession();
        QVERIFY(both.lake.ledger->openLive(both.caseId, 1, both.duna.ledger->sealLive(both.caseId, 1, "beat").value()));
        both.kovacs(u"consent.withdraw"_s, because(u"wants to stop"_s));
        const auto late = both.duna.ledger->sealLive(both.caseId, 2, "beat").value();
        both.pump();
        QVERIFY(!both.lake.ledger->openLive(both.caseId, 2, late));
    }

    void consentMayBeWithdrawnAfterTheCaseIsClosed()
    {
        Consultation both;
        both.untilReported();
        both.decide();
        both.archive();
        QCOMPARE(both.at(both.duna).stage(), u"CLOSED"_s);
        both.kovacs(u"consent.withdraw"_s, because(u"changed her mind"_s));
        both.pump();
        QCOMPARE(both.at(both.duna).stage(), u"CLOSED"_s);
        QCOMPARE(both.at(both.lake).machines.value(u"consent"_s), u"WITHDRAWN"_s);
        both.kovacs(u"case.supplement"_s, {{u"reason"_s, u"a letter came"_s}, {u"text"_s, u"kept at home"_s}});
        both.pump();
        QVERIFY(!both.at(both.lake).latest(u"case.supplement"_s));
    }

    // --- RES-03

    void everyKeyIsAccountedFor()
    {
        Consultation both;
        both.untilAccepted();
        for (auto *station : {&both.duna, &both.lake}) {
            const auto given = disclosuresOf(both.at(*station));
            QCOMPARE(given.size(), 2);
            QCOMPARE(given[0].release.kinds, QStringList{u"abstract"_s});
            QCOMPARE(given[0].by.id, u"kovacs"_s); // sent the invitation
            QVERIFY(given[1].by.roles.contains(u"SYSTEM"_s)); // an arriving acceptance released the case
            QCOMPARE(given[1].release.stream, both.caseId);
            QVERIFY(given[1].release.kinds.contains(u"identity"_s));
            QVERIFY(given[1].release.bytes > 0);
            for (const auto &one : given) {
                QCOMPARE(one.release.to, both.lake.root());
                QVERIFY(!one.release.ground.value(u"entry"_s).toByteArray().isEmpty());
            }
        }
        QVERIFY(must(disclosureFaults(*both.duna.desk), "faults").isEmpty());
    }

    void aNewEpochIsAccountedForAndAKeyWithoutAWordIsFound()
    {
        Consultation both;
        both.untilAccepted();
        both.tick();
        QCOMPARE(must(both.duna.desk->rotateOpenCases(), "rotate").size(), 2);
        both.pump();
        both.kovacs(u"case.note"_s, {{u"text"_s, u"under the new key"_s}});
        both.pump();
        QVERIFY(both.at(both.lake).latest(u"case.note"_s));
        const auto given = disclosuresOf(both.at(both.lake));
        QCOMPARE(std::ranges::count(given, u"epoch"_s, [](const Disclosure &one) { return one.release.way; }), 2);
        QVERIFY(must(disclosureFaults(*both.duna.desk), "faults").isEmpty());

        const auto first = both.caseId;
        both.tick();
        both.openCase(both.registerPatient());
        must(both.duna.ledger->share(both.caseId, both.lake.root()), "a key given behind the desk's back");
        const auto faults = must(disclosureFaults(*both.duna.desk), "faults");
        QCOMPARE(faults.size(), 1);
        QCOMPARE(faults.first().caseId, both.caseId);
        QCOMPARE(faults.first().reason, u"grant-without-release"_s);
        both.caseId = first;
    }

    void exportsAreCountedByYearAndPerson()
    {
        Consultation both;
        both.untilAccepted();
        Release release;
        release.way = u"export"_s;
        release.whom = u"the patient"_s;
        release.kinds = QStringList{u"archive"_s};
        release.bytes = 1000;
        both.tick();
        must(both.duna.desk->noteRelease(both.caseId, release, both.duna.actor(u"kovacs"_s)), "note");
        const auto totals = must(yearlyDisclosures(*both.duna.desk, 2026), "totals");
        QCOMPARE(totals.size(), 2);
        QCOMPARE(totals[0].to, QByteArray()); // outside
        QCOMPARE(totals[0].bytes, 1000);
        QCOMPARE(totals[1].country, u"CN"_s);
        QCOMPARE(totals[1].persons, 1);
        QCOMPARE(totals[1].releases, 2);
        QVERIFY(must(yearlyDisclosures(*both.duna.desk, 2025), "totals").isEmpty());
    }

    void aSealedRecordIsNotHandedOut()
    {
        Consultation both;
        both.untilReported();
        both.decide();
        both.archive();
        both.kovacs(u"case.seal"_s, {{u"reason"_s, u"a dispute"_s}, {u"present"_s, u"Varga Ilona, Dr. Kovács"_s}});
        Release release;
        release.way = u"print"_s;
        release.whom = u"the patient"_s;
        release.kinds = QStringList{u"report"_s};
        QCOMPARE(messageOf(both.duna.desk->noteRelease(both.caseId, release, both.duna.actor(u"kovacs"_s))),
                 u"arc.sealed"_s);
        both.pump();
        both.kovacs(u"case.unseal"_s, because(u"the dispute is over"_s));
        both.li(u"case.unseal"_s, because(u"the dispute is over"_s));
        both.pump();
        must(both.duna.desk->noteRelease(both.caseId, release, both.duna.actor(u"kovacs"_s)), "after unsealing");
    }
};

SIZHEN_GUI_TEST(WithdrawalTest)
#include "withdrawal_test.moc"
