// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/papers.h"

#include "core/base/cbor.h"
#include "core/base/resource.h"
#include "tests/core/consult/paperscase.h"
#include "tests/core/consult/paperwords.h"
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QGuiApplication>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// What a paper says follows from the acts alone, and from no later one.
class PapersTest final : public QObject
{
    Q_OBJECT
private:
    std::shared_ptr<const FormLibrary> m_forms;

    Result<PaperJob> report(const PapersCase &one) const { return reportPaper(one.state, one.parties, *m_forms); }

    static QString renderedWords(const QString &paper)
    {
        return QString::fromUtf8(*readResource(u"documents/"_s + paper + u".json"_s));
    }

    static QCborArray evidenceList(const PaperJob &job)
    {
        return job.data.value(u"diagnosis"_s).toMap().value(u"evidence"_s).toArray();
    }

private Q_SLOTS:

    void initTestCase()
    {
        const auto forms = FormLibrary::load();
        QVERIFY2(forms, qPrintable(forms ? QString() : forms.error().detail));
        m_forms = *forms;
    }

    void theReportSaysWhatTheActsSay()
    {
        PapersCase one;
        one.untilOpinion();
        const auto job = report(one);
        QVERIFY2(job, qPrintable(job ? QString() : job.error().args.value(u"sections"_s).toString()));
        QCOMPARE(at(*job, u"inviting.institution"_s), u"Duna TCM Clinic"_s);
        QCOMPARE(at(*job, u"inviting.physician"_s), u"Kovács Eszter"_s);
        QCOMPARE(at(*job, u"invited.place"_s), u"Wuhan, CN"_s);
        QCOMPARE(at(*job, u"patient.age"_s), u"42"_s);
        QCOMPARE(at(*job, u"patient.code"_s), one.state.code());
        QVERIFY(at(*job, u"patient.alerts"_s).contains(u"Not pregnant"_s));
        QCOMPARE(at(*job, u"diagnosis.pattern"_s, u"zh"_s), u"心脾两虚证"_s);
        QCOMPARE(at(*job, u"advice.herbs.0.dose"_s), u"9 g"_s);
        QVERIFY(job->data.value(u"dates"_s).toMap().value(u"start"_s).toString().endsWith(u"+01:00"_s));
        QVERIFY(job->data.value(u"dates"_s).toMap().value(u"opinion"_s).toString().endsWith(u"+08:00"_s));
        QCOMPARE(job->dataSha256, sha256(cbor::encode(job->data)));
    }

    void itNamesThePatientByCodeOnly()
    {
        PapersCase one;
        one.untilOpinion();
        QVERIFY(!allText(*report(one)).contains(u"Példa"_s));
    }

    void everyoneWhoCheckedInIsNamedOnceWithHisPart()
    {
        PapersCase one;
        one.untilOpinion();
        one.add(u"case.check_in"_s, one.zhou, {{u"as"_s, u"INTERPRETER"_s}}); // again, after a lost line
        const auto job = report(one);
        QCOMPARE(job->data.value(u"participants"_s).toArray().size(), 3);
        QCOMPARE(at(*job, u"participants.0.role"_s), u"Interpreter"_s);
        QCOMPARE(at(*job, u"participants.2.role"_s), u"Lead physician, invited side"_s);
        QCOMPARE(job->data.value(u"signers"_s).toArray().size(), 1);
        QCOMPARE(at(*job, u"signers.0.licence"_s), u"CN-EX-0002"_s);
    }

    void onlyWhoTookPartSigns()
    {
        PapersCase one;
        one.untilOpinion();
        one.state.acts.removeIf(
            [&](const Act &act) { return act.kind() == u"case.check_in"_s && act.event.by.person == one.li.person; });
        const auto job = report(one);
        QVERIFY(!job); // nobody to sign: no report
        QCOMPARE(job.error().rule, u"RPT-02"_s);
        QVERIFY(job.error().args.value(u"sections"_s).toString().contains(u"Signatures"_s));
    }

