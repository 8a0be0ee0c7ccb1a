// SPDX-License-Identifier: GPL-3.0-or-later
// What the two sides found, side by side: the body of a report.
#include "core/consult/paperdata.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &examinations()
{
    static const QStringList forms{u"look"_s, u"tongue"_s, u"listen_smell"_s, u"ask"_s, u"palpate"_s};
    return forms;
}

// Originals are listed among the data relied on, by their number and not by their hash.
bool isOriginal(const FormField &field)
{
    static const QStringList kinds{u"photo"_s, u"audio"_s, u"waveform"_s, u"attachments"_s, u"lab"_s};
    return kinds.contains(field.kind);
}

// "Colour" alone says little in English: where a form asks it twice, the section stands before it.
Label itemLabel(const FormSpec &form, const FormSection &section, const FormField &field)
{
    int asked = 0;
    for (const auto &one : form.sections)
        for (const auto &other : one.fields)
            asked += other.label.en() == field.label.en() || other.label.zh() == field.label.zh();
    if (asked < 2)
        return field.label;
    return {section.label.zh() + u" · "_s + field.label.zh(), section.label.en() + u" · "_s + field.label.en()};
}

void addForm(Findings &findings, const FormSpec &form, const CaseState &state, const FormLibrary &forms)
{
    const auto inviting = state.plainAnswers(form.id, Side::Inviting);
    const auto invited = state.plainAnswers(form.id, Side::Invited);
    const auto differing = forms.differences(form.id, inviting, invited);
    for (const auto &section : form.sections) {
        for (const auto &field : section.fields) {
            const auto ours = inviting.value(field.id);
            const auto theirs = invited.value(field.id);
            const bool one = forms.isAnswered(field, ours);
            const bool other = forms.isAnswered(field, theirs);
            if (isOriginal(field) || (!one && !other))
                continue;
            const bool differs = differing.contains(field.id);
            QCborMap row{{u"group"_s, form.label.toCbor()},
                         {u"item"_s, itemLabel(form, section, field).toCbor()},
                         {u"differs"_s, differs}};
            if (one)
                addIfSaid(row, u"inviting"_s, forms.text(field, ours).toCbor());
            if (other)
                addIfSaid(row, u"invited"_s, forms.text(field, theirs).toCbor());
            findings.ofInviting += one;
            findings.ofInvited += other;
            findings.rows.append(row);
            if (differs)
                findings.differing.append(row);
        }
    }
}

Label methodLabel(const QString &method)
{
    static const QHash<QString, Label> labels{
        {u"LOOK"_s, {u"望诊"_s, u"Inspection"_s}},
        {u"LISTEN"_s, {u"闻诊"_s, u"Listening and smelling"_s}},
        {u"ASK"_s, {u"问诊"_s, u"Inquiry"_s}},
        {u"PALPATE"_s, {u"切诊"_s, u"Palpation"_s}},
    };
    return labels.value(method, {method, method});
}

// FOU-08: what was not done is said with its reason.
void addNotDone(Findings &findings, const CaseState &state)
{
    for (const auto *act : state.all(u"case.form_saved"_s)) {
        const auto notDone = act->args().value(u"notDone"_s).toMap();
        const auto reason = notDone.value(u"reason"_s).toString().trimmed();
        if (reason.isEmpty())
            continue;
        findings.rows.append(QCborMap{{u"group"_s, methodLabel(notDone.value(u"method"_s).toString()).toCbor()},
                                      {u"item"_s, Label(u"未作，理由"_s, u"Not done, because"_s).toCbor()},
                                      {act->side == Side::Inviting ? u"inviting"_s : u"invited"_s, reason},
                                      {u"differs"_s, false}});
    }
}

} // namespace

Findings findingsOf(const CaseState &state, const FormLibrary &forms)
{
    Findings findings;
    for (const auto &id : examinations())
        if (const auto *form = forms.form(id))
            addForm(findings, *form, state, forms);
    addNotDone(findings, state);
    return findings;
}

QCborArray evidenceOf(const QCborArray &fieldIds, const CaseState &state, const FormLibrary &forms)
{
    QCborArray evidence;
    for (const auto &item : fieldIds) {
        const auto *field = forms.field(item.toString());
        if (!field)
            continue; // a newer form's: the event keeps it
        QCborValue value;
        for (const auto side : {Side::Inviting, Side::Invited}) {
            for (const auto &form : forms.ids())
                if (value.isUndefined() || value.isNull())
                    value = state.plainAnswers(form, side).value(field->id);
        }
        if (!forms.isAnswered(*field, value)) {
            evidence.append(field->label.toCbor());
            continue;
        }
        const auto text = forms.text(*field, value);
        evidence.append(
            Label(field->label.zh() + u"："_s + text.zh(), field->label.en() + u": "_s + text.en()).toCbor());
    }
    return evidence;
}

} // namespace sizhen
