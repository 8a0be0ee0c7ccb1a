// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formlibrary.h"

#include "core/base/resource.h"
#include "core/forms/formbook.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

struct FormLibrary::Private {
    std::shared_ptr<const FormBook> book; // read by nobody else; its type is built shared because it points into itself
};

FormLibrary::FormLibrary(std::shared_ptr<const Private> priv)
    : d(std::move(priv))
{
}

Result<QList<QByteArray>> FormLibrary::files()
{
    QList<QByteArray> files;
    const auto names = listResources(u"forms"_s);
    for (const auto &name : names) {
        if (!name.endsWith(u".json"))
            continue;
        auto bytes = readResource(u"forms/"_s + name);
        if (!bytes)
            return tl::unexpected(bytes.error());
        files.append(std::move(*bytes));
    }
    return files;
}

Result<std::shared_ptr<const FormLibrary>> FormLibrary::load()
{
    const auto read = files();
    if (!read)
        return tl::unexpected(read.error());
    return fromFiles(*read);
}

Result<std::shared_ptr<const FormLibrary>> FormLibrary::fromFiles(const QList<QByteArray> &files, bool lenient)
{
    auto book = readFormBook(files, lenient);
    if (!book)
        return tl::unexpected(book.error());
    const auto priv = std::make_shared<const Private>(Private{std::move(*book)});
    return std::shared_ptr<const FormLibrary>(new FormLibrary(priv));
}

QStringList FormLibrary::ids() const
{
    QStringList ids;
    for (const auto &form : d->book->forms)
        ids.append(form.id);
    return ids;
}

const FormSpec *FormLibrary::form(const QString &id) const
{
    const auto &forms = d->book->forms;
    const auto found = std::find_if(forms.cbegin(), forms.cend(), [&](const auto &form) { return form.id == id; });
    return found == forms.cend() ? nullptr : &*found;
}

const FormField *FormLibrary::field(const QString &fieldId) const
{
    return d->book->fields.value(fieldId);
}

bool FormLibrary::isShown(const FormField &field, const Answers &answers, const FormContext &who) const
{
    const auto *section = d->book->sections.value(d->book->sectionOf.value(field.id));
    return d->book->shownTruth(field, answers, who) == Condition::Truth::Yes
        && (!section || isShown(*section, answers, who));
}

bool FormLibrary::isShown(const FormSection &section, const Answers &answers, const FormContext &who) const
{
    const auto formId = section.id.section(u'.', 0, 0);
    if (d->book->shownTruth(section.id, formId, answers, who) != Condition::Truth::Yes)
        return false;
    for (const auto &rule : d->book->rules) {
        const bool about = rule.kind == FormRule::Kind::Shown && rule.targets.contains(section.id);
        const auto lookup = [&](const QString &id) -> QCborValue {
            if (id == u"age")
                return who.age < 0 ? QCborValue() : QCborValue(who.age);
            const auto value = answers.value(id);
            return isEmptyAnswer(value) && (id == u"sex" || id == u"intake.id.sex") ? QCborValue(who.sex) : value;
        };
        if (about && !holds(rule.when, lookup))
            return false;
    }
    return true;
}

bool FormLibrary::isRequired(const FormField &field, const Answers &answers, const FormContext &who) const
{
    return d->book->isRequired(field, answers, who);
}

bool FormLibrary::isAnswered(const FormField &field, const QCborValue &value) const
{
    return d->book->isAnswered(field, value);
}

bool FormLibrary::mayAnswer(const FormField &field, const FormContext &who) const
{
    return field.filledBy != FilledBy::Device && field.filledBy != FilledBy::Auto && !isWrongSide(field, who);
}

QList<FormFinding> FormLibrary::check(const QString &formId, const Answers &answers, const FormContext &who,
                                      bool complete, const Answers &others) const
{
    const auto *spec = form(formId);
    if (!spec)
        return {{u"unknown_field"_s, FormFinding::Severity::Error, formId,
                 d->book->say(u"unknown_field"_s, {{u"field"_s, {formId, formId}}})}};
    return checkAnswers(*d->book, *spec, answers, who, complete, others);
}

Label FormLibrary::text(const FormField &field, const QCborValue &value) const
{
    return valueText(*d->book, field, value);
}

QStringList FormLibrary::differences(const QString &formId, const Answers &inviting, const Answers &invited) const
{
    static const QStringList files{u"photo"_s, u"audio"_s, u"waveform"_s, u"attachments"_s};
    QStringList found;
    const auto *spec = form(formId);
    if (!spec)
        return found;
    const auto named = [this](const QString &id) {
        const auto &rules = d->book->rules;
        return std::any_of(rules.cbegin(), rules.cend(), [&](const FormRule &rule) {
            return rule.kind == FormRule::Kind::Difference && FormBook::compares(rule, id);
        });
    };
    for (const auto &section : spec->sections)
        for (const auto &field : section.fields) {
            // Opinion and decision are two records; only what S-DIFF-01 names is compared.
            const bool compared
                = field.filledBy == FilledBy::Both || (field.filledBy == FilledBy::Each && named(field.id));
            const auto a = inviting.value(field.id);
            const auto b = invited.value(field.id);
            if (compared && !files.contains(field.kind) && isAnswered(field, a) && isAnswered(field, b)
                && !sameAnswer(a, b))
                found.append(field.id);
        }
    return found;
}

} // namespace sizhen
