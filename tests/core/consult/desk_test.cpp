// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/consultation.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// What a person at a station meets: refusals with their rule, and what does or does not leave the house.
class DeskTest : public QObject
{
    Q_OBJECT

private:
    static QByteArray invitationOf(Consultation &both)
    {
        return both.at(both.duna).latest(u"case.opened"_s)->args().value(u"invitation"_s).toByteArray();
    }

    static QString ruleOf(const Result<> &result) { return result ? u"allowed"_s : result.error().rule; }

    static const Offer *offer(const QList<Offer> &offers, const QString &kind)
    {
        const auto found = std::ranges::find(offers, kind, &Offer::kind);
        return found == offers.cend() ? nullptr : &*found;
    }

    static bool shared(Consultation &both, const QByteArray &stream)
    {
        return both.duna.ledger->isSharedWith(both.lake.root(), stream);
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen"_s)); }

    void patientsStayAtHomeAndAreComplete()
    {
        Consultation both;
        QSignalSpy changed(both.duna.desk.get(), &Desk::patientsChanged);
        const auto half
            = both.duna.desk->registerPatient({{u"name"_s, u"Varga Ilona"_s}}, both.duna.actor(u"kovacs"_s));
        QCOMPARE(half.error().rule, u"SES-02"_s);
        QVERIFY(half.error().args.value(u"fields"_s).toString().contains(u"identity document"_s));
        QVERIFY(half.error().args.value(u"fields.zh"_s).toString().contains(u"身份证件"_s));
        const auto id = both.registerPatient();
        QCOMPARE(changed.size(), 1);
        auto card = must(both.duna.desk->patient(id), "patient");
        QCOMPARE(card.name, u"Varga Ilona"_s);
        QCOMPARE(card.documentNumber, u"XX1234567"_s);
        QVERIFY(!card.identityVerified);
        QCOMPARE(ruleOf(both.duna.desk->verifyIdentity(id, {{u"method"_s, u"GUESS"_s}}, both.duna.actor(u"kovacs"_s))),
                 u"SES-02"_s);
        must(both.duna.desk->verifyIdentity(id, {{u"method"_s, u"SIGHT"_s}}, both.duna.actor(u"kovacs"_s)), "verify");
        both.openCase(id);
        card = must(both.duna.desk->patient(id), "patient");
        QVERIFY(card.identityVerified);
        QCOMPARE(card.cases, QStringList{QString::fromLatin1(both.caseId.toHex())});
        QVERIFY(both.at(both.duna).latest(u"case.identity_checked"_s)); // came along
        both.pump();
        QVERIFY(must(both.lake.desk->patients(), "patients").isEmpty());
        QVERIFY(!both.lake.ledger->stream(id));
        both.duna.restart();
        QCOMPARE(must(both.duna.desk->patients(), "patients").size(), 1);
    }

    void onlyWhoMayRegistersPatients()
    {
        Consultation both;
        both.duna.enrol(u"techie"_s, {u"IT"_s}, {}, {u"技"_s, u"Techie"_s});
        const auto refused = both.duna.desk->registerPatient({}, both.duna.actor(u"techie"_s));
        QCOMPARE(refused.error().fault, Fault::Denied);
    }

    // Nothing is wrapped to the partner before the agreement is in force and the consent signed.
    void nothingLeavesBeforeAgreementAndConsent()
    {
        Consultation both;
        both.openCase(both.registerPatient());
        both.kovacs(u"invitation.compose"_s, both.invitation());
        both.kovacs(u"invitation.approve_abstract"_s);
        const auto send = [&] { return ruleOf(both.doAs(both.duna, u"kovacs"_s, u"invitation.send_direct"_s)); };
        QCOMPARE(send(), u"CON-04"_s);
        both.signConsent();
        QCOMPARE(send(), u"AGR-04"_s);
        both.signAgreement();
        QCOMPARE(send(), u"INV-01"_s); // not prepared
        QVERIFY(!shared(both, invitationOf(both)));
        both.pump();
        QVERIFY(must(both.lake.desk->board(), "board").isEmpty());
        const auto patient = QByteArray::fromHex(must(both.duna.desk->patients(), "patients").first().id.toHex());
        must(both.duna.desk->verifyIdentity(patient, {{u"method"_s, u"SIGHT"_s}}, both.duna.actor(u"kovacs"_s)),
             "identity");
        both.intake();
        both.kovacs(u"case.complete"_s);
        QCOMPARE(send(), u"allowed"_s);
        QVERIFY(shared(both, invitationOf(both)));
        QVERIFY(!shared(both, both.caseId));
    }

    void CON_04_aSessionWithoutConsentIsRefused()
    {
        Consultation both;
        both.signAgreement();
        both.openCase(both.registerPatient());
        const auto refused = both.doAs(both.duna, u"kovacs"_s, u"case.start"_s, Consultation::checks());
        QCOMPARE(ruleOf(refused), u"CON-04"_s);
        QCOMPARE(refused.error().message, u"con.not_signed"_s);
    }

    void CON_06_aChildNeedsAGuardian()
    {
        Consultation both;
        both.openCase(both.registerPatient(u"2016-02-03"_s));
        both.explain();
        QCOMPARE(must(both.duna.desk->board(), "board").first().waitsFor, u"consent.sign_representative"_s);
        auto args = both.consentArgs();
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"consent.sign_patient"_s, args)), u"CON-06"_s);
        for (const auto &[key, value] : QCborMap{{u"signerType"_s, u"GUARDIAN"_s},
                                                 {u"relation"_s, u"PARENT"_s},
                                                 {u"reason"_s, u"a child"_s},
                                                 {u"name"_s, u"Varga Anna"_s}})
            args.insert(key, value);
        args.insert(u"document"_s,
                    QCborMap{{u"type"_s, u"PASSPORT"_s}, {u"number"_s, u"Y1"_s}, {u"country"_s, u"HU"_s}});
        both.kovacs(u"consent.sign_representative"_s, args);
        QCOMPARE(both.at(both.duna).machines.value(u"consent"_s), u"SIGNED"_s);
    }

    // CON-09: nothing more is sent; a partner who does not hold the case learns it from the invitation.
    void CON_09_withdrawnConsentStopsSending()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        both.kovacs(u"consent.withdraw"_s, {{u"reason"_s, u"changed her mind"_s}});
        QCOMPARE(both.at(both.duna).stage(), u"CANCELLED"_s);
        both.li(u"invitation.accept"_s); // has not heard of it yet
        both.pump();
        QVERIFY(!shared(both, both.caseId));
        QVERIFY(!both.at(both.lake).held);
        QCOMPARE(both.at(both.lake).machines.value(u"invitation"_s), u"WITHDRAWN"_s);
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"case.complete"_s)), u"CON-09"_s);
        both.kovacs(u"case.archive_cancelled"_s);
        QCOMPARE(both.at(both.duna).stage(), u"CANCELLED_ARCHIVED"_s);
    }

    void CON_09_withdrawnInTheSession()
    {
        Consultation both;
        both.untilSession();
        both.kovacs(u"consent.withdraw"_s, {{u"reason"_s, u"wants to stop"_s}});
        both.pump();
        QCOMPARE(both.at(both.lake).stage(), u"CANCELLED"_s);
        QCOMPARE(ruleOf(both.doAs(both.lake, u"li"_s, u"case.note"_s, {{u"text"_s, u"-"_s}})), u"CON-09"_s);
    }

    void aCancelledCaseTakesItsInvitationBack()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        both.kovacs(u"case.cancel"_s, {{u"reason"_s, u"moved away"_s}});
        both.pump();
        QCOMPARE(both.at(both.lake).machines.value(u"invitation"_s), u"WITHDRAWN"_s);
        QCOMPARE(both.at(both.duna).stage(), u"CANCELLED"_s);
    }

    // A decliner never held the case key; the inviting side reads the reason and may invite again.
    void RSP_02_declined()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        both.lake.enrol(u"intern"_s, {u"PHYSICIAN"_s}, {}, {u"实习"_s, u"Intern"_s});
        const QCborMap args{{u"code"_s, u"NO_CAPACITY"_s}, {u"reason"_s, u"all beds are taken"_s}};
        QCOMPARE(ruleOf(both.doAs(both.lake, u"intern"_s, u"invitation.decline"_s, args)), u"RSP-01"_s);
        QCOMPARE(ruleOf(both.doAs(both.lake, u"intern"_s, u"invitation.accept"_s)), u"RSP-01"_s);
        QCOMPARE(ruleOf(both.doAs(both.lake, u"li"_s, u"invitation.decline"_s,
                                  {{u"code"_s, u"OTHER"_s}, {u"reason"_s, u"no"_s}})),
                 u"RSP-02"_s);
        both.li(u"invitation.decline"_s, args);
        both.pump();
        QCOMPARE(both.at(both.duna).stage(), u"NOT_ACCEPTED"_s);
        QCOMPARE(both.at(both.lake).stage(), u"NOT_ACCEPTED"_s);
        QVERIFY(!both.lake.ledger->stream(both.caseId));
        QCOMPARE(must(both.duna.desk->board(), "board").first().waitsFor, u"case.reinvite"_s);
        both.kovacs(u"case.reinvite"_s);
        QCOMPARE(both.at(both.duna).machines.value(u"invitation"_s), u"DRAFT"_s);
        both.invite();
        both.accept();
        QVERIFY(both.at(both.lake).held);
    }

    void STF_03_aYoungPhysicianAloneIsNotEnough()
    {
        Consultation both;
        both.lake.enrol(u"young"_s, {u"PHYSICIAN"_s}, {{QDate(2024, 1, 1), {}, true, {}}}, {u"青"_s, u"Young"_s});
        both.untilAccepted();
        both.assign(u"young"_s);
        QCOMPARE(ruleOf(both.doAs(both.lake, u"li"_s, u"case.confirm_schedule"_s, both.timeArgs())), u"STF-03"_s);
        const auto offers = both.lake.desk->offers(both.caseId, both.lake.actor(u"li"_s));
        QCOMPARE(offer(offers, u"case.confirm_schedule"_s)->refusals.first().rule, u"STF-03"_s);
        QCOMPARE(must(both.lake.desk->board(), "board").first().waitsFor, u"case.assign_physician"_s);
        both.assign(); // with an experienced colleague
        both.li(u"case.confirm_schedule"_s, both.timeArgs());
    }

    // RPT-03: two took part, one signed. RPT-07: a report changed on the way is not acknowledged.
    void RPT_03_RPT_07_fullSetAndUntouched()
    {
        Consultation both;
        both.lake.enrol(u"wang"_s, {u"PHYSICIAN"_s}, {}, {u"王"_s, u"Wang"_s});
        both.untilAccepted();
        both.assign(u"wang"_s);
        both.schedule();
        both.checkIn();
        must(both.doAs(both.lake, u"wang"_s, u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}}), "check in");
        both.pump();
        both.kovacs(u"case.start"_s, Consultation::checks());
        both.pump();
        both.findings();
        both.endSession();
        both.li(u"report.release_opinion"_s, Consultation::opinion());
        both.li(u"report.submit"_s, {{u"content"_s, Consultation::content()}});
        const auto first = Consultation::signPage(both.lake, u"li"_s, both.now);
        both.li(u"report.sign"_s, Consultation::paperArgs(both.lake, first));
        const auto early = both.doAs(both.lake, u"li"_s, u"report.release"_s);
        QCOMPARE(ruleOf(early), u"RPT-03"_s);
        QCOMPARE(early.error().args.value(u"people.zh"_s).toString(), u"王"_s);
        auto spoiled = Consultation::signPage(both.lake, u"wang"_s, both.now, first);
        spoiled[spoiled.size() / 3] = char(spoiled[spoiled.size() / 3] ^ 1);
        must(both.doAs(both.lake, u"wang"_s, u"report.sign"_s, Consultation::paperArgs(both.lake, spoiled)), "sign");
        both.li(u"report.release"_s);
        both.pump();
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"report.acknowledge"_s)), u"RPT-07"_s);
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"case.decide"_s, both.decision())), u"RPT-07"_s);
    }

    // ARC-02: what is not here, byte for byte, is not archived.
    void ARC_02_anOriginalThatIsNotHere()
    {
        Consultation both;
        both.untilReported();
        both.li(u"case.confirm_session"_s);
        both.pump();
        both.kovacs(u"case.decide"_s, both.decision());
        both.kovacs(u"case.confirm_session"_s);
        both.kovacs(u"case.begin_archiving"_s);
        const auto early = both.doAs(both.duna, u"kovacs"_s, u"case.archive_confirm"_s);
        QCOMPARE(ruleOf(early), u"ARC-02"_s);
        QCOMPARE(early.error().args.value(u"docs"_s).toString(), u"fee voucher or carried-forward note"_s);
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"case.close"_s)), u"ARC-01"_s);
        both.kovacs(u"case.missing_document"_s, {{u"reason"_s, u"fee voucher"_s}});
        both.kovacs(u"case.fee_note"_s, {{u"kind"_s, u"CARRIED_FORWARD"_s}, {u"reason"_s, u"monthly bill"_s}});
        both.kovacs(u"case.begin_archiving"_s);
        both.kovacs(u"case.archive_confirm"_s);
        // The entries arrive, the chunks of the decision's PDF do not.
        for (const auto &head : must(both.duna.ledger->heads(both.caseId), "heads")) {
            QList<QByteArray> raw;
            for (const auto &row : must(both.duna.vault->entries().ofFeed(head.feed, 1, 1 << 30), "entries"))
                raw.append(row.raw);
            must(both.lake.ledger->receive(both.duna.root(), both.caseId, raw), "receive");
        }
        QCOMPARE(must(both.lake.desk->manifest(both.caseId), "manifest").missing,
                 QStringList{u"original:decision.pdf"_s});
        QCOMPARE(ruleOf(both.doAs(both.lake, u"li"_s, u"case.archive_confirm"_s)), u"ARC-02"_s);
        both.pump();
        both.li(u"case.archive_confirm"_s);
        both.pump();
        QCOMPARE(both.at(both.duna).stage(), u"CLOSED"_s);
        QCOMPARE(ruleOf(both.doAs(both.duna, u"kovacs"_s, u"case.note"_s, {{u"text"_s, u"-"_s}})), u"ARC-05"_s);
    }

    void whatNobodyKnowsIsRefused()
    {
        Consultation both;
        both.openCase(both.registerPatient());
        for (const auto &kind : {u"case.levitate"_s, u"levitate"_s, u""_s, u"agreement.sign"_s, u"case.both_receipts"_s})
            QCOMPARE(both.doAs(both.duna, u"kovacs"_s, kind).error().fault, Fault::Unsupported);
        QCOMPARE(both.doAs(both.duna, u"kovacs"_s, u"case.opened"_s).error().fault, Fault::Invalid);
        both.caseId = QByteArray(16, 'x');
        QCOMPARE(both.doAs(both.duna, u"kovacs"_s, u"case.note"_s).error().fault, Fault::NotFound);
        QVERIFY(both.duna.desk->offers(both.caseId, both.duna.actor(u"kovacs"_s)).isEmpty());
    }

    void draftsAreKeptAndEmptyOnesForgotten()
    {
        Consultation both(false);
        auto &desk = *both.duna.desk;
        QCOMPARE(must(desk.draft(u"case/form"_s), "draft"), QByteArray());
        must(desk.saveDraft(u"case/form"_s, "half a word"), "save");
        must(desk.saveDraft(u"case/form"_s, "half a word more"), "save");
        both.duna.restart();
        QCOMPARE(must(both.duna.desk->draft(u"case/form"_s), "draft"), QByteArray("half a word more"));
        must(both.duna.desk->saveDraft(u"case/form"_s, {}), "forget");
        QCOMPARE(must(both.duna.desk->draft(u"case/form"_s), "draft"), QByteArray());
    }

    void offersSayWhyNot()
    {
        Consultation both;
        both.openCase(both.registerPatient());
        const auto offers = both.duna.desk->offers(both.caseId, both.duna.actor(u"kovacs"_s));
        const auto *complete = offer(offers, u"case.complete"_s);
        QVERIFY(complete && !complete->allowed);
        QStringList rules;
        for (const auto &reason : complete->refusals)
            rules.append(reason.rule);
        QCOMPARE(rules, QStringList({u"SES-02"_s, u"FOU-10"_s, u"CON-04"_s, u"AGR-04"_s}));
        QVERIFY(offer(offers, u"consent.explain"_s)->allowed);
        QVERIFY(!offer(offers, u"case.opened"_s));
        QVERIFY(!offer(offers, u"case.withdrawn"_s)); // happens by itself
        both.duna.enrol(u"techie"_s, {u"IT"_s}, {}, {u"技"_s, u"Techie"_s});
        for (const auto &one : both.duna.desk->offers(both.caseId, both.duna.actor(u"techie"_s)))
            QVERIFY2(!one.allowed && one.refusals.first().fault == Fault::Denied, qPrintable(one.kind));
    }

    void AGR_03_anUnpairedPartnerSignsNothing()
    {
        Consultation both(false);
        must(both.duna.ledger->addPartner(must(both.lake.ledger->card({}), "card")), "partner");
        QCOMPARE(ruleOf(both.agree(both.duna, u"kovacs"_s, u"agreement.draft"_s, both.agreementText())), u"AGR-16"_s);
        TwinStations::pairHalf(both.duna, both.lake);
        TwinStations::pairHalf(both.lake, both.duna);
        both.signAgreement();
        QCOMPARE(must(both.duna.desk->agreement(both.lake.root()), "agreement").state, u"ACTIVE"_s);
    }

    // AGR-04, AGR-10: from its end on, an agreement carries nothing new; what was sent before stays valid.
    void AGR_10_terminated()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        QCOMPARE(ruleOf(both.agree(both.duna, u"kovacs"_s, u"agreement.terminate"_s, {{u"reason"_s, u"short"_s}})),
                 u"AGR-10"_s);
        must(both.agree(both.duna, u"kovacs"_s, u"agreement.terminate"_s, {{u"reason"_s, u"we part as friends"_s}}),
             "terminate");
        both.pump();
        QCOMPARE(both.at(both.lake).stage(), u"INVITED"_s);
        QCOMPARE(ruleOf(both.doAs(both.lake, u"li"_s, u"invitation.accept"_s)), u"AGR-04"_s);
        QCOMPARE(must(both.lake.desk->agreement(both.duna.root()), "agreement").state, u"TERMINATED"_s);
    }
};

SIZHEN_GUI_TEST(DeskTest)
#include "desk_test.moc"
