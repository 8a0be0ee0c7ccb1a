// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include "core/consult/pulseguidance.h"
#include "core/pulse/pulseblock.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<> openedOnce(const Facts &facts)
{
    if (facts.state.latest(u"case.opened"_s))
        return refuse(u"ORG-01"_s, u"case.opened_twice"_s);
    return {};
}

Result<> openingGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    static const QStringList types{u"CONSULTATION"_s, u"DIAGNOSIS"_s, u"GUIDANCE"_s};
    static const QStringList modes{u"ONLINE"_s, u"OFFLINE"_s};
    const auto patient = args.value(u"patient"_s).toMap();
    bool complete = types.contains(textOf(args, u"type"_s)) && modes.contains(textOf(args, u"mode"_s))
        && args.value(u"invitation"_s).toByteArray().size() == 16;
    for (const auto &key : {u"name"_s, u"sex"_s, u"country"_s, u"language"_s})
        complete = complete && !textOf(patient, key).isEmpty();
    complete = complete && ageAt(textOf(patient, u"birth"_s), facts.now) >= 0;
    if (!complete)
        return refuse(u"ORG-09"_s, u"case.opening_incomplete"_s);
    if (args.value(u"inviting"_s).toByteArray() != facts.act.event.institution
        || args.value(u"invited"_s).toByteArray().size() != publicKeySize
        || (!facts.state.invited.isEmpty() && args.value(u"invited"_s).toByteArray() != facts.state.invited))
        return refuse(u"ORG-06"_s, u"org.side_missing"_s);
    return {};
}

// Before acceptance the invited side has no key, so a back-dated event of theirs is a lie.
Result<> caseHeld(const Facts &facts)
{
    if (facts.act.side == Side::Invited && !facts.state.latest(u"invitation.accept"_s))
        return refuse(u"INV-11"_s, u"inv.identity_held"_s);
    return {};
}

Result<> identityCheckGiven(const Facts &facts)
{
    static const QStringList methods{u"SIGHT"_s, u"READER"_s, u"SYSTEM"_s};
    const auto &args = facts.act.args();
    if (!methods.contains(textOf(args, u"method"_s)) || textOf(args.value(u"document"_s).toMap(), u"type"_s).isEmpty())
        return refuse(u"SES-02"_s, u"ses.identity"_s);
    return {};
}

Result<> identityVerified(const Facts &facts)
{
    if (!facts.state.latest(u"case.identity_checked"_s))
        return refuse(u"SES-02"_s, u"ses.identity"_s);
    return {};
}

Result<> complaintGiven(const Facts &facts)
{
    const auto *opened = facts.state.latest(u"case.opened"_s);
    const auto intake = facts.answers.form(u"intake"_s, Side::Inviting);
    if (!(opened && saysSomething(opened->args().value(u"complaint"_s)))
        && !saysSomething(intake.value(u"intake.history.chief"_s)))
        return refuse(u"FOU-03"_s, u"fou.complaint_missing"_s);
    return {};
}

Result<> safetyFields(const Facts &facts)
{
    const auto intake = facts.answers.form(u"intake"_s, Side::Inviting);
    const auto who = formContext(facts.state, Side::Inviting, facts.now);
    QStringList asked{u"intake.history.allergy"_s, u"intake.history.meds"_s};
    if (who.sex == u"F"_s && who.age >= 10 && who.age <= 60)
        asked.append(u"intake.special.pregnancy"_s);
    if (!std::ranges::all_of(asked, [&](const QString &field) { return intake.contains(field); }))
        return refuse(u"FOU-10"_s, u"fou.safety_fields"_s);
    return {};
}

// How many characters a reason needs: a word is enough for a new date, not for ending an agreement.
Result<> reasonGiven(const Facts &facts)
{
    static const QHash<QString, QString> rules{
        {u"agreement.comment"_s, u"AGR-03"_s},
        {u"agreement.refuse"_s, u"AGR-03"_s},
        {u"agreement.terminate"_s, u"AGR-10"_s},
        {u"agreement.abandon"_s, u"AGR-03"_s},
        {u"invitation.ask"_s, u"RSP-06"_s},
        {u"invitation.withdraw"_s, u"INV-06"_s},
        {u"consent.withdraw"_s, u"CON-09"_s},
        {u"case.reschedule"_s, u"SCH-05"_s},
        {u"case.pause"_s, u"SES-04"_s},
        {u"case.abort"_s, u"SES-14"_s},
        {u"case.data_sufficient"_s, u"FOU-08"_s},
        {u"case.request_more_data"_s, u"FOU-14"_s},
        {u"case.missing_document"_s, u"ARC-03"_s},
        {u"report.back_to_draft"_s, u"RPT-05"_s},
    };
    const auto length = textOf(facts.act.args(), u"reason"_s).size();
    const auto rule = rules.value(facts.act.kind());
    if (facts.act.kind().startsWith(u"agreement."_s) && length < 10)
        return refuse(rule, u"reason.short"_s, {{u"n"_s, 10}});
    if (length == 0)
        return refuse(rule, u"sch.reason_required"_s);
    return {};
}

