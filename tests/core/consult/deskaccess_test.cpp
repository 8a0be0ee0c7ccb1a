// SPDX-License-Identifier: GPL-3.0-or-later
// Who may see which case (SEC-05), that it is written down (SEC-07, ARC-11), and what lists show of others' (PRV-02).
#include "core/consult/rules.h"
#include "tests/support/consultation.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

class DeskAccessTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        m_both = std::make_unique<Consultation>();
        m_both->untilReported();
        for (const auto &[id, roles] : QList<std::pair<QString, QStringList>>{{u"szabo"_s, {u"PHYSICIAN"_s}},
                                                                              {u"toth"_s, {u"MED-ADMIN"_s, u"RECORDS"_s}},
                                                                              {u"nagy"_s, {u"IT"_s}},
                                                                              {u"horvath"_s, {u"AUDITOR"_s}},
                                                                              {u"kiss"_s, {u"QA"_s}},
                                                                              {u"balogh"_s, {u"INTERPRETER"_s}}})
            duna().enrol(id, roles, {}, Label(id, id));
    }

    void cleanup() { m_both.reset(); }

    void whoIsPartOfItSeesItWhole()
    {
        as(u"kovacs"_s);
        QCOMPARE(desk().sightOf(m_both->caseId), Sight::Whole);
        const auto state = must(desk().caseState(m_both->caseId), "state");
        QVERIFY(!state.latest(u"report.release_opinion"_s)->args().isEmpty());
        const auto card = must(desk().board(), "board").first();
        QVERIFY(!card.closedToReader);
        QVERIFY(!card.patient.isEmpty());
    }

    void aColleagueSeesACodeAndAStage() // PRV-02
    {
        as(u"szabo"_s);
        const auto refused = desk().caseState(m_both->caseId);
        QCOMPARE(refused.error().message, u"sec.no_access"_s);
        QCOMPARE(refused.error().fault, Fault::Denied);
        const auto card = must(desk().board(), "board").first();
        QVERIFY(card.closedToReader);
        QVERIFY(!card.code.isEmpty());
        QCOMPARE(card.patient + card.reason + card.reasonZh, QString());
        QVERIFY(desk().offers(m_both->caseId, duna().actor(u"szabo"_s)).isEmpty());
        QCOMPARE(desk().act(m_both->caseId, u"case.note"_s, {{u"text"_s, u"x"_s}}, duna().actor(u"szabo"_s)).error().message,
                 u"sec.no_access"_s);
        QCOMPARE(lines(u"case.open"_s), QStringList{u"szabo refused no part of it"_s});
    }

    void theOfficeSeesThatItWasWrittenNotWhat()
    {
        as(u"toth"_s);
        const auto state = must(desk().caseState(m_both->caseId), "state");
        QVERIFY(state.latest(u"case.opened"_s)->args().contains(u"patient"_s));
        for (const auto &kind : {u"case.form_saved"_s, u"report.release_opinion"_s, u"report.sign"_s}) {
            QVERIFY(state.latest(kind));
            QVERIFY(state.latest(kind)->args().isEmpty());
        }
        QVERIFY(state.answers(u"tongue"_s, Side::Inviting).isEmpty());
        QCOMPARE(lines(u"case.open"_s), QStringList{u"toth done office"_s});
        // The program itself still has it whole: an archive is complete whoever starts it.
        QVERIFY(!must(desk().wholeCase(m_both->caseId), "whole").latest(u"report.sign"_s)->args().isEmpty());
    }

    void machineQualityAndAuditSeeNoCase_data()
    {
        QTest::addColumn<QString>("person");
        for (const auto &person : {u"nagy"_s, u"horvath"_s, u"kiss"_s})
            QTest::newRow(qPrintable(person)) << person;
    }

    void machineQualityAndAuditSeeNoCase()
    {
        QFETCH(const QString, person);
        as(person);
        QVERIFY(must(desk().board(), "board").isEmpty());
        QCOMPARE(desk().caseState(m_both->caseId).error().message, u"sec.no_access"_s);
        const auto broken = desk().breakGlass(m_both->caseId, u"I would like to see it"_s, duna().actor(person));
        QCOMPARE(broken.error().message, u"sec.no_access"_s);
        QCOMPARE(lines(u"case.break_glass"_s), QStringList{person + u" refused I would like to see it"_s});
        QCOMPARE(desk().caseState(m_both->caseId).error().message, u"sec.no_access"_s);
    }

    void anInterpreterSeesTheSessionOnly()
    {
        as(u"balogh"_s);
        QCOMPARE(desk().sightOf(m_both->caseId), Sight::None); // over
        Consultation other;
        other.untilSession();
        other.duna.enrol(u"balogh"_s, {u"INTERPRETER"_s}, {}, Label(u"b"_s, u"b"_s));
        other.duna.desk->readAs(other.duna.actor(u"balogh"_s).person);
        QCOMPARE(other.duna.desk->sightOf(other.caseId), Sight::Whole);
    }

    void breakingTheGlassNeedsAReasonIsLoggedAndEnds()
    {
        as(u"szabo"_s);
        const auto actor = duna().actor(u"szabo"_s);
        QCOMPARE(desk().breakGlass(m_both->caseId, u"urgent"_s, actor).error().message, u"sec.reason"_s);
        QVERIFY(desk().breakGlass(m_both->caseId, u"Kovács is away, the patient calls"_s, actor));
        QVERIFY(desk().isOpenByException(m_both->caseId));
        QVERIFY(!must(desk().caseState(m_both->caseId), "state").latest(u"report.release_opinion"_s)->args().isEmpty());
        QCOMPARE(lines(u"case.break_glass"_s), QStringList{u"szabo done Kovács is away, the patient calls"_s});
        QVERIFY(lines(u"case.open"_s).contains(u"szabo done by exception"_s));
        const auto home = must(duna().ledger->events(duna().ledger->institutionStream()), "home");
        QCOMPARE(home.last().kind, u"institution.break_glass"_s);
        QCOMPARE(home.last().by.id, u"szabo"_s);
        as(u"szabo"_s); // logged in again
        QVERIFY(desk().caseState(m_both->caseId));
        m_both->now = m_both->now.addDays(1).addSecs(1);
        QVERIFY(!desk().isOpenByException(m_both->caseId));
        QCOMPARE(desk().caseState(m_both->caseId).error().message, u"sec.no_access"_s);
    }

    // SEC-11: who signs gave the password within five minutes; what is no signature does not ask.
    void signingAsksForThePasswordAgain()
    {
        const auto rules = must(Rules::load(), "rules");
        for (const auto &kind : {u"report.sign"_s, u"case.decide"_s, u"agreement.sign"_s, u"case.archive_confirm"_s})
            QVERIFY2(rules->isSigning(kind), qPrintable(kind));
        QVERIFY(!rules->isSigning(u"case.note"_s));
        m_both->decide();
        m_both->li(u"case.confirm_session"_s);
        m_both->pump();
        m_both->kovacs(u"case.confirm_session"_s);
        m_both->kovacs(u"case.fee_note"_s, {{u"kind"_s, u"VOUCHER"_s}, {u"number"_s, u"V-1"_s}});
        m_both->kovacs(u"case.begin_archiving"_s);
        m_both->pump();
        const auto confirm = [this](qint64 secondsAgo) {
            auto records = duna().actor(u"kovacs"_s);
            records.provedAt = secondsAgo < 0 ? QDateTime() : duna().ledger->now().addSecs(-secondsAgo);
            const auto done = desk().act(m_both->caseId, u"case.archive_confirm"_s, {}, records);
            return done ? QString() : done.error().message;
        };
        QCOMPARE(confirm(301), u"sec.reauthenticate"_s);
        QCOMPARE(confirm(-1), u"sec.reauthenticate"_s);
        QVERIFY(!must(desk().wholeCase(m_both->caseId), "case").latest(u"case.archive_confirm"_s));
        QCOMPARE(confirm(299), QString());
    }

    // SEC-05: the later review, by somebody else, once, and it is the same at every station of the house.
    void anExceptionIsReviewedBySomebodyElse()
    {
        duna().enrol(u"fekete"_s, {u"SEC-ADMIN"_s, u"PHYSICIAN"_s}, {}, Label(u"f"_s, u"f"_s));
        QVERIFY(desk().breakGlass(m_both->caseId, u"Kovács is away, the patient calls"_s, duna().actor(u"fekete"_s)));
        m_both->tick();
        QVERIFY(desk().breakGlass(m_both->caseId, u"I was curious about it"_s, duna().actor(u"szabo"_s)));
        const auto waiting = must(desk().exceptions(), "waiting");
        QCOMPARE(waiting.size(), 2);
        QCOMPARE(waiting[0].by.id, u"szabo"_s);
        QCOMPARE(waiting[0].caseId, m_both->caseId);
        QCOMPARE(waiting[1].reason, u"Kovács is away, the patient calls"_s);
        QVERIFY(!waiting[0].review && !waiting[1].review);
        const auto review = [this](const QByteArray &entry, const QString &who, const QString &note = u"Asked Kovács: it was so"_s) {
            const auto done = desk().reviewException(entry, who == u"kiss"_s, note, duna().actor(who));
            return done ? QString() : done.error().message;
        };
        QCOMPARE(review(waiting[1].entry, u"toth"_s), u"role.not_allowed"_s);
        QCOMPARE(lines(u"case.break_glass_review"_s), QStringList{u"toth refused "_s});
        QCOMPARE(review(waiting[1].entry, u"fekete"_s), u"sec.review_own"_s);
        QCOMPARE(review(waiting[1].entry, u"kiss"_s, u"ok"_s), u"sec.reason"_s);
        QCOMPARE(review(waiting[1].entry, u"kiss"_s), QString());
        QCOMPARE(review(waiting[1].entry, u"fekete"_s), u"sec.review_own"_s);
        QCOMPARE(review(waiting[1].entry, u"kiss"_s), u"sec.reviewed"_s);
        QCOMPARE(review(waiting[0].entry, u"fekete"_s, u"No reason to open it"_s), QString());
        const auto done = must(desk().exceptions(), "done");
        QVERIFY(done[1].review && done[1].review->justified);
        QCOMPARE(done[1].review->by.id, u"kiss"_s);
        QVERIFY(done[0].review && !done[0].review->justified);
        QCOMPARE(done[0].review->note, u"No reason to open it"_s);
    }

    void eachOpeningIsNotedOnceAPerson()
    {
        as(u"kovacs"_s);
        for (int i = 0; i < 3; ++i)
            must(desk().caseState(m_both->caseId), "state");
        QCOMPARE(lines(u"case.open"_s).size(), 1);
        as(u"toth"_s);
        must(desk().caseState(m_both->caseId), "state");
        QCOMPARE(lines(u"case.open"_s).size(), 2);
        QCOMPARE(must(duna().ledger->accessLog(), "log").last().access.object, QString::fromLatin1(m_both->caseId.toHex()));
    }

    void nobodyReadingMeansTheProgramItself()
    {
        desk().readAs({});
        QCOMPARE(desk().sightOf(m_both->caseId), Sight::Whole);
        QVERIFY(desk().caseState(m_both->caseId));
        QVERIFY(lines(u"case.open"_s).isEmpty());
    }

    // SEC-15: whoever has left signs nothing more, at the partner neither; with the root away it waits for two officers.
    void aClosedAccountIsTakenBackAtThePartners()
    {
        duna().enrol(u"fekete"_s, {u"SEC-ADMIN"_s}, {}, Label(u"f"_s, u"f"_s));
        const auto officer = duna().actor(u"fekete"_s);
        const auto szabo = duna().actor(u"szabo"_s).person.person;
        const auto balogh = duna().actor(u"balogh"_s).person.person;
        QVERIFY(must(desk().closeAccount(u"szabo"_s, officer, u"Left the clinic in spring"_s), "closed"));
        QVERIFY(duna().ledger->revocationOf(szabo));

        const auto shares = must(desk().makeRootShares(officer), "shares");
        must(desk().takeRootOffline(shares[0], shares[1], officer), "offline");
        QVERIFY(!must(desk().closeAccount(u"balogh"_s, officer, u"Left the clinic in summer"_s), "closed"));
        QVERIFY(!duna().ledger->revocationOf(balogh));
        m_both->now = m_both->now.addDays(revocationGraceDays + 3); // the officers were away for long
        must(desk().presentRoot(shares[1], shares[2], officer), "present");
        const auto taken = duna().ledger->revocationOf(balogh);
        QVERIFY(taken);
        QVERIFY(taken->fromTime() > m_both->now.addDays(-revocationGraceDays));
    }

    void theBoardIsTheSameAfterARebuild()
    {
        const auto before = must(desk().board(), "board").first().people;
        QCOMPARE(before, QStringList{u"kovacs"_s});
        must(desk().rebuild(), "rebuild");
        QCOMPARE(must(desk().board(), "board").first().people, before);
    }

private:
    [[nodiscard]] Station &duna() const { return m_both->duna; }

    [[nodiscard]] Desk &desk() const { return *m_both->duna.desk; }

    void as(const QString &person) const { desk().readAs(duna().actor(person).person); }

    [[nodiscard]] QStringList lines(const QString &act) const
    {
        QStringList lines;
        for (const auto &line : must(duna().ledger->accessLog({.act = act}), "log"))
            lines.append(line.access.person + (line.access.outcome == Access::Outcome::Done ? u" done "_s : u" refused "_s)
                         + line.access.reason);
        return lines;
    }

    std::unique_ptr<Consultation> m_both;
};

SIZHEN_GUI_TEST(DeskAccessTest)
#include "deskaccess_test.moc"
