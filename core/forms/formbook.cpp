// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formbook.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// What every reader of the library may rely on to be there.
const QStringList neededWords{
    u"yes"_s,           u"no"_s,           u"all_no"_s,   u"rest_no"_s,     u"open"_s,
    u"files"_s,         u"rows"_s,         u"strength"_s, u"presence"_s,    u"type"_s,
    u"unknown_field"_s, u"unknown_code"_s, u"twice"_s,    u"too_many"_s,    u"too_long"_s,
    u"range"_s,         u"decimals"_s,     u"required"_s, u"hidden"_s,      u"side_invited"_s,
    u"side_inviting"_s, u"FOU-02"_s,       u"FOU-04"_s,   u"not_checked"_s, u"unknown_column"_s,
};

class BookReader
{
public:
    explicit BookReader(bool lenient)
        : m_lenient(lenient)
    {
    }

    Result<std::shared_ptr<const FormBook>> read(const QList<QByteArray> &files);

private:
    Result<> readFile(const QByteArray &json);
    Result<> readWords(const QJsonObject &root);
    Result<> readCodes(const QJsonObject &root);
    Result<> index();
    Result<> indexConditions(const QString &id, const QString &shown, const QString &required);
    Result<> checkRules();
    [[nodiscard]] QString unknownIn(const FormRule &rule) const;
    [[nodiscard]] QString unknownOption(const RuleTest &test) const;

    bool m_lenient;
    std::shared_ptr<FormBook> m_book = std::make_shared<FormBook>();
};

Result<> BookReader::readWords(const QJsonObject &root)
{
    const auto words = root[u"words"_s].toObject();
    for (auto it = words.begin(); it != words.end(); ++it) {
        const auto label = Label::fromJson(it->toObject());
        if (!label.has(u"zh"_s) || !label.has(u"en"_s))
            return fail(Fault::Corrupt, u"form words: "_s + it.key());
        m_book->words.insert(it.key(), label);
    }
    return {};
}

Result<> BookReader::readCodes(const QJsonObject &root)
{
    const auto id = root[u"id"_s].toString();
    const auto codes = root[u"codes"_s].toArray();
    QList<FormOption> list;
    for (const auto &item : codes) {
        FormOption option;
        option.id = item[u"id"_s].toString();
        option.label = Label::fromJson(item.toObject());
        if (option.id.isEmpty() || !option.label.has(u"zh"_s) || !option.label.has(u"en"_s))
            return fail(Fault::Corrupt, u"form codes: "_s + id + u' ' + option.id);
        list.append(std::move(option));
    }
    if (id.isEmpty() || list.isEmpty() || m_book->codes.contains(id))
        return fail(Fault::Corrupt, u"form codes: "_s + id);
    m_book->codes.insert(id, list);
    return {};
}

Result<> BookReader::readFile(const QByteArray &json)
{
    QJsonParseError error;
    const auto root = QJsonDocument::fromJson(json, &error).object();
    const auto schema = root[u"schema"_s].toString();
    if (schema == u"sizhen-form-words/1")
        return readWords(root);
    if (schema == u"sizhen-form-codes/1")
        return readCodes(root);
    if (schema == u"sizhen-form-rules/1") {
        const auto rules = parseRules(json);
        if (!rules)
            return tl::unexpected(rules.error());
        m_book->rules.append(*rules);
        return {};
    }
    if (error.error != QJsonParseError::NoError || !schema.contains(u"-form/"))
        return fail(Fault::Corrupt, u"form file: "_s + error.errorString() + u' ' + schema.left(40));
    auto form = parseForm(json);
    if (!form)
        return tl::unexpected(form.error());
    m_book->forms.append(std::move(*form));
    return {};
}

Result<> BookReader::indexConditions(const QString &id, const QString &shown, const QString &required)
{
    for (const auto &[text, into] : {std::pair{shown, &m_book->shown}, std::pair{required, &m_book->required}}) {
        if (text.isEmpty())
            continue;
        const auto condition = Condition::parse(text);
        if (!condition)
            return tl::unexpected(condition.error());
        into->insert(id, *condition);
    }
    return {};
}

Result<> BookReader::index()
{
    std::stable_sort(m_book->forms.begin(), m_book->forms.end(),
                     [](const auto &a, const auto &b) { return a.order < b.order; });
    for (auto &form : m_book->forms) {
        for (auto &section : form.sections) {
            for (auto &field : section.fields)
                if (field.kind == u"country" || field.kind == u"language")
                    field.options = m_book->codes.value(field.kind);
            m_book->sections.insert(section.id, &section);
            if (const auto done = indexConditions(section.id, section.shownWhen, {}); !done)
                return done;
            for (const auto &field : std::as_const(section.fields)) {
                if (m_book->fields.contains(field.id))
                    return fail(Fault::Corrupt, u"forms: field twice: "_s + field.id);
                m_book->fields.insert(field.id, &field);
                m_book->sectionOf.insert(field.id, section.id);
                m_book->formOf.insert(field.id, form.id);
                if (const auto done = indexConditions(field.id, field.shownWhen, field.requiredWhen); !done)
                    return done;
            }
        }
    }
    return {};
}

