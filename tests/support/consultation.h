// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/cbor.h"
#include "core/documents/pades.h"
#include "core/documents/renderer.h"
#include "tests/support/twinstations.h"

#include <QCborArray>

namespace sizhen::test {

// The way of one consultation in steps, each as a person at one of the two stations would take it.
class Consultation : public TwinStations
{
public:
    using TwinStations::TwinStations;

    [[nodiscard]] static QCborMap label(const QString &zh, const QString &en) { return {{u"zh"_s, zh}, {u"en"_s, en}}; }

    // Somebody acts; whether it was allowed is for the test to say.
    [[nodiscard]] Result<> doAs(Station &station, const QString &person, const QString &kind, const QCborMap &args = {})
    {
        tick();
        return station.desk->act(caseId, kind, args, station.actor(person));
    }

    void kovacs(const QString &kind, const QCborMap &args = {})
    {
        must(doAs(duna, u"kovacs"_s, kind, args), qPrintable(kind));
    }

    void li(const QString &kind, const QCborMap &args = {}) { must(doAs(lake, u"li"_s, kind, args), qPrintable(kind)); }

    // --- agreement
    [[nodiscard]] QCborMap agreementText() const
    {
        QCborMap sections;
        for (const auto &id :
             {u"purpose"_s, u"conditions"_s, u"content"_s, u"process"_s, u"duties"_s, u"risk"_s, u"liability"_s})
            sections.insert(id, label(u"条款"_s, u"clause"_s));
        return {{u"number"_s, u"A-1"_s},
                {u"title"_s, label(u"合作协议"_s, u"Agreement"_s)},
                {u"sections"_s, sections},
                {u"validFrom"_s, now.date().toString(Qt::ISODate)},
                {u"validTo"_s, now.date().addYears(1).toString(Qt::ISODate)},
                {u"serviceTypes"_s, QCborArray{u"CONSULTATION"_s}}};
    }

    [[nodiscard]] Result<> agree(Station &station, const QString &person, const QString &kind,
                                 const QCborMap &args = {})
    {
        tick();
        auto &other = &station == &duna ? lake : duna;
        return station.desk->agreementAct(other.root(), kind, args, station.actor(person));
    }

    void signAgreement()
    {
        must(agree(duna, u"kovacs"_s, u"agreement.draft"_s, agreementText()), "draft");
        must(agree(duna, u"kovacs"_s, u"agreement.submit"_s), "submit");
        must(agree(duna, u"kovacs"_s, u"agreement.approve"_s), "approve");
        pump();
        must(agree(lake, u"li"_s, u"agreement.approve"_s), "approve");
        must(agree(lake, u"li"_s, u"agreement.sign"_s), "sign");
        pump();
        must(agree(duna, u"kovacs"_s, u"agreement.sign"_s), "sign");
        pump();
    }

    // --- the case at home
    [[nodiscard]] QByteArray registerPatient(const QString &birth = u"1984-05-03"_s)
    {
        tick();
        return must(
            duna.desk->registerPatient(
                {{u"name"_s, u"Varga Ilona"_s},
                 {u"birth"_s, birth},
                 {u"sex"_s, u"F"_s},
                 {u"country"_s, u"HU"_s},
                 {u"language"_s, u"hu"_s},
                 {u"document"_s,
                  QCborMap{{u"type"_s, u"PASSPORT"_s}, {u"number"_s, u"XX1234567"_s}, {u"country"_s, u"HU"_s}}}},
                duna.actor(u"kovacs"_s)),
            "patient");
    }

    void openCase(const QByteArray &whose)
    {
        tick();
        caseId = must(duna.desk->openCase(whose, lake.root(),
                                          {{u"type"_s, u"CONSULTATION"_s},
                                           {u"mode"_s, u"ONLINE"_s},
                                           {u"complaint"_s, label(u"失眠三月"_s, u"Insomnia for three months"_s)}},
                                          duna.actor(u"kovacs"_s)),
                      "open case");
    }

    [[nodiscard]] static QCborMap wrapped(const Attachment &attachment)
    {
        return {{u"attachment"_s, attachment.toCbor()}};
    }

    void explain()
    {
        kovacs(u"consent.explain"_s,
               {{u"items"_s, QCborArray{u"SERVICE"_s, u"FEES"_s, u"RISKS"_s, u"DATA"_s}},
                {u"fee"_s, QCborMap{{u"amount"_s, u"120"_s}, {u"currency"_s, u"EUR"_s}}}});
    }

    [[nodiscard]] QCborMap consentArgs()
    {
        const auto strokes = must(duna.desk->attach("a pen stroke", u"image/png"_s, u"signature.png"_s), "attach");
        return {{u"form"_s, QCborMap{{u"id"_s, u"consent"_s}, {u"version"_s, 1}, {u"language"_s, u"hu"_s}}},
                {u"signature"_s, wrapped(strokes)}};
    }