Result<> originalGiven(const Facts &facts)
{
    const auto original = attachmentIn(facts.act.args());
    if (!original || original->size <= 0)
        return refuse(u"FOU-06"_s, u"paper.not_attached"_s);
    return {};
}

Result<> pulseSiteGiven(const Facts &facts)
{
    if (!pulseSites().contains(textOf(facts.act.args(), u"site"_s)))
        return refuse(u"FOU-04"_s, u"fou.pulse_site"_s);
    return {};
}

// A correction of a mark stands beside the machine's: which recording, and seconds of its average beat.
Result<> pulseMarksGiven(const Facts &facts)
{
    constexpr double longestBeatS = 10;
    const auto &args = facts.act.args();
    const auto recording = args.value(u"recording"_s).toByteArray();
    const auto named = std::ranges::any_of(facts.state.acts, [&recording](const Act &act) {
        const auto original = attachmentIn(act.args());
        return act.kind() == u"case.pulse_recorded"_s && original && original->sha256 == recording;
    });
    const auto marks = args.value(u"marks"_s);
    bool sound = named && marks.isMap() && marks.toMap().size() <= 20;
    for (const auto &[key, place] : marks.toMap())
        sound = sound && key.isString() && place.isDouble() && place.toDouble() >= 0 && place.toDouble() <= longestBeatS;
    if (!sound)
        return refuse(u"FOU-05"_s, u"fou.pulse_marks"_s);
    return {};
}

Result<> devicePrepared(const Facts &facts)
{
    if (textOf(facts.act.args(), u"instrument"_s).isEmpty() || textOf(facts.act.args(), u"what"_s) != u"DISINFECTED")
        return refuse(u"DEV-08"_s, u"dev.which"_s);
    return {};
}

Result<> pulseRequestGiven(const Facts &facts)
{
    constexpr qint64 longestHoldS = 120;
    const auto &args = facts.act.args();
    const auto *ask = pulseAsk(textOf(args, u"ask"_s));
    const auto seconds = args.value(u"seconds"_s).toInteger();
    if (!ask || (ask->needsSite && !pulseSites().contains(textOf(args, u"site"_s)))
        || (ask->needsSeconds && (seconds < 1 || seconds > longestHoldS)))
        return refuse(u"FOU-04"_s, u"fou.pulse_request"_s);
    return {};
}

// Accepted or declined once; what was reached only after it was accepted.
Result<> pulseAnswerGiven(const Facts &facts)
{
    const auto entry = facts.act.args().value(u"request"_s).toByteArray();
    const auto answer = textOf(facts.act.args(), u"answer"_s);
    const auto requests = pulseRequests(facts.state);
    const auto request = std::ranges::find(requests, entry, &PulseRequest::entry);
    const bool first = answer == u"ACCEPTED" || answer == u"DECLINED";
    if (request == requests.end() || (!first && answer != u"REACHED")
        || request->answer != (first ? QString() : u"ACCEPTED"_s))
        return refuse(u"FOU-04"_s, u"fou.pulse_answer"_s);
    return {};
}

Result<> translationOfAnAct(const Facts &facts)
{
    const auto entry = facts.act.args().value(u"entry"_s).toByteArray();
    const auto named = std::ranges::any_of(facts.state.acts, [&](const Act &act) { return act.event.hash == entry; });
    if (!named || !saysSomething(facts.act.args().value(u"text"_s)))
        return refuse(u"LNG-06"_s, u"lng.translation_of_nothing"_s);
    return {};
}

Result<> feeNoteGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto kind = textOf(args, u"kind"_s);
    const bool voucher = kind == u"VOUCHER"_s && !textOf(args, u"number"_s).isEmpty();
    const bool carried = kind == u"CARRIED_FORWARD"_s && !textOf(args, u"reason"_s).isEmpty();
    if (!voucher && !carried)
        return refuse(u"FEE-08"_s, u"fee.note_incomplete"_s);
    return {};
}

} // namespace

void addCaseGuards(Engine<Facts> &engine)
{
    engine.add(u"openedOnce"_s, openedOnce);
    engine.add(u"openingGiven"_s, onArgs(openingGiven));
    engine.add(u"caseHeld"_s, caseHeld);
    engine.add(u"identityCheckGiven"_s, onArgs(identityCheckGiven));
    engine.add(u"identityVerified"_s, identityVerified);
    engine.add(u"complaintGiven"_s, complaintGiven);
    engine.add(u"safetyFields"_s, safetyFields);
    engine.add(u"reasonGiven"_s, onArgs(reasonGiven));
    engine.add(u"originalGiven"_s, onArgs(originalGiven));
    engine.add(u"pulseSiteGiven"_s, onArgs(pulseSiteGiven));
    engine.add(u"pulseMarksGiven"_s, onArgs(pulseMarksGiven));
    engine.add(u"devicePrepared"_s, onArgs(devicePrepared));
    engine.add(u"pulseRequestGiven"_s, onArgs(pulseRequestGiven));
    engine.add(u"pulseAnswerGiven"_s, onArgs(pulseAnswerGiven));
    engine.add(u"translationOfAnAct"_s, onArgs(translationOfAnAct));
    engine.add(u"feeNoteGiven"_s, onArgs(feeNoteGiven));
}

} // namespace sizhen