QString BookReader::unknownOption(const RuleTest &test) const
{
    for (const auto &part : test.parts)
        if (const auto unknown = unknownOption(part); !unknown.isEmpty())
            return unknown;
    const auto *field = m_book->fields.value(test.field);
    if (!field || field->options.isEmpty())
        return {};
    for (const auto &operand : test.operands)
        if (operand.isString() && !field->option(operand.toString()))
            return test.field + u'=' + operand.toString();
    return {};
}

QString BookReader::unknownIn(const FormRule &rule) const
{
    for (const auto &id : fieldsOf(rule.when)) {
        if (id == u"age" || id == u"sex" || m_book->fields.contains(id))
            continue;
        const auto ids = m_book->fields.keys();
        const auto matches = [&](const QString &field) { return field.startsWith(QStringView(id).chopped(1)); };
        if (!id.endsWith(u".*") || std::none_of(ids.cbegin(), ids.cend(), matches))
            return id;
    }
    for (const auto &target : rule.targets)
        if (rule.kind == FormRule::Kind::Shown ? !m_book->sections.contains(target) : !m_book->fields.contains(target))
            return target;
    return unknownOption(rule.when);
}

Result<> BookReader::checkRules()
{
    QList<FormRule> sound;
    for (const auto &rule : std::as_const(m_book->rules)) {
        const auto unknown = unknownIn(rule);
        if (unknown.isEmpty()) {
            sound.append(rule);
        } else if (!m_lenient) {
            return fail(Fault::Corrupt, u"form rule "_s + rule.id + u": unknown "_s + unknown);
        } else {
            const auto text
                = m_book->say(u"not_checked"_s, {{u"rule"_s, {rule.id, rule.id}}, {u"field"_s, {unknown, unknown}}});
            m_book->notChecked.append({rule.id, FormFinding::Severity::Info, unknown, text});
        }
    }
    m_book->rules = sound;
    return {};
}

Result<std::shared_ptr<const FormBook>> BookReader::read(const QList<QByteArray> &files)
{
    for (const auto &file : files)
        if (const auto done = readFile(file); !done)
            return tl::unexpected(done.error());
    for (const auto &word : neededWords)
        if (!m_book->words.contains(word))
            return fail(Fault::Corrupt, u"form words: missing "_s + word);
    for (const auto &list : {u"country"_s, u"language"_s})
        if (!m_book->codes.contains(list))
            return fail(Fault::Corrupt, u"form codes: missing "_s + list);
    if (const auto done = index(); !done)
        return tl::unexpected(done.error());
    if (const auto done = checkRules(); !done)
        return tl::unexpected(done.error());
    return std::shared_ptr<const FormBook>(m_book);
}

} // namespace

Label FormBook::say(const QString &key, const QHash<QString, Label> &gaps) const
{
    Label said;
    const auto sentence = words.value(key);
    for (const auto &language : {u"zh"_s, u"en"_s}) {
        auto text = sentence.in(language);
        for (auto gap = gaps.cbegin(); gap != gaps.cend(); ++gap)
            text.replace(u'{' + gap.key() + u'}', gap->in(language));
        said.set(language, text);
    }
    return said;
}

bool FormBook::isAnswered(const FormField &field, const QCborValue &value) const
{
    return !isEmptyAnswer(value) || (value.isArray() && !field.noneLabel.isEmpty());
}

Condition::Truth FormBook::truth(const QString &id, const QHash<QString, Condition> &of, const QString &formId,
                                 const Answers &answers, const FormContext &who) const
{
    const auto condition = of.constFind(id);
    if (condition == of.constEnd())
        return Condition::Truth::Yes;
    return condition->evaluate([&](const QString &path) -> QCborValue {
        if (path == u"sex")
            return who.sex;
        if (path == u"age")
            return who.age < 0 ? QCborValue() : QCborValue(who.age);
        return answers.value(formId + u'.' + path);
    });
}

Condition::Truth FormBook::shownTruth(const QString &sectionId, const QString &formId, const Answers &answers,
                                      const FormContext &who) const
{
    return truth(sectionId, shown, formId, answers, who);
}

Condition::Truth FormBook::shownTruth(const FormField &field, const Answers &answers, const FormContext &who) const
{
    const auto formId = formOf.value(field.id);
    const auto whole = shownTruth(sectionOf.value(field.id), formId, answers, who);
    const auto own = truth(field.id, shown, formId, answers, who);
    if (whole == Condition::Truth::No || own == Condition::Truth::No)
        return Condition::Truth::No;
    return whole == Condition::Truth::Yes ? own : whole;
}

bool FormBook::isRequired(const FormField &field, const Answers &answers, const FormContext &who) const
{
    if (!required.contains(field.id))
        return field.required;
    return truth(field.id, required, formOf.value(field.id), answers, who) == Condition::Truth::Yes;
}

bool FormBook::compares(const FormRule &rule, const QString &fieldId)
{
    return std::any_of(rule.when.fields.cbegin(), rule.when.fields.cend(), [&](const QString &pattern) {
        return pattern.endsWith(u".*") ? fieldId.startsWith(QStringView(pattern).chopped(1)) : pattern == fieldId;
    });
}

Result<std::shared_ptr<const FormBook>> readFormBook(const QList<QByteArray> &files, bool lenient)
{
    return BookReader(lenient).read(files);
}

} // namespace sizhen
