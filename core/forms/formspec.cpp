// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formspec.h"

#include "core/forms/condition.h"
#include "core/forms/legacyform.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QSet<QString> fieldKinds{
    u"text"_s,       u"number"_s, u"single"_s,     u"multi"_s,   u"scale"_s,    u"date"_s,
    u"datetime"_s,   u"table"_s,  u"struct"_s,     u"codes"_s,   u"links"_s,    u"ref"_s,
    u"photo"_s,      u"audio"_s,  u"waveform"_s,   u"zones"_s,   u"bodymap"_s,  u"lab"_s,
    u"pulse_grid"_s, u"checks"_s, u"yesno_list"_s, u"country"_s, u"language"_s, u"attachments"_s,
};
const QSet<QString> withOptions{u"single"_s, u"multi"_s, u"bodymap"_s, u"zones"_s, u"pulse_grid"_s, u"yesno_list"_s};
const QSet<QString> withZones{u"zones"_s, u"lab"_s, u"pulse_grid"_s};
const QSet<QString> withColumns{u"table"_s, u"struct"_s, u"pulse_grid"_s};
const QSet<QString> columnKinds{u"text"_s, u"number"_s, u"date"_s, u"choice"_s, u"field"_s};
const QHash<QString, FilledBy> fillers{
    {u"inviter"_s, FilledBy::Inviting}, {u"invitee"_s, FilledBy::Invited}, {u"both"_s, FilledBy::Both},
    {u"each"_s, FilledBy::Each},        {u"device"_s, FilledBy::Device},   {u"auto"_s, FilledBy::Auto},
};

template <typename List>
auto byId(const List &list, const QString &id) -> decltype(&list[0])
{
    const auto found = std::find_if(list.cbegin(), list.cend(), [&](const auto &item) { return item.id == id; });
    return found == list.cend() ? nullptr : &*found;
}

// Reads one form and remembers the first thing that is wrong, with its place.
class Parser
{
public:
    Result<FormSpec> form(const QJsonObject &root);

private:
    void wrong(const QString &place, const QString &what)
    {
        if (!m_wrong)
            m_wrong = u"form: "_s + place + u": "_s + what;
    }

    void onlyKeys(const QJsonObject &object, const QString &place, const QStringList &allowed);
    Label label(const QJsonValue &value, const QString &place);
    Label optionalLabel(const QJsonValue &value, const QString &place);
    QList<FormOption> options(const QJsonValue &value, const QString &place);
    FormColumn column(const QJsonObject &object, const QString &place);
    QList<FormColumn> columns(const QJsonValue &value, const QString &place);
    void range(const QJsonObject &object, const QString &place, double &minimum, double &maximum);
    FormField field(const QJsonObject &object);
    void checkField(const FormField &field, const QJsonObject &object);
    FormSection section(const QJsonObject &object);
    void checkCondition(const FormSpec &form, const QString &text, const QString &place);

    QString m_form;
    QSet<QString> m_ids;
    std::optional<QString> m_wrong;
};

void Parser::onlyKeys(const QJsonObject &object, const QString &place, const QStringList &allowed)
{
    for (auto it = object.begin(); it != object.end(); ++it)
        if (!allowed.contains(it.key()))
            wrong(place, u"unknown key "_s + it.key());
}

Label Parser::label(const QJsonValue &value, const QString &place)
{
    auto found = Label::fromJson(value.toObject());
    if (!found.has(u"zh"_s) || !found.has(u"en"_s) || found.zh().isEmpty() || found.en().isEmpty())
        wrong(place, u"both languages are needed"_s);
    return found;
}

Label Parser::optionalLabel(const QJsonValue &value, const QString &place)
{
    return value.isUndefined() ? Label() : label(value, place);
}

QList<FormOption> Parser::options(const QJsonValue &value, const QString &place)
{
    QList<FormOption> found;
    if (value.isUndefined())
        return found;
    const auto items = value.toArray();
    for (const auto &item : items) {
        const auto object = item.toObject();
        onlyKeys(object, place, {u"id"_s, u"zh"_s, u"en"_s, u"flag"_s, u"code"_s, u"hint"_s, u"pinyin"_s});
        FormOption option;
        option.id = object[u"id"_s].toString();
        option.label = label(object, place);
        option.flag = object[u"flag"_s].toString();
        option.hint = optionalLabel(object[u"hint"_s], place);
        option.pinyin = object[u"pinyin"_s].toString();
        if (option.id.isEmpty() || byId(found, option.id))
            wrong(place, u"option empty or twice: "_s + option.id);
        found.append(option);
    }
    if (found.isEmpty())
        wrong(place, u"no options"_s);
    return found;
}

