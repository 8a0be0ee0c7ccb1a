// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/invitationdraft.h"

#include "ui/models/casereading.h"

#include <QCborArray>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualHour = 14; // afternoon in Europe is evening in China: both houses still work
constexpr int usualMinutes = 60;
constexpr int proposals = 2;
constexpr int longestLine = 400; // characters of one method

QString sexWord(const QString &code, const QString &language)
{
    const bool zh = language == u"zh";
    if (code == u"F")
        return zh ? u"女"_s : u"Woman"_s;
    if (code == u"M")
        return zh ? u"男"_s : u"Man"_s;
    return zh ? u"患者"_s : u"Patient"_s;
}

QString opening(const caseread::Patient &who, const Label &complaint, const QString &language)
{
    const bool zh = language == u"zh";
    auto line = sexWord(who.sex, language);
    if (who.age >= 0)
        line += zh ? u"，%1 岁"_s.arg(who.age) : u", %1"_s.arg(who.age);
    if (const auto words = complaint.in(language); !words.isEmpty())
        line += (zh ? u"。主诉："_s : u". Complaint: "_s) + words;
    return line + (zh ? u"。"_s : u"."_s);
}

// "identifying" fields never leave in the abstract, whatever stands in them.
bool mayBeTold(const FormField &field)
{
    return field.privacy.isEmpty() && !field.id.startsWith(u"intake.id."_s);
}

QString methodLine(const FormSpec &form, const QCborMap &answers, const FormLibrary &forms, const QString &language)
{
    const bool zh = language == u"zh";
    QStringList parts;
    for (const auto &section : form.sections)
        for (const auto &field : section.fields) {
            const auto value = answers.value(field.id);
            if (value.isUndefined() || value.isNull() || !mayBeTold(field))
                continue;
            const auto words = forms.text(field, value).in(language);
            if (!words.isEmpty())
                parts.append(field.label.in(language) + (zh ? u"："_s : u": "_s) + words);
        }
    if (parts.isEmpty())
        return {};
    auto line = parts.join(zh ? u"；"_s : u"; "_s);
    if (line.size() > longestLine)
        line = line.left(longestLine) + u'…';
    return form.label.in(language) + (zh ? u"："_s : u" – "_s) + line + (zh ? u"。"_s : u"."_s);
}

QDate nextWorkingDay(QDate day)
{
    do
        day = day.addDays(1);
    while (day.dayOfWeek() >= Qt::Saturday);
    return day;
}

} // namespace

Label abstractDraft(const CaseState &state, const FormLibrary &forms, const QDate &today)
{
    Label abstract;
    const auto who = caseread::patient(state, today);
    const auto *opened = state.latest(u"case.opened"_s);
    const auto complaint = opened ? caseread::label(opened->args(), u"complaint"_s) : Label();
    for (const auto &language : {u"zh"_s, u"en"_s}) {
        QStringList lines{opening(who, complaint, language)};
        for (const auto &id : forms.ids())
            if (const auto *form = forms.form(id)) {
                const auto line = methodLine(*form, state.plainAnswers(id, Side::Inviting), forms, language);
                if (!line.isEmpty())
                    lines.append(line);
            }
        auto words = lines.join(u'\n');
        if (!who.name.isEmpty())
            words.replace(who.name, u"***"_s, Qt::CaseInsensitive);
        abstract.set(language, words);
    }
    return abstract;
}

QCborMap invitationDraft(const CaseState &state, const FormLibrary &forms, const QDateTime &now, const QTimeZone &zone)
{
    const auto *opened = state.latest(u"case.opened"_s);
    const auto who = caseread::patient(state, now.date());
    QCborArray windows;
    auto day = now.toTimeZone(zone).date();
    for (int i = 0; i < proposals; ++i) {
        day = nextWorkingDay(day);
        const QDateTime from(day, QTime(usualHour, 0), zone);
        windows.append(QCborMap{{u"from"_s, caseread::instantText(from)},
                                {u"to"_s, caseread::instantText(from.addSecs(usualMinutes * 60))}});
    }
    QCborMap draft;
    draft.insert(u"reason"_s, (opened ? caseread::label(opened->args(), u"complaint"_s) : Label()).toCbor());
    draft.insert(u"purpose"_s,
                 Label(u"明确证候，给出治疗建议"_s, u"Name the pattern and advise on treatment"_s).toCbor());
    draft.insert(u"windows"_s, windows);
    draft.insert(u"abstract"_s, abstractDraft(state, forms, now.date()).toCbor());
    draft.insert(u"specialty"_s, Label(u"中医内科"_s, u"TCM internal medicine"_s).toCbor());
    draft.insert(u"titleLevel"_s, u"ASSOCIATE_CHIEF"_s);
    draft.insert(
        u"qualification"_s,
        Label(u"独立从事中医临床工作满三年"_s, u"Three years of independent clinical TCM practice"_s).toCbor());
    draft.insert(u"type"_s, opened ? caseread::text(opened->args(), u"type"_s) : QString());
    draft.insert(u"mode"_s, opened ? caseread::text(opened->args(), u"mode"_s) : QString());
    draft.insert(u"patient"_s, QCborMap{{u"sex"_s, who.sex}, {u"age"_s, who.age}});
    draft.insert(u"case"_s, state.id);
    return draft;
}

} // namespace sizhen