    void signConsent()
    {
        explain();
        kovacs(u"consent.sign_patient"_s, consentArgs());
    }

    void save(Station &station, const QString &person, const QString &form, const QCborMap &answers)
    {
        must(doAs(station, person, u"case.form_saved"_s, {{u"form"_s, form}, {u"answers"_s, answers}}),
             qPrintable(form));
    }

    void intake()
    {
        save(duna, u"kovacs"_s, u"intake"_s,
             {{u"intake.history.allergy"_s, QCborArray{}},
              {u"intake.history.meds"_s, QCborArray{}},
              {u"intake.special.pregnancy"_s, u"no"_s}});
    }

    void prepare()
    {
        patient = registerPatient();
        tick();
        must(duna.desk->verifyIdentity(patient, {{u"method"_s, u"SIGHT"_s}}, duna.actor(u"kovacs"_s)), "identity");
        openCase(patient);
        signConsent();
        intake();
        kovacs(u"case.complete"_s);
    }

    // --- invitation
    [[nodiscard]] QCborMap invitation() const
    {
        const auto at = [&](int hours) { return now.addSecs(hours * 3600).toString(Qt::ISODate); };
        return {{u"reason"_s, label(u"辨证"_s, u"Pattern wanted"_s)},
                {u"purpose"_s, label(u"方药建议"_s, u"Proposal of a formula"_s)},
                {u"windows"_s, QCborArray{QCborMap{{u"from"_s, at(24)}, {u"to"_s, at(28)}}}},
                {u"abstract"_s, label(u"女，42岁，失眠三月"_s, u"Woman, 42, insomnia for three months"_s)},
                {u"specialty"_s, u"im"_s},
                {u"titleLevel"_s, u"ASSOCIATE_CHIEF"_s},
                {u"qualification"_s, label(u"执业十年"_s, u"Ten years in practice"_s)},
                {u"type"_s, u"CONSULTATION"_s},
                {u"mode"_s, u"ONLINE"_s},
                {u"patient"_s, QCborMap{{u"sex"_s, u"F"_s}, {u"age"_s, 42}}},
                {u"case"_s, caseId}};
    }

    void invite()
    {
        kovacs(u"invitation.compose"_s, invitation());
        kovacs(u"invitation.approve_abstract"_s);
        kovacs(u"invitation.send_direct"_s);
        pump();
    }

    void accept()
    {
        li(u"invitation.accept"_s, {{u"text"_s, label(u"同意"_s, u"Accepted"_s)}});
        pump();
    }

    // --- time and session
    [[nodiscard]] QString start() const
    {
        return QDateTime(QDate(2026, 11, 24), QTime(13, 0), Qt::UTC).toString(Qt::ISODate);
    }

    [[nodiscard]] QCborMap timeArgs() const { return {{u"start"_s, start()}, {u"minutes"_s, 40}}; }

    void assign(const QString &person = u"li"_s)
    {
        li(u"case.assign_physician"_s, {{u"physician"_s, lake.actor(person).certificate}, {u"lead"_s, true}});
    }

    void schedule()
    {
        assign();
        li(u"case.confirm_schedule"_s, timeArgs());
        pump();
        kovacs(u"case.confirm_schedule"_s, timeArgs());
        pump();
    }

    [[nodiscard]] static QCborMap checks()
    {
        return {{u"checks"_s,
                 QCborMap{{u"picture"_s, true},
                          {u"sound"_s, true},
                          {u"instrument"_s, true},
                          {u"interpreter"_s, u"both physicians speak English"_s},
                          {u"privacy"_s, true},
                          {u"network"_s, true},
                          {u"power"_s, true},
                          {u"backup"_s, true}}}};
    }

