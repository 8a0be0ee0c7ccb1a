// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList fourMethods{u"LOOK"_s, u"LISTEN"_s, u"ASK"_s, u"PALPATE"_s};

Result<> refusedFromAfar(const FormField &field)
{
    if (field.id.startsWith(u"palpate."_s))
        return refuse(u"FOU-04"_s, u"fou.remote_palpation"_s);
    return refuse(u"FOU-02"_s, u"fou.remote_smell"_s);
}

// FOU-02, FOU-04: odour and palpation belong to those who are with the patient.
Result<> palpationAtThePatientOnly(const Facts &facts)
{
    if (facts.act.side == Side::Inviting)
        return {}; // they are with the patient
    const auto &args = facts.act.args();
    if (facts.act.kind() == u"case.pulse_recorded"_s
        || textOf(args.value(u"notDone"_s).toMap(), u"method"_s) == u"PALPATE"_s)
        return refuse(u"FOU-04"_s, u"fou.remote_palpation"_s);
    const auto who = formContext(facts.state, facts.act.side, facts.now);
    for (const auto &[id, value] : args.value(u"answers"_s).toMap()) {
        const auto *field = facts.forms.field(id.toString());
        if (field && field->inPerson && !facts.forms.mayAnswer(*field, who))
            return refusedFromAfar(*field);
    }
    return {};
}

Result<> answersAgree(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto form = textOf(args, u"form"_s);
    const auto answers = args.value(u"answers"_s).toMap();
    if (answers.isEmpty() && args.contains(u"notDone"_s))
        return {}; // says why a method was not used, and answers nothing
    if (answers.isEmpty() || !facts.forms.form(form))
        return refuse(u"FOU-01"_s, u"form.unknown"_s, {{u"form"_s, form}});
    const auto other = facts.act.side == Side::Inviting ? Side::Invited : Side::Inviting;
    auto others = facts.answers.all(facts.act.side);
    others.insert(u"other"_s, facts.answers.all(other));
    const auto merged = AnswerBook::merged(facts.answers.form(form, facts.act.side), answers);
    const auto who = formContext(facts.state, facts.act.side, facts.now);
    for (const auto &finding : facts.forms.check(form, merged, who, false, others))
        if (finding.severity == FormFinding::Severity::Error)
            return refuse(
                finding.rule, u"form.finding"_s,
                {{u"text"_s, finding.text.en()}, {u"text.zh"_s, finding.text.zh()}, {u"field"_s, finding.field}});
    return {};
}

// FOU-12: what the partner may have read is not changed without a word.
Result<> changeHasReason(const Facts &facts)
{
    const auto &args = facts.act.args();
    if (!facts.state.latest(u"invitation.accept"_s) || !textOf(args, u"reason"_s).isEmpty())
        return {};
    const auto old = facts.answers.form(textOf(args, u"form"_s), facts.act.side);
    for (const auto &[field, value] : args.value(u"answers"_s).toMap())
        if (old.contains(field) && old.value(field) != value)
            return refuse(u"FOU-12"_s, u"fou.reason_for_change"_s);
    return {};
}

// Whoever sees two values in a field decides between them, and says so (FOU-12).
Result<> conflictsAreNamed(const Facts &facts)
{
    if (facts.answers.fields().unnamed(facts.act).isEmpty())
        return {};
    return refuse(u"FOU-12"_s, u"fou.two_values"_s);
}

Result<> notDoneHasReason(const Facts &facts)
{
    const auto &args = facts.act.args();
    if (!args.contains(u"notDone"_s))
        return {};
    const auto notDone = args.value(u"notDone"_s).toMap();
    if (!fourMethods.contains(textOf(notDone, u"method"_s)) || textOf(notDone, u"reason"_s).isEmpty())
        return refuse(u"FOU-08"_s, u"fou.not_done_reason"_s);
    return {};
}

Result<> fourDiagnosesAccounted(const Facts &facts)
{
    if (const auto missing = missingMethods(facts); !missing.isEmpty())
        return refuse(u"FOU-08"_s, u"fou.incomplete"_s, missing.as(u"methods"_s));
    return {};
}

} // namespace

void addFindingGuards(Engine<Facts> &engine)
{
    engine.add(u"palpationAtThePatientOnly"_s, palpationAtThePatientOnly);
    engine.add(u"answersAgree"_s, onArgs(answersAgree));
    engine.add(u"changeHasReason"_s, onArgs(changeHasReason));
    engine.add(u"conflictsAreNamed"_s, onArgs(conflictsAreNamed));
    engine.add(u"notDoneHasReason"_s, onArgs(notDoneHasReason));
    engine.add(u"fourDiagnosesAccounted"_s, fourDiagnosesAccounted);
}

} // namespace sizhen