void Parser::range(const QJsonObject &object, const QString &place, double &minimum, double &maximum)
{
    const auto low = object[u"min"_s];
    const auto high = object[u"max"_s];
    if (low.isUndefined() && high.isUndefined())
        return;
    minimum = low.toDouble();
    maximum = high.toDouble();
    if (!low.isDouble() || !high.isDouble() || minimum >= maximum)
        wrong(place, u"min and max"_s);
}

FormColumn Parser::column(const QJsonObject &object, const QString &place)
{
    onlyKeys(object, place,
             {u"id"_s, u"zh"_s, u"en"_s, u"kind"_s, u"options"_s, u"unit"_s, u"min"_s, u"max"_s, u"decimals"_s});
    FormColumn column;
    column.id = object[u"id"_s].toString();
    column.label = label(object, place);
    column.kind = object[u"kind"_s].toString();
    column.options = options(object[u"options"_s], place);
    for (const auto &option : std::as_const(column.options))
        column.choices.append(option.id);
    column.unit = object[u"unit"_s].toString();
    column.decimals = object[u"decimals"_s].toInt();
    range(object, place, column.minimum, column.maximum);
    if (column.id.isEmpty() || (column.kind == u"choice") == column.options.isEmpty())
        wrong(place, u"column id or options"_s);
    return column;
}

QList<FormColumn> Parser::columns(const QJsonValue &value, const QString &place)
{
    QList<FormColumn> found;
    const auto items = value.toArray();
    for (const auto &item : items) {
        const auto next = column(item.toObject(), place + u'/' + item[u"id"_s].toString());
        if (byId(found, next.id))
            wrong(place, u"column twice: "_s + next.id);
        found.append(next);
    }
    return found;
}

void Parser::checkField(const FormField &field, const QJsonObject &object)
{
    if (!fieldKinds.contains(field.kind))
        wrong(field.id, u"kind "_s + field.kind);
    if (!fillers.contains(object[u"filled_by"_s].toString()))
        wrong(field.id, u"filled_by"_s);
    if (!field.id.startsWith(m_form + u'.') || m_ids.contains(field.id))
        wrong(field.id, u"an id starts with the form's and is used once"_s);
    if (withOptions.contains(field.kind) && field.options.isEmpty())
        wrong(field.id, u"options"_s);
    if (withZones.contains(field.kind) == field.zones.isEmpty())
        wrong(field.id, u"zones"_s);
    if (withColumns.contains(field.kind) == field.columns.isEmpty())
        wrong(field.id, u"columns"_s);
    for (const auto &column : field.columns)
        if (columnKinds.contains(column.kind) == (field.kind == u"pulse_grid"))
            wrong(field.id, u"column kind "_s + column.kind);
    if (field.kind == u"scale" && field.minimum == field.maximum)
        wrong(field.id, u"a scale needs a range"_s);
    if (field.inPerson && field.filledBy != FilledBy::Inviting && field.filledBy != FilledBy::Device)
        wrong(field.id, u"in person is for the inviting side"_s);
}

FormField Parser::field(const QJsonObject &object)
{
    FormField field;
    field.id = object[u"id"_s].toString();
    onlyKeys(object, field.id, {u"id"_s,         u"zh"_s,         u"en"_s,         u"kind"_s,          u"required"_s,
                                u"filled_by"_s,  u"in_person"_s,  u"bilingual"_s,  u"options"_s,       u"columns"_s,
                                u"zones"_s,      u"unit"_s,       u"min"_s,        u"max"_s,           u"decimals"_s,
                                u"max_select"_s, u"max_length"_s, u"shown_when"_s, u"required_when"_s, u"note"_s,
                                u"hint"_s,       u"none"_s,       u"privacy"_s,    u"code_system"_s,   u"lookup"_s,
                                u"source"_s,     u"protocol"_s});
    field.label = label(object, field.id);
    field.kind = object[u"kind"_s].toString();
    field.required = object[u"required"_s].toBool();
    field.filledBy = fillers.value(object[u"filled_by"_s].toString());
    field.inPersonRule = object[u"in_person"_s].toString();
    field.inPerson = !field.inPersonRule.isEmpty();
    field.bilingual = object[u"bilingual"_s].toBool();
    field.options = options(object[u"options"_s], field.id);
    field.zones = options(object[u"zones"_s], field.id);
    field.columns = columns(object[u"columns"_s], field.id);
    field.unit = object[u"unit"_s].toString();
    range(object, field.id, field.minimum, field.maximum);
    field.decimals = object[u"decimals"_s].toInt();
    field.maxSelect = object[u"max_select"_s].toInt();
    field.maxLength = object[u"max_length"_s].toInt();
    field.shownWhen = object[u"shown_when"_s].toString();
    field.requiredWhen = object[u"required_when"_s].toString();
    field.note = object[u"note"_s].toString();
    field.hint = optionalLabel(object[u"hint"_s], field.id);
    field.noneLabel = optionalLabel(object[u"none"_s], field.id);
    field.privacy = object[u"privacy"_s].toString();
    field.lookup = object[u"lookup"_s].toString();
    checkField(field, object);
    m_ids.insert(field.id);
    return field;
}