    void findingsStandSideBySide()
    {
        PapersCase one;
        one.untilOpinion();
        one.add(u"case.form_saved"_s, one.kovacs,
                {{u"notDone"_s, QCborMap{{u"method"_s, u"LISTEN"_s}, {u"reason"_s, u"no voice today"_s}}}});
        const auto job = report(one);
        const auto rows = job->data.value(u"findings"_s).toArray();
        QCOMPARE(rows.size(), 3);
        const auto colour = rows.at(0).toMap();
        QVERIFY(colour.value(u"differs"_s).toBool());
        QCOMPARE(Label::fromCbor(colour.value(u"inviting"_s).toMap()).en(), u"Pale tongue"_s);
        QCOMPARE(Label::fromCbor(colour.value(u"invited"_s).toMap()).zh(), u"淡红舌"_s);
        const auto rate = rows.at(1).toMap();
        QVERIFY(!rate.value(u"differs"_s).toBool());
        QVERIFY(rate.value(u"invited"_s).isUndefined());
        QVERIFY(Label::fromCbor(rate.value(u"inviting"_s).toMap()).en().contains(u"66"_s));
        QCOMPARE(rows.at(2).toMap().value(u"inviting"_s).toString(), u"no voice today"_s);
    }

    void theDataReliedOnAreListed()
    {
        PapersCase one;
        one.untilOpinion();
        const auto job = report(one);
        const auto basis = at(*job, u"basis"_s);
        for (const auto &part :
             {u"Record abstract (2026-11-24"_s, u"Pulse recordings at 3 positions: L.cun, L.guan, R.chi"_s,
              u"2 findings"_s, u"1 findings"_s, u"Live session of 5 min"_s})
            QVERIFY2(basis.contains(part), qPrintable(basis));
        QCOMPARE(evidenceList(*job).size(), 1);
        QVERIFY(at(*job, u"diagnosis.evidence"_s).contains(u"Pale tongue"_s));
    }

    void itsLimitsSayWhatTheInvitedSideCouldNotDo()
    {
        PapersCase one;
        one.untilOpinion();
        QVERIFY(at(*report(one), u"limits"_s).contains(u"could neither touch nor smell"_s));
        QVERIFY(at(*report(one), u"limits"_s).contains(u"read from its recording"_s));
    }

    void itIsAnOpinionAndNeverAnOrder()
    {
        const auto job = renderedWords(u"report"_s);
        QVERIFY(job.contains(u"not an order, not a prescription"_s)
                && job.contains(u"given to the inviting side as advice"_s));
    }

