// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formbook.h"

#include <QCborArray>
#include <QCborMap>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Label plain(const QString &text)
{
    return {text, text};
}

Label joined(const QList<Label> &parts, const Label &separator)
{
    Label whole;
    for (const auto &language : {u"zh"_s, u"en"_s}) {
        QStringList texts;
        for (const auto &part : parts)
            if (const auto text = part.in(language); !text.isEmpty())
                texts.append(text);
        whole.set(language, texts.join(separator.in(language)));
    }
    return whole;
}

const Label &comma()
{
    static const Label label(u"、"_s, u", "_s);
    return label;
}

const Label &semicolon()
{
    static const Label label(u"；"_s, u"; "_s);
    return label;
}

const Label &colon()
{
    static const Label label(u"："_s, u": "_s);
    return label;
}

const Label &space()
{
    static const Label label(u" "_s, u" "_s);
    return label;
}

QString numberText(const QCborValue &value)
{
    return value.isInteger() ? QString::number(value.toInteger()) : QString::number(value.toDouble(), 'g', 12);
}

Label withUnit(const QCborValue &value, const QString &unit)
{
    const auto number = numberText(value);
    return plain(unit.isEmpty() ? number : number + u' ' + unit);
}

// A text as it was written, in each language that was written.
Label written(const QCborValue &value)
{
    if (value.isMap())
        return Label::fromCbor(value.toMap());
    if (value.isString())
        return plain(value.toString());
    return value.isInteger() || value.isDouble() ? plain(numberText(value)) : Label();
}

class ValueText
{
public:
    ValueText(const FormBook &book, const FormField &field)
        : m_book(book)
        , m_field(field)
    {
    }

    Label say(const QCborValue &value)
    {
        using Say = Label (ValueText::*)(const QCborValue &);
        static const QHash<QString, Say> kinds{
            {u"number"_s, &ValueText::number},        {u"scale"_s, &ValueText::scale},
            {u"single"_s, &ValueText::option},        {u"country"_s, &ValueText::option},
            {u"language"_s, &ValueText::option},      {u"multi"_s, &ValueText::options},
            {u"bodymap"_s, &ValueText::options},      {u"datetime"_s, &ValueText::instant},
            {u"table"_s, &ValueText::table},          {u"struct"_s, &ValueText::row},
            {u"codes"_s, &ValueText::list},           {u"links"_s, &ValueText::links},
            {u"photo"_s, &ValueText::files},          {u"audio"_s, &ValueText::files},
            {u"waveform"_s, &ValueText::files},       {u"attachments"_s, &ValueText::files},
            {u"zones"_s, &ValueText::zones},          {u"lab"_s, &ValueText::lab},
            {u"pulse_grid"_s, &ValueText::pulseGrid}, {u"checks"_s, &ValueText::results},
            {u"yesno_list"_s, &ValueText::yesNo},
        };
        const auto say = kinds.constFind(m_field.kind);
        return say == kinds.constEnd() ? written(value) : (this->**say)(value);
    }

private:
    Label number(const QCborValue &value) { return withUnit(value, m_field.unit); }

    Label scale(const QCborValue &value)
    {
        const auto *step = m_field.option(numberText(value));
        return joined({number(value), step ? step->label : Label()}, space());
    }

    Label option(const QCborValue &value)
    {
        const auto code = value.toString();
        if (const auto *found = m_field.option(code))
            return found->label;
        const auto *base = m_field.kind == u"language" ? m_field.option(code.section(u'-', 0, 0)) : nullptr;
        return base ? joined({base->label, plain(u"("_s + code + u")"_s)}, space()) : plain(code);
    }

    Label options(const QCborValue &value)
    {
        QList<Label> parts;
        const auto list = value.toArray();
        for (const auto &item : list)
            parts.append(option(item));
        return joined(parts, comma());
    }

    Label list(const QCborValue &value)
    {
        QList<Label> parts;
        const auto items = value.toArray();
        for (const auto &item : items)
            parts.append(written(item));
        return joined(parts, comma());
    }

    Label fieldName(const QCborValue &value)
    {
        const auto *field = m_book.fields.value(value.toString());
        return field ? field->label : plain(value.toString());
    }

    Label links(const QCborValue &value)
    {
        QList<Label> parts;
        const auto items = value.toArray();
        for (const auto &item : items)
            parts.append(fieldName(item));
        return joined(parts, comma());
    }

    Label instant(const QCborValue &value) { return plain(value.toString().replace(u'T', u' ')); }