FormSection Parser::section(const QJsonObject &object)
{
    FormSection section;
    section.id = object[u"id"_s].toString();
    onlyKeys(object, section.id, {u"id"_s, u"zh"_s, u"en"_s, u"hint"_s, u"protocol"_s, u"shown_when"_s, u"fields"_s});
    section.label = label(object, section.id);
    section.hint = optionalLabel(object[u"hint"_s], section.id);
    section.shownWhen = object[u"shown_when"_s].toString();
    if (!section.id.startsWith(m_form + u'.') || m_ids.contains(section.id))
        wrong(section.id, u"an id starts with the form's and is used once"_s);
    m_ids.insert(section.id);
    const auto fields = object[u"fields"_s].toArray();
    for (const auto &item : fields)
        section.fields.append(field(item.toObject()));
    if (section.fields.isEmpty())
        wrong(section.id, u"no fields"_s);
    return section;
}

// A condition asks only for what is in the form: its paths are relative to it.
void Parser::checkCondition(const FormSpec &form, const QString &text, const QString &place)
{
    if (text.isEmpty())
        return;
    const auto condition = Condition::parse(text);
    if (!condition)
        return wrong(place, condition.error().detail);
    for (const auto &clause : condition->clauses()) {
        if (clause.path == u"sex" || clause.path == u"age")
            continue;
        const auto *asked = form.field(form.id + u'.' + clause.path);
        if (!asked)
            return wrong(place, u"condition asks for "_s + clause.path);
        for (const auto &operand : clause.operands)
            if (operand.isString() && !asked->options.isEmpty() && !asked->option(operand.toString()))
                wrong(place, u"condition asks for option "_s + operand.toString());
    }
}

Result<FormSpec> Parser::form(const QJsonObject &root)
{
    FormSpec form;
    form.id = m_form = root[u"id"_s].toString();
    onlyKeys(root, form.id,
             {u"schema"_s, u"id"_s, u"version"_s, u"order"_s, u"zh"_s, u"en"_s, u"hint"_s, u"source"_s, u"sections"_s});
    form.version = root[u"version"_s].toInt();
    form.order = root[u"order"_s].toInt();
    form.label = label(root, form.id);
    form.hint = optionalLabel(root[u"hint"_s], form.id);
    const auto sections = root[u"sections"_s].toArray();
    for (const auto &item : sections)
        form.sections.append(section(item.toObject()));
    if (root[u"schema"_s] != u"sizhen-form/1"_s || form.id.isEmpty() || form.id.contains(u'.') || form.version < 1
        || form.sections.isEmpty())
        wrong(form.id, u"schema, id, version or sections"_s);
    for (const auto &section : std::as_const(form.sections)) {
        checkCondition(form, section.shownWhen, section.id);
        for (const auto &field : section.fields) {
            checkCondition(form, field.shownWhen, field.id);
            checkCondition(form, field.requiredWhen, field.id);
        }
    }
    if (m_wrong)
        return fail(Fault::Corrupt, *m_wrong);
    return form;
}

} // namespace

const FormOption *FormColumn::option(const QString &optionId) const
{
    return byId(options, optionId);
}

const FormOption *FormField::option(const QString &optionId) const
{
    return byId(options, optionId);
}

const FormColumn *FormField::column(const QString &columnId) const
{
    return byId(columns, columnId);
}

const FormOption *FormField::zone(const QString &zoneId) const
{
    return byId(zones, zoneId);
}

const FormField *FormSpec::field(const QString &fieldId) const
{
    for (const auto &section : sections)
        if (const auto *found = byId(section.fields, fieldId))
            return found;
    return nullptr;
}

Result<FormSpec> parseForm(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return fail(Fault::Corrupt, u"form: "_s + error.errorString());
    const auto root = document.object();
    return Parser().form(isLegacyForm(root) ? upgradedForm(root) : root);
}

} // namespace sizhen
