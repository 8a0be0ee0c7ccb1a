// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/legacyform.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QJsonObject named(const QString &id, const QString &zh, const QString &en)
{
    return {{u"id"_s, id}, {u"zh"_s, zh}, {u"en"_s, en}};
}

QJsonObject named(const QString &id)
{
    const auto words = QString(id).replace(u'_', u' ');
    return named(id, words, words);
}

// "a,b(c|d, e),f" → "a" "b(c|d, e)" "f"
QStringList splitOutside(const QString &text)
{
    QStringList parts{QString()};
    int depth = 0;
    for (const auto c : text) {
        depth += c == u'(' ? 1 : c == u')' ? -1 : 0;
        if (c == u',' && depth == 0)
            parts.append(QString());
        else
            parts.last().append(c);
    }
    return parts;
}

// "severity NRS 0-10" → number 0..10 · "kind(drug|herb)" → choice · "date" → date · the rest → text
QJsonObject column(const QString &text, const QJsonArray &fieldOptions)
{
    static const QRegularExpression shape(u"^([^\\s(]+)\\s*([^(]*?)\\s*(?:\\((.*)\\))?$"_s);
    static const QRegularExpression limits(u"(-?\\d+)-(\\d+)$"_s);
    const auto match = shape.match(text.trimmed());
    auto column = named(match.captured(1));
    const auto tail = match.captured(2) + match.captured(3);
    if (const auto range = limits.match(tail); range.hasMatch()) {
        column.insert(u"kind"_s, u"number"_s);
        column.insert(u"min"_s, range.captured(1).toInt());
        column.insert(u"max"_s, range.captured(2).toInt());
    } else if (const auto choices = match.captured(3).split(u'|'); choices.size() > 1) {
        QJsonArray options;
        for (const auto &choice : choices)
            options.append(named(choice));
        for (const auto &option : fieldOptions) // the field's own options are the same list with codes
            if (option[u"zh"_s].toString() == choices.constFirst()
                || option[u"id"_s].toString() == choices.constFirst())
                options = fieldOptions;
        column.insert(u"kind"_s, u"choice"_s);
        column.insert(u"options"_s, options);
    } else {
        column.insert(u"kind"_s, column[u"id"_s] == u"date"_s ? u"date"_s : u"text"_s);
    }
    return column;
}

QJsonArray columns(const QString &text, const QJsonArray &fieldOptions)
{
    QJsonArray found;
    for (const auto &part : splitOutside(text))
        found.append(column(part, fieldOptions));
    return found;
}

QJsonArray namedList(const QString &commaSeparated)
{
    QJsonArray found;
    for (const auto &id : commaSeparated.split(u','))
        found.append(named(id.trimmed()));
    return found;
}

QJsonArray scaleOptions(const QJsonObject &old)
{
    const auto zh = old[u"labels_zh"_s].toString().split(u',');
    const auto en = old[u"labels_en"_s].toString().split(u',');
    QJsonArray found;
    for (qsizetype i = 0; i < zh.size(); ++i)
        found.append(named(QString::number(old[u"min"_s].toInt() + i), zh[i], en.value(i)));
    return found;
}

void rename(QJsonObject &object, const QString &from, const QString &to)
{
    if (const auto value = object.take(from); !value.isUndefined())
        object.insert(to, value);
}

QJsonArray pulsePlaces(const QJsonObject &old)
{
    QJsonArray found;
    for (const auto &side : old[u"sides"_s].toString().split(u','))
        for (const auto &position : old[u"positions"_s].toString().split(u','))
            found.append(named(side + u'.' + position, side + u' ' + position, side + u' ' + position));
    return found;
}

void upgradePlaces(const QJsonObject &old, QJsonObject &field)
{
    const auto kind = old[u"type"_s].toString();
    const auto options = old[u"options"_s].toArray();
    if (old.contains(u"zones"_s))
        field.insert(u"zones"_s, namedList(old[u"zones"_s].toString()));
    if (old.contains(u"regions"_s))
        field.insert(u"options"_s, namedList(old[u"regions"_s].toString()));
    else if (kind == u"bodymap" && options.isEmpty())
        field.insert(u"kind"_s, u"codes"_s); // no places are named: a free list
    if (kind == u"zones" && options.isEmpty())
        field.insert(u"options"_s, namedList(old[u"columns"_s].toString()));
    if (kind == u"pulse_grid") {
        field.insert(u"zones"_s, pulsePlaces(old));
        field.insert(u"columns"_s, namedList(old[u"depths"_s].toString()));
    } else if (kind == u"table" || kind == u"struct") {
        field.insert(u"columns"_s, columns(old[u"columns"_s].toString(), options));
        field.remove(u"options"_s);
    }
}

QJsonObject upgradedField(const QJsonObject &old, const QString &formId)
{
    auto field = old;
    for (const auto &key :
         {u"type"_s,   u"remote"_s,   u"columns"_s,     u"regions"_s,     u"chart"_s,     u"view"_s,     u"min_px"_s,
          u"cites"_s,  u"takes"_s,    u"sides"_s,       u"positions"_s,   u"depths"_s,    u"cell"_s,     u"organ_map"_s,
          u"format"_s, u"channels"_s, u"min_seconds"_s, u"seconds_min"_s, u"labels_zh"_s, u"labels_en"_s})
        field.remove(key);
    field.insert(u"kind"_s, old[u"type"_s]);
    const auto filledBy = old[u"filled_by"_s].toString();
    if (filledBy.contains(u'+'))
        field.insert(u"filled_by"_s,
                     u"inviter"_s); // "auto+both": the list is made, the resolution is typed by the inviter
    if (old[u"remote"_s] == u"no"_s)
        field.insert(u"in_person"_s, u"FOU-02"_s);
    else if (formId == u"palpate" && filledBy != u"invitee")
        field.insert(u"in_person"_s, u"FOU-04"_s);
    upgradePlaces(old, field);
    if (old.contains(u"labels_zh"_s))
        field.insert(u"options"_s, scaleOptions(old));
    rename(field, u"count_max"_s, u"max_select"_s);
    rename(field, u"maxlen"_s, u"max_length"_s);
    rename(field, u"none_option"_s, u"none"_s);
    if (old[u"type"_s] == u"codes"_s)
        rename(field, u"max"_s, u"max_select"_s);
    return field;
}

} // namespace

bool isLegacyForm(const QJsonObject &form)
{
    return form[u"schema"_s] == u"tcm-form/1"_s;
}

QJsonObject upgradedForm(const QJsonObject &form)
{
    auto upgraded = form;
    upgraded.insert(u"schema"_s, u"sizhen-form/1"_s);
    upgraded.insert(u"version"_s, 1);
    upgraded.remove(u"note"_s);
    QJsonArray sections;
    const auto oldSections = form[u"sections"_s].toArray();
    for (const auto &item : oldSections) {
        auto section = item.toObject();
        section.remove(u"note"_s);
        QJsonArray fields;
        const auto oldFields = section[u"fields"_s].toArray();
        for (const auto &field : oldFields)
            fields.append(upgradedField(field.toObject(), form[u"id"_s].toString()));
        section.insert(u"fields"_s, fields);
        sections.append(section);
    }
    upgraded.insert(u"sections"_s, sections);
    return upgraded;
}

} // namespace sizhen