    Label files(const QCborValue &value)
    {
        const auto n = QString::number(value.toArray().size());
        return m_book.say(u"files"_s, {{u"n"_s, plain(n)}});
    }

    Label cell(const FormColumn &column, const QCborValue &value)
    {
        if (column.kind == u"number" && !value.isString())
            return withUnit(value, column.unit);
        if (column.kind == u"field")
            return fieldName(value);
        const auto *found = column.option(value.toString());
        return found ? found->label : written(value);
    }

    Label row(const QCborValue &value)
    {
        const auto map = value.toMap();
        QList<Label> parts;
        for (const auto &column : m_field.columns)
            if (const auto one = map.value(column.id); !isEmptyAnswer(one))
                parts.append(joined({column.label, cell(column, one)}, space()));
        return joined(parts, comma());
    }

    Label table(const QCborValue &value)
    {
        const auto rows = value.toArray();
        if (rows.isEmpty())
            return m_field.noneLabel;
        QList<Label> parts;
        for (const auto &one : rows)
            parts.append(row(one));
        return joined(parts, semicolon());
    }

    Label zones(const QCborValue &value)
    {
        const auto map = value.toMap();
        QList<Label> parts;
        for (const auto &zone : m_field.zones)
            if (const auto found = map.value(zone.id); !isEmptyAnswer(found))
                parts.append(joined({zone.label, options(found)}, colon()));
        return joined(parts, semicolon());
    }

    Label lab(const QCborValue &value)
    {
        const auto map = value.toMap();
        QList<Label> parts;
        for (const auto &zone : m_field.zones) {
            QStringList figures;
            const auto numbers = map.value(zone.id).toMap();
            for (const auto &[key, number] : numbers)
                figures.append(key.toString() + u' ' + QString::number(number.toDouble(), 'f', 1));
            if (!figures.isEmpty())
                parts.append(joined({zone.label, plain(figures.join(u' '))}, colon()));
        }
        return joined(parts, semicolon());
    }

    Label pulseCell(const FormColumn &depth, const QCborMap &cell)
    {
        QList<Label> parts{depth.label, options(cell.value(u"types"_s))};
        for (const auto &level : {u"presence"_s, u"strength"_s})
            if (const auto value = cell.value(level); value.isInteger())
                parts.append(m_book.say(level, {{u"n"_s, plain(numberText(value))}}));
        return joined(parts, space());
    }

    Label pulseGrid(const QCborValue &value)
    {
        const auto map = value.toMap();
        QList<Label> places;
        for (const auto &place : m_field.zones) {
            QList<Label> depths;
            for (const auto &depth : m_field.columns)
                if (const auto cell = map.value(place.id + u'.' + depth.id).toMap(); !cell.isEmpty())
                    depths.append(pulseCell(depth, cell));
            if (!depths.isEmpty())
                places.append(joined({place.label, joined(depths, comma())}, colon()));
        }
        return joined(places, semicolon());
    }

    Label results(const QCborValue &value)
    {
        QList<Label> parts;
        const auto list = value.toArray();
        for (const auto &item : list) {
            const auto map = item.toMap();
            parts.append(joined({plain(map.value(u"rule"_s).toString()), plain(map.value(u"result"_s).toString()),
                                 written(map.value(u"text"_s))},
                                space()));
        }
        return joined(parts, semicolon());
    }

    Label yesNo(const QCborValue &value)
    {
        const auto map = value.toMap();
        QList<Label> yes;
        qsizetype no = 0;
        for (const auto &item : m_field.options) {
            const auto answer = map.value(item.id).toString();
            if (answer == u"yes")
                yes.append(item.label);
            no += answer == u"no" ? 1 : 0;
        }
        const auto open = m_field.options.size() - yes.size() - no;
        const auto n = QString::number(open);
        QList<Label> parts;
        if (!yes.isEmpty())
            parts.append(joined({m_book.say(u"yes"_s), joined(yes, comma())}, colon()));
        if (open > 0)
            parts.append(m_book.say(u"open"_s, {{u"n"_s, plain(n)}}));
        else if (no > 0)
            parts.append(m_book.say(yes.isEmpty() ? u"all_no"_s : u"rest_no"_s));
        return joined(parts, semicolon());
    }

    const FormBook &m_book;
    const FormField &m_field;
};

} // namespace

Label valueText(const FormBook &book, const FormField &field, const QCborValue &value)
{
    if (!book.isAnswered(field, value))
        return {};
    return ValueText(book, field).say(value);
}

} // namespace sizhen
