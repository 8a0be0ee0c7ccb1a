// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/casetexts.h"
#include "core/consult/pulseguidance.h"

#include "ui/models/casereading.h"

#include <QCborArray>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isLabel(const QCborMap &map)
{
    if (map.isEmpty())
        return false;
    for (auto it = map.constBegin(); it != map.constEnd(); ++it) {
        const auto key = it.key().toString();
        if ((key != u"zh" && key != u"en") || !it.value().isString())
            return false;
    }
    return true;
}

// Walks an act's args and notes every Label with its path.
void collect(const QCborValue &value, const QString &path, QList<QPair<QString, Label>> &found)
{
    if (value.isMap()) {
        const auto map = value.toMap();
        if (isLabel(map)) {
            const auto label = Label::fromCbor(map);
            if (!label.zh().trimmed().isEmpty() || !label.en().trimmed().isEmpty())
                found.append({path, label});
            return;
        }
        for (auto it = map.constBegin(); it != map.constEnd(); ++it)
            collect(it.value(), path.isEmpty() ? it.key().toString() : path + u'.' + it.key().toString(), found);
    } else if (value.isArray()) {
        const auto array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            collect(array.at(i), path + u'.' + QString::number(i), found);
    }
}

CaseText base(const Act &act)
{
    CaseText text;
    text.entry = act.event.hash;
    text.person = act.event.by.person;
    text.name = act.event.by.name;
    text.side = act.side;
    text.at = act.event.at;
    return text;
}

void addForm(const Act &act, const FormLibrary &forms, QList<CaseText> &texts)
{
    const auto answers = act.args().value(u"answers"_s).toMap();
    for (auto it = answers.constBegin(); it != answers.constEnd(); ++it) {
        const auto *field = forms.field(it.key().toString());
        if (!field || it.value().isNull())
            continue;
        auto text = base(act);
        text.field = field->id;
        text.heading = field->label;
        text.text = forms.text(*field, it.value());
        if (!text.text.isEmpty())
            texts.append(text);
    }
}

void addLabels(const Act &act, QList<CaseText> &texts)
{
    QList<QPair<QString, Label>> found;
    collect(act.args(), {}, found);
    for (const auto &[path, label] : std::as_const(found)) {
        auto text = base(act);
        text.field = path;
        text.text = label;
        texts.append(text);
    }
}

void addNote(const Act &act, QList<CaseText> &texts)
{
    auto text = base(act);
    text.field = u"note"_s;
    const auto words = caseread::text(act.args(), u"text"_s);
    const bool chinese = std::ranges::any_of(words, [](QChar c) { return c.script() == QChar::Script_Han; });
    text.text.set(chinese ? u"zh"_s : u"en"_s, words);
    texts.append(text);
}

// What the invited physician asks of the hand: the same words in both languages as on the other screen.
void addRequest(const Act &act, QList<CaseText> &texts)
{
    auto text = base(act);
    text.field = u"pulse.ask"_s;
    text.text = askWords(act.args());
    if (!text.text.isEmpty())
        texts.append(text);
}

void lay(const Act &act, QList<CaseText> &texts)
{
    const auto entry = act.args().value(u"entry"_s).toByteArray();
    const auto field = caseread::text(act.args(), u"field"_s);
    const auto words = caseread::label(act.args(), u"text"_s);
    for (auto &text : texts) {
        if (text.entry != entry || text.field != field)
            continue;
        for (const auto &language : {u"zh"_s, u"en"_s})
            if (words.has(language))
                text.text.set(language, words.in(language));
        text.translated = true;
        text.doubt = act.args().value(u"doubt"_s).toBool();
    }
}

} // namespace

QList<CaseText> caseTexts(const CaseState &state, const FormLibrary &forms)
{
    static const QSet<QString> told{u"case.opened"_s,
                                    u"invitation.compose"_s,
                                    u"invitation.accept"_s,
                                    u"invitation.reply"_s,
                                    u"report.release_opinion"_s,
                                    u"case.decision_draft"_s,
                                    u"case.decide"_s,
                                    u"case.in_person"_s,
                                    u"case.patient_asked"_s,
                                    u"case.end"_s,
                                    u"case.confirm_session"_s};
    QList<CaseText> texts;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.form_saved")
            addForm(act, forms, texts);
        else if (act.kind() == u"case.note")
            addNote(act, texts);
        else if (act.kind() == u"case.pulse_asked")
            addRequest(act, texts);
        else if (told.contains(act.kind()))
            addLabels(act, texts);
    }
    for (const auto &act : state.acts)
        if (act.kind() == u"case.translation")
            lay(act, texts);
    return texts;
}

QString CaseTextHeadings::of(const QString &field)
{
    const QHash<QString, QString> names{
        {u"complaint"_s, tr("Complaint")},
        {u"pulse.ask"_s, tr("Asked of the hand at the pulse")},
        {u"reason"_s, tr("Reason")},
        {u"purpose"_s, tr("Purpose")},
        {u"abstract"_s, tr("Record abstract")},
        {u"specialty"_s, tr("Specialty wanted")},
        {u"qualification"_s, tr("Qualification wanted")},
        {u"analysis"_s, tr("Analysis")},
        {u"disease"_s, tr("Disease")},
        {u"pattern"_s, tr("Pattern")},
        {u"principle"_s, tr("Principle of treatment")},
        {u"advice"_s, tr("Advice")},
        {u"plan"_s, tr("Plan")},
        {u"herbs"_s, tr("Herbs")},
        {u"points"_s, tr("Points")},
        {u"cautions"_s, tr("Cautions")},
        {u"limits"_s, tr("Limits of the remote examination")},
        {u"differences"_s, tr("Differences between the sides")},
        {u"note"_s, tr("Note")},
        {u"question"_s, tr("The patient's question")},
        {u"answer"_s, tr("Answer to the patient")},
        {u"text"_s, tr("Answer")},
    };
    return names.value(field.section(u'.', 0, 0), field);
}

} // namespace sizhen