    void checkIn()
    {
        now = qMax(now, QDateTime(QDate(2026, 11, 24), QTime(12, 50), Qt::UTC));
        kovacs(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}});
        li(u"case.check_in"_s, {{u"as"_s, u"PHYSICIAN"_s}});
        pump();
        kovacs(u"case.confirm_identity"_s, {{u"identifiers"_s, QCborArray{u"name"_s, u"birth"_s}}});
    }

    void startSession()
    {
        checkIn();
        kovacs(u"case.start"_s, checks());
        pump();
    }

    void findings()
    {
        save(duna, u"kovacs"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}});
        save(duna, u"kovacs"_s, u"listen_smell"_s, {{u"listen_smell.voice.loud"_s, u"low"_s}});
        save(duna, u"kovacs"_s, u"ask"_s, {{u"ask.thirst.thirst"_s, u"none"_s}});
        save(lake, u"li"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale_red"_s}});
        const auto wave
            = must(duna.desk->attach("a pulse wave", u"application/x-sizhen-pulse"_s, u"L.guan.pulse"_s), "attach");
        auto args = wrapped(wave);
        args.insert(u"site"_s, u"L.guan"_s);
        args.insert(u"quality"_s, 0.9);
        kovacs(u"case.pulse_recorded"_s, args);
        pump();
    }

    // --- report
    [[nodiscard]] static QCborMap opinion()
    {
        const QCborMap name{{u"text"_s, label(u"不寐"_s, u"Insomnia"_s)}, {u"codes"_s, u"SA00"_s}};
        return {{u"analysis"_s, label(u"分析"_s, u"Analysis"_s)},
                {u"disease"_s, name},
                {u"pattern"_s, name},
                {u"evidence"_s, QCborArray{u"tongue.body.colour"_s}},
                {u"principle"_s, label(u"补益心脾"_s, u"Tonify heart and spleen"_s)},
                {u"advice"_s, label(u"归脾汤"_s, u"Gui Pi Tang"_s)},
                {u"cautions"_s, QCborArray{label(u"忌茶"_s, u"No tea"_s)}},
                {u"limits"_s, QCborArray{label(u"未能触诊"_s, u"Not touched"_s)}}};
    }

    [[nodiscard]] static QByteArray signPage(Station &station, const QString &person, const QDateTime &at,
                                             const QByteArray &previous = {})
    {
        static const QByteArray page = R"({"schema": "sizhen-document/1", "id": "report", "version": 1,
            "title": {"zh": "报告", "en": "Report"}, "subtitle": {"zh": "试", "en": "Test"}, "header": "A", "closing": {"zh": "完", "en": "End"},
            "missing": {"rule": "RPT-02", "message": "rpt.section_missing", "argument": "sections"}, "retention": "CASE",
            "signers": [{"side": "invited", "role": "PHYSICIAN", "label": {"zh": "医师", "en": "Physician"}}], "codes": {},
            "blocks": [{"kind": "paragraph", "text": {"zh": "内容", "en": "Content"}}]})";
        static const auto blank = must(renderPdf(must(parseDocument(page), "document"), {}, at), "render");
        const auto &login = *station.logins.at(person);
        const auto key = must(P256Key::fromPkcs8(login.pdfKeyPkcs8), "key");
        return must(signPdf(previous.isEmpty() ? blank : previous, key, login.person.signerCertificate,
                            {station.ledger->institution().authority}, {person, u"test"_s, u"-"_s, at}),
                    "sign");
    }

    [[nodiscard]] static QCborMap paperArgs(Station &station, const QByteArray &pdf)
    {
        const auto attached = must(station.desk->attach(pdf, u"application/pdf"_s, u"paper.pdf"_s), "attach");
        return {{u"content"_s, content()}, {u"pdf"_s, wrapped(attached)}, {u"pdfSha256"_s, attached.sha256}};
    }

    [[nodiscard]] static QByteArray content() { return QByteArray(32, 'c'); }

    void endSession()
    {
        li(u"case.end"_s);
        pump();
    }

    void report()
    {
        li(u"report.release_opinion"_s, opinion());
        li(u"report.submit"_s, {{u"content"_s, content()}});
        li(u"report.sign"_s, paperArgs(lake, signPage(lake, u"li"_s, now)));
        li(u"report.release"_s);
        pump();
        kovacs(u"report.acknowledge"_s);
    }

    [[nodiscard]] QCborMap decision(const QString &adoption = u"FULL"_s)
    {
        auto args = paperArgs(duna, "%PDF a decision");
        for (const auto &key : {u"disease"_s, u"pattern"_s, u"principle"_s})
            args.insert(key, opinion().value(key));
        args.insert(u"plan"_s, label(u"归脾汤"_s, u"Gui Pi Tang"_s));
        args.insert(u"adoption"_s, adoption);
        args.insert(u"informed"_s, QCborMap{{u"whom"_s, u"patient"_s}, {u"at"_s, now.toString(Qt::ISODate)}});
        return args;
    }

    void decide()
    {
        kovacs(u"case.decide"_s, decision());
        pump();
    }

    void archive()
    {
        li(u"case.confirm_session"_s);
        pump();
        kovacs(u"case.confirm_session"_s);
        kovacs(u"case.fee_note"_s, {{u"kind"_s, u"VOUCHER"_s}, {u"number"_s, u"V-1"_s}});
        kovacs(u"case.begin_archiving"_s);
        pump();
        kovacs(u"case.archive_confirm"_s);
        pump();
        li(u"case.archive_confirm"_s);
        pump();
    }

    void untilAccepted()
    {
        signAgreement();
        prepare();
        invite();
        accept();
    }

    void untilSession()
    {
        untilAccepted();
        schedule();
        startSession();
    }

    void untilReported()
    {
        untilSession();
        findings();
        endSession();
        report();
    }

    [[nodiscard]] CaseState at(Station &station) const { return must(station.desk->caseState(caseId), "case state"); }

    QByteArray caseId;
    QByteArray patient;
};

} // namespace sizhen::test
