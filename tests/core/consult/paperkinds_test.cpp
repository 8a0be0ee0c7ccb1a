// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/papers.h"
#include "tests/core/consult/paperscase.h"
#include "tests/core/consult/paperwords.h"
#include "tests/support/program.h"

#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// The papers beside the report: decision, consent, invitation, agreement.
class PaperKindsTest final : public QObject
{
    Q_OBJECT
private:
    std::shared_ptr<const FormLibrary> m_forms;

    Result<PaperJob> decision(const PapersCase &one) const { return decisionPaper(one.state, one.parties, *m_forms); }

private Q_SLOTS:

    void initTestCase()
    {
        const auto forms = FormLibrary::load();
        QVERIFY2(forms, qPrintable(forms ? QString() : forms.error().detail));
        m_forms = *forms;
    }

    void theDecisionIsTheInvitingSidesOwn()
    {
        PapersCase one;
        one.untilOpinion();
        QCOMPARE(decision(one).error().rule, u"DEC-01"_s);
        one.add(u"report.submit"_s, one.li, {});
        one.add(u"report.release"_s, one.li, {{u"pdfSha256"_s, sha256("the report")}});
        const auto draft = one.add(u"case.decision_draft"_s, one.kovacs, PapersCase::plan());
        const auto job = decision(one);
        QVERIFY2(job, qPrintable(job ? QString() : job.error().args.value(u"sections"_s).toString()));
        QCOMPARE(job->created, draft.event.at);
        QCOMPARE(at(*job, u"signers.0.name"_s), u"Kovács Eszter"_s);
        QCOMPARE(at(*job, u"opinion.pdfSha256"_s), QString::fromLatin1(sha256("the report").toHex()));
        QCOMPARE(at(*job, u"decision.whom"_s), u"The patient"_s);
        QCOMPARE(job->data.value(u"differing"_s).toArray().size(), 1);
        QVERIFY(at(*job, u"cites"_s).contains(u"they differ in 1"_s));
        one.add(u"case.decide"_s, one.kovacs, {}); // signing it changes nothing
        QCOMPARE(decision(one)->dataSha256, job->dataSha256);
        shouldRead(*job, {u"部分采纳"_s, u"Costus needs a permit"_s, u"归脾汤去木香"_s});
    }

    void notFollowingAsksForTheReason()
    {
        PapersCase one;
        one.untilOpinion();
        auto plan = PapersCase::plan();
        plan.remove(u"reason"_s);
        one.add(u"case.decision_draft"_s, one.kovacs, plan);
        QCOMPARE(decision(one).error().rule, u"DEC-03"_s);
        plan[u"adoption"_s] = u"FULL"_s;
        one.add(u"case.decision_draft"_s, one.kovacs, plan);
        QVERIFY(decision(one));
    }

    void theConsentNamesWhoSignedAndWhatWasExplained()
    {
        PapersCase one;
        one.untilOpinion();
        const auto job = consentPaper(one.state, one.parties);
        QVERIFY2(job, qPrintable(job ? QString() : job.error().args.value(u"sections"_s).toString()));
        QCOMPARE(at(*job, u"signature.name"_s), u"Példa Fiktív Anna"_s);
        QVERIFY(allText(*job).contains(u"Példa"_s));
        QCOMPARE(at(*job, u"fee"_s), u"120 EUR"_s);
        shouldRead(*job, {u"Példa Fiktív Anna"_s, u"个人信息"_s, u"The service:"_s, u"患者本人"_s});
        one.add(u"consent.withdraw"_s, one.kovacs, {{u"reason"_s, u"changed her mind"_s}});
        QCOMPARE(consentPaper(one.state, one.parties).error().rule, u"CON-02"_s); // it counts no more
    }

    void theInvitationHasItsSevenFieldsAndNoName()
    {
        PapersCase one;
        one.untilOpinion();
        const auto job = invitationPaper(one.state, one.parties);
        QVERIFY2(job, qPrintable(job ? QString() : job.error().args.value(u"fields"_s).toString()));
        QVERIFY(!allText(*job).contains(u"Példa"_s));
        shouldRead(*job, {u"副主任医师"_s, u"Name the pattern"_s, u"2026-11-24 14:00 UTC+01:00"_s});
        for (const auto &key : {u"reason"_s, u"purpose"_s, u"windows"_s, u"abstract"_s, u"specialty"_s, u"titleLevel"_s,
                                u"qualification"_s}) {
            PapersCase other;
            other.untilOpinion();
            for (auto &act : other.state.acts)
                if (act.kind() == u"invitation.compose"_s)
                    act.event.args.remove(key);
            const auto refused = invitationPaper(other.state, other.parties);
            QVERIFY2(!refused, qPrintable(key));
            QCOMPARE(refused.error().rule, u"INV-01"_s);
        }
    }

    void theAgreementHasItsSevenSections()
    {
        PapersCase one;
        QCborMap sections;
        for (const auto &key :
             {u"purpose"_s, u"conditions"_s, u"content"_s, u"process"_s, u"duties"_s, u"risk"_s, u"liability"_s})
            sections.insert(key, PapersCase::both(u"条款"_s, u"Clause on "_s + key));
        const QCborMap args{{u"number"_s, u"DUNA-1"_s},
                            {u"title"_s, PapersCase::both(u"协议"_s, u"Agreement"_s)},
                            {u"sections"_s, sections},
                            {u"validFrom"_s, u"2026-11-01"_s},
                            {u"validTo"_s, u"2027-11-01"_s},
                            {u"serviceTypes"_s, QCborArray{u"CONSULTATION"_s}},
                            {u"hours"_s, QCborMap{{u"respond"_s, 24}}}};
        one.add(u"agreement.draft"_s, one.kovacs, args);
        one.add(u"agreement.sign"_s, one.kovacs, {{u"text"_s, sha256("an older text")}});
        one.add(u"agreement.sign"_s, one.li, {{u"text"_s, sha256(cbor::encode(args))}});
        AgreementState state;
        state.acts = one.state.acts;
        const auto job = agreementPaper(state, one.parties.invited, one.parties.inviting);
        QVERIFY2(job, qPrintable(job ? QString() : job.error().args.value(u"sections"_s).toString()));
        QCOMPARE(job->data.value(u"signatures"_s).toArray().size(), 1); // of this text
        QCOMPARE(at(*job, u"parties.0.institution"_s), u"Duna TCM Clinic"_s); // who drafted it comes first
        QCOMPARE(agreementPaper(state, one.parties.inviting, one.parties.invited)->dataSha256, job->dataSha256);
        shouldRead(*job, {u"Clause on liability"_s, u"远程会诊"_s, u"Li Yangli"_s});
        sections.remove(u"process"_s);
        state.acts.first().event.args[u"sections"_s] = sections;
        const auto refused = agreementPaper(state, one.parties.invited, one.parties.inviting);
        QCOMPARE(refused.error().rule, u"AGR-02"_s);
        QCOMPARE(refused.error().args.value(u"sections"_s).toString(), u"Telemedicine process"_s);
    }
};

SIZHEN_GUI_TEST(PaperKindsTest)
#include "paperkinds_test.moc"