    void whatIsMissingIsNamed_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("section");
        QTest::newRow("analysis") << u"analysis"_s << u"Analysis"_s;
        QTest::newRow("disease") << u"disease"_s << u"TCM diagnosis"_s;
        QTest::newRow("principle") << u"principle"_s << u"Treatment principle"_s;
        QTest::newRow("cautions") << u"cautions"_s << u"Cautions"_s;
        QTest::newRow("limits") << u"limits"_s << u"Limits of the remote examination"_s;
    }

    void whatIsMissingIsNamed()
    {
        QFETCH(QString, key);
        QFETCH(QString, section);
        PapersCase one;
        one.untilOpinion();
        one.state.acts.last().event.args.remove(key);
        const auto job = report(one);
        QVERIFY(!job);
        QCOMPARE(job.error().fault, Fault::Refused);
        QCOMPARE(job.error().rule, u"RPT-02"_s);
        QCOMPARE(job.error().message, u"rpt.section_missing"_s);
        QCOMPARE(job.error().args.value(u"sections"_s).toString(), section);
    }

    void freezingDoesNotChangeWhatIsFrozen()
    {
        PapersCase one;
        one.untilOpinion();
        const auto before = *report(one);
        const auto submit = one.add(u"report.submit"_s, one.li, {{u"content"_s, before.dataSha256}});
        const auto after = *report(one);
        QCOMPARE(after.dataSha256, before.dataSha256);
        QCOMPARE(after.created, submit.event.at);
    }

    void whatOthersWriteMeanwhileDoesNotChangeAFrozenReport()
    {
        PapersCase one;
        one.untilOpinion();
        const auto frozen = one.state.acts.size();
        one.add(u"report.submit"_s, one.li, {});
        const auto before = *report(one);
        one.add(u"case.form_saved"_s, one.kovacs,
                {{u"form"_s, u"palpate"_s}, {u"answers"_s, QCborMap{{u"palpate.pulse.rate"_s, 80}}}});
        QCOMPARE(report(one)->dataSha256, before.dataSha256);
        // The same act, written before the freeze by a clock that is slow, but not seen by the physician: it sorts
        // before the freeze and still is none of it.
        auto late = one.state.acts.takeLast();
        late.event.hlc = one.state.acts.at(frozen).event.hlc - 1;
        one.state.acts.insert(frozen, late);
        QCOMPARE(report(one)->dataSha256, before.dataSha256);
    }

    void backInDraftItIsWrittenAnew()
    {
        PapersCase one;
        one.untilOpinion();
        one.add(u"report.submit"_s, one.li, {});
        const auto first = *report(one);
        one.add(u"report.back_to_draft"_s, one.li, {{u"reason"_s, u"a dose was wrong"_s}});
        auto opinion = PapersCase::opinion();
        opinion[u"analysis"_s] = PapersCase::both(u"另一分析"_s, u"Another analysis"_s);
        one.add(u"report.release_opinion"_s, one.li, opinion);
        one.add(u"report.submit"_s, one.li, {});
        QVERIFY(report(one)->dataSha256 != first.dataSha256);
        QCOMPARE(at(*report(one), u"analysis"_s), u"Another analysis"_s);
    }

    void theReportPrints()
    {
        PapersCase one;
        one.untilOpinion();
        shouldRead(*report(one),
                 {u"淡白舌"_s, u"Pale red tongue"_s, u"心脾两虚证"_s, u"Zhou Shili"_s, u"失眠伴心悸食少"_s, u"≠"_s});
    }

    void aPhysicianSignsWithHisOwnKeyAndPassword()
    {
        fixture::House house(u"CN"_s, u"li"_s);
        const auto person = house.ledger->sealedPerson(u"li"_s);
        QVERIFY(person);
        const auto institution = house.ledger->institution();
        QCOMPARE(paperSigner(*person, fixture::secret("wrong"), institution, u"Report"_s, house.now).error().fault,
                 Fault::WrongPassword);
        const auto signer = paperSigner(*person, fixture::secret("password"), institution, u"Report"_s, house.now);
        QVERIFY2(signer, qPrintable(signer ? QString() : signer.error().detail));
        PapersCase one;
        one.untilOpinion();
        const auto job = *report(one);
        const auto pdf = signedPaper(job, *signer);
        QVERIFY2(pdf, qPrintable(pdf ? QString() : pdf.error().detail));
        const auto verdict = verifyPdf(*pdf, {institution.authority}, house.now);
        QVERIFY(verdict->isSound());
        QCOMPARE(verdict->signatures.first().stated.reason, u"Report"_s);

        const auto again = signedPaper(job, *signer, *pdf); // the next signer signs on top
        QVERIFY(again->startsWith(*pdf));
        QCOMPARE(verifyPdf(*again, {institution.authority}, house.now)->signatures.size(), 2);

        auto other = job;
        other.dataSha256 = sha256("another version");
        QCOMPARE(signedPaper(other, *signer, *pdf).error().message, u"rpt.other_content"_s);
    }

    void theArgsOfSigningNameContentAndPdf()
    {
        PapersCase one;
        one.untilOpinion();
        const auto job = *report(one);
        const auto pdf = PapersCase::attachment(u"application/pdf"_s);
        const auto args = signArgs(job, pdf);
        QCOMPARE(args.value(u"content"_s).toByteArray(), job.dataSha256);
        QCOMPARE(args.value(u"pdfSha256"_s).toByteArray(), pdf.sha256);
        QCOMPARE(*attachmentIn(args.value(u"pdf"_s)), pdf);
    }

    void anUnknownPaperIsNotFound()
    {
        fixture::House house;
        PapersCase one;
        QCOMPARE(paperFor(one.state, u"prescription"_s, *house.ledger, *m_forms).error().fault, Fault::NotFound);
    }
};

SIZHEN_GUI_TEST(PapersTest)
#include "papers_test.moc"
