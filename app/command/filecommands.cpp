// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/pulsefile.h"

#include "core/documents/pades.h"
#include "core/forms/formcheck.h"
#include "core/pulse/analysisjson.h"
#include "core/pulse/pulserows.h"

#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString severityName(FormFinding::Severity severity)
{
    switch (severity) {
    case FormFinding::Severity::Error:
        return u"error"_s;
    case FormFinding::Severity::Warning:
        return u"warning"_s;
    case FormFinding::Severity::Info:
        return u"info"_s;
    }
    Q_UNREACHABLE();
}

// Authorities we know: the files named, and with a vault our own and every verified partner's.
Result<QList<QByteArray>> authorities(const CommandCall &call)
{
    QList<QByteArray> known;
    for (const auto &path : call.option(u"authority"_s).split(u',', Qt::SkipEmptyParts)) {
        const auto bytes = readFile(path);
        if (!bytes)
            return tl::unexpected(bytes.error());
        known.append(fromPem(*bytes));
    }
    if (!call.station)
        return known;
    known.append(call.station->ledger().institution().authority);
    const auto partners = call.station->ledger().partners();
    if (!partners)
        return tl::unexpected(partners.error());
    for (const auto &partner : *partners)
        if (partner.verified)
            known.append(partner.institution.authority);
    return known;
}

Result<QJsonValue> verifyDocument(const CommandCall &call)
{
    const auto bytes = readFile(call.words.first());
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto known = authorities(call);
    if (!known)
        return tl::unexpected(known.error());
    const auto verdict = verifyPdf(*bytes, *known, QDateTime::currentDateTimeUtc());
    if (!verdict)
        return tl::unexpected(verdict.error());
    QJsonArray signatures;
    for (const auto &signature : verdict->signatures)
        signatures.append(QJsonObject{{u"signer"_s, signature.signerName},
                                      {u"organisation"_s, signature.organisation},
                                      {u"time"_s, signature.stated.time.toString(Qt::ISODate)},
                                      {u"intact"_s, signature.intact},
                                      {u"trusted"_s, signature.trusted},
                                      {u"coversWholeFile"_s, signature.coversWholeFile}});
    const QJsonObject result{{u"sound"_s, verdict->isSound()},
                             {u"altered"_s, verdict->altered},
                             {u"appendedBytes"_s, verdict->appendedBytes},
                             {u"signatures"_s, signatures}};
    call.progress(result);
    if (!verdict->isSound())
        return tl::unexpected(Error{Fault::Untrusted, u"document"_s, u"RPT-07"_s, u"document.bad"_s, {}});
    return result;
}

QJsonObject findingJson(const FormFinding &finding)
{
    return {{u"rule"_s, finding.rule},
            {u"severity"_s, severityName(finding.severity)},
            {u"field"_s, finding.field},
            {u"zh"_s, finding.text.zh()},
            {u"en"_s, finding.text.en()}};
}

Result<QJsonValue> checkForm(const CommandCall &call)
{
    const auto form = readFile(call.words[0]);
    const auto answers = readFile(call.words[1]);
    if (!form || !answers)
        return tl::unexpected(form ? answers.error() : form.error());
    FormContext who;
    who.side = call.option(u"side"_s, u"inviting"_s);
    who.sex = call.option(u"sex"_s);
    who.age = call.option(u"age"_s, u"-1"_s).toInt();
    const auto check = checkFormFile(*form, *answers, who, call.flag(u"complete"_s));
    if (!check)
        return tl::unexpected(check.error());
    QJsonArray sides;
    const FormFinding *first = nullptr;
    for (const auto &side : check->sides) {
        QJsonArray findings;
        for (const auto &finding : side.findings) {
            findings.append(findingJson(finding));
            if (!first && finding.severity == FormFinding::Severity::Error)
                first = &finding;
        }
        sides.append(
            QJsonObject{{u"side"_s, side.who.side}, {u"answered"_s, side.answered}, {u"findings"_s, findings}});
    }
    const QJsonObject result{{u"form"_s, check->formId}, {u"sides"_s, sides}};
    if (!first)
        return result;
    call.progress(result);
    return tl::unexpected(Error{Fault::Refused,
                                first->field,
                                first->rule,
                                u"form.contradiction"_s,
                                {{u"zh"_s, first->text.zh()}, {u"en"_s, first->text.en()}}});
}

Result<QJsonValue> analyze(const CommandCall &call)
{
    const auto file = readPulseFile(call, call.words.first(), false);
    if (!file)
        return tl::unexpected(file.error());
    auto analysis = analysisJson(analysePulse(file->trace.signal));
    if (!file->isEdf)
        return analysis;
    QJsonArray annotations;
    for (const auto &note : file->annotations)
        annotations.append(QJsonObject{{u"at_s"_s, note.atS},
                                       {u"lasts_s"_s, note.lastsS ? QJsonValue(*note.lastsS) : QJsonValue()},
                                       {u"text"_s, note.text}});
    analysis[u"channel"_s] = file->channel;
    analysis[u"rate_hz"_s] = file->trace.signal.rateHz;
    analysis[u"annotations"_s] = annotations;
    return analysis;
}

Result<QJsonValue> fiducials(const CommandCall &call)
{
    const auto bytes = readPulseBytes(call.words.first());
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto rows = readPulseRows(*bytes);
    if (!rows)
        return tl::unexpected(rows.error());
    const auto text = fiducialsText(*rows, call.option(u"rate"_s).toDouble());
    if (!text)
        return tl::unexpected(text.error());
    return QJsonValue(QString::fromUtf8(text->trimmed()));
}

} // namespace

QList<Command> fileCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"document verify"_s,
         .usage = u"FILE.pdf [--authority CERT.pem,…]"_s,
         .help
         = u"Judge every signature of a document; with --vault our own and our partners' authorities are known."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"authority"_s},
         .run = atOnce(verifyDocument)},
        {.name = u"form check"_s,
         .usage = u"FORM.json ANSWERS.json [--side S] [--sex F] [--age N] [--complete]"_s,
         .help = u"Check answers against a form and its rules."_s,
         .needs = Needs::Nothing,
         .minWords = 2,
         .maxWords = 2,
         .flags = {u"complete"_s},
         .options = {u"side"_s, u"sex"_s, u"age"_s},
         .run = atOnce(checkForm)},
        {.name = u"pulse analyze"_s,
         .usage = u"FILE.csv --rate HZ | FILE.edf [--channel LABEL]"_s,
         .help
         = u"Beats, rate, rhythm and shape of a pulse recording: CSV (one column, or time,value[,pressure]) or EDF, EDF+."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"rate"_s, u"channel"_s, u"pressure"_s},
         .isDocument = true,
         .run = atOnce(analyze)},
        {.name = u"pulse fiducials"_s,
         .usage = u"BEATS.csv --rate HZ"_s,
         .help = u"Marks of single pulses, one a row (id, samples …), in ms from the row's start."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"rate"_s},
         .run = atOnce(fiducials)},
    };
}

} // namespace sizhen
