// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formbook.h"

#include <QCborArray>
#include <QCborMap>
#include <QDateTime>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isFiniteNumber(const QCborValue &value)
{
    return value.isInteger() || (value.isDouble() && std::isfinite(value.toDouble()));
}

bool isDate(const QCborValue &value)
{
    return value.isString() && value.toString().size() == 10
        && QDate::fromString(value.toString(), Qt::ISODate).isValid();
}

bool isInstant(const QCborValue &value)
{
    return value.isString() && value.toString().size() >= 16
        && QDateTime::fromString(value.toString(), Qt::ISODate).isValid();
}

bool isFileHash(const QCborValue &value)
{
    static const QRegularExpression hash(u"^[0-9a-f]{64}$"_s);
    return value.isString() && hash.match(value.toString()).hasMatch();
}

// Looks at one value and notes what is wrong with it; the first thing wrong with its shape ends the look.
class ValueCheck
{
public:
    ValueCheck(const FormBook &book, const FormField &field)
        : m_book(book)
        , m_field(field)
    {
    }

    QList<FormFinding> run(const QCborValue &value)
    {
        using Check = void (ValueCheck::*)(const QCborValue &);
        static const QHash<QString, Check> checks{
            {u"text"_s, &ValueCheck::text},         {u"number"_s, &ValueCheck::number},
            {u"scale"_s, &ValueCheck::number},      {u"single"_s, &ValueCheck::single},
            {u"country"_s, &ValueCheck::single},    {u"language"_s, &ValueCheck::language},
            {u"multi"_s, &ValueCheck::multi},       {u"bodymap"_s, &ValueCheck::multi},
            {u"date"_s, &ValueCheck::date},         {u"datetime"_s, &ValueCheck::datetime},
            {u"table"_s, &ValueCheck::table},       {u"struct"_s, &ValueCheck::row},
            {u"codes"_s, &ValueCheck::freeList},    {u"links"_s, &ValueCheck::links},
            {u"ref"_s, &ValueCheck::ref},           {u"photo"_s, &ValueCheck::files},
            {u"audio"_s, &ValueCheck::files},       {u"waveform"_s, &ValueCheck::files},
            {u"attachments"_s, &ValueCheck::files}, {u"zones"_s, &ValueCheck::zones},
            {u"lab"_s, &ValueCheck::lab},           {u"pulse_grid"_s, &ValueCheck::pulseGrid},
            {u"checks"_s, &ValueCheck::results},    {u"yesno_list"_s, &ValueCheck::yesNo},
        };
        (this->*checks.value(m_field.kind, &ValueCheck::text))(value);
        return m_findings;
    }

private:
    void add(const QString &rule, QHash<QString, Label> gaps = {},
             FormFinding::Severity severity = FormFinding::Severity::Error)
    {
        gaps.insert(u"field"_s, m_field.label);
        m_findings.append({rule, severity, m_field.id, m_book.say(rule, gaps)});
    }

    static Label plain(const QString &text) { return {text, text}; }

    void wrongType() { add(u"type"_s); }

    void unknownCode(const QString &code) { add(u"unknown_code"_s, {{u"value"_s, plain(code)}}); }

    void text(const QCborValue &value)
    {
        QStringList texts;
        if (value.isString()) {
            texts.append(value.toString());
        } else if (value.isMap()) {
            const auto map = value.toMap();
            for (const auto &[key, one] : map) {
                if (!key.isString() || key.toString().size() > 12 || !one.isString())
                    return wrongType();
                texts.append(one.toString());
            }
        } else {
            return wrongType();
        }
        const bool tooLong = std::any_of(texts.cbegin(), texts.cend(),
                                         [&](const QString &one) { return one.size() > m_field.maxLength; });
        if (m_field.maxLength > 0 && tooLong)
            add(u"too_long"_s, {{u"max"_s, plain(QString::number(m_field.maxLength))}});
    }

    void inRange(double number, double minimum, double maximum, int decimals, const Label &name)
    {
        if (minimum < maximum && (number < minimum || number > maximum))
            add(u"range"_s,
                {{u"field"_s, name},
                 {u"min"_s, plain(QString::number(minimum))},
                 {u"max"_s, plain(QString::number(maximum))}});
        const auto scaled = number * std::pow(10.0, decimals);
        if (std::abs(scaled - std::round(scaled)) > 1e-6)
            add(u"decimals"_s, {{u"field"_s, name}, {u"max"_s, plain(QString::number(decimals))}},
                FormFinding::Severity::Warning);
    }

    void number(const QCborValue &value)
    {
        if (!isFiniteNumber(value))
            return wrongType();
        inRange(value.toDouble(), m_field.minimum, m_field.maximum, m_field.decimals, m_field.label);
    }

    void single(const QCborValue &value)
    {
        if (!value.isString())
            return wrongType();
        if (!m_field.option(value.toString()))
            unknownCode(value.toString());
    }

    void language(const QCborValue &value) // BCP 47: "zh-Hant-HK" is Chinese
    {
        if (!value.isString())
            return wrongType();
        if (!m_field.option(value.toString().section(u'-', 0, 0)))
            unknownCode(value.toString());
    }

    bool texts(const QCborValue &value)
    {
        if (!value.isArray()) {
            wrongType();
            return false;
        }
        const auto list = value.toArray();
        QSet<QString> seen;
        for (const auto &item : list) {
            const auto text = item.toString();
            if (!item.isString() || text.isEmpty()) {
                wrongType();
                return false;
            }
            if (seen.contains(text))
                add(u"twice"_s, {{u"value"_s, m_field.option(text) ? m_field.option(text)->label : plain(text)}});
            seen.insert(text);
        }
        if (m_field.maxSelect > 0 && list.size() > m_field.maxSelect)
            add(u"too_many"_s, {{u"max"_s, plain(QString::number(m_field.maxSelect))}});
        return true;
    }

    void options(const QCborArray &list)
    {
        for (const auto &item : list)
            if (!m_field.option(item.toString()))
                unknownCode(item.toString());
    }

    void multi(const QCborValue &value)
    {
        if (texts(value))
            options(value.toArray());
    }

    void freeList(const QCborValue &value) { texts(value); }

    void links(const QCborValue &value)
    {
        if (!texts(value))
            return;
        const auto list = value.toArray();
        for (const auto &item : list)
            if (!m_book.fields.contains(item.toString()))
                unknownCode(item.toString());
    }

    void ref(const QCborValue &value)
    {
        if (!value.isString())
            wrongType();
    }

    void date(const QCborValue &value)
    {
        if (!isDate(value))
            wrongType();
    }

    void datetime(const QCborValue &value)
    {
        if (!isInstant(value))
            wrongType();
    }

    void files(const QCborValue &value)
    {
        if (!texts(value))
            return;
        const auto list = value.toArray();
        if (!std::all_of(list.cbegin(), list.cend(), isFileHash))
            wrongType();
    }

    void cell(const FormColumn &column, const QCborValue &value)
    {
        if (isEmptyAnswer(value))
            return;
        if (column.kind == u"number") {
            if (!isFiniteNumber(value))
                return wrongType();
            return inRange(value.toDouble(), column.minimum, column.maximum, column.decimals, column.label);
        }
        if (!value.isString() && !(column.kind == u"text" && value.isMap()))
            return wrongType();
        const auto text = value.toString();
        if (column.kind == u"date" && !isDate(value))
            wrongType();
        else if ((column.kind == u"choice" && !column.option(text))
                 || (column.kind == u"field" && !m_book.fields.contains(text)))
            unknownCode(text);
    }

    void row(const QCborValue &value)
    {
        if (!value.isMap())
            return wrongType();
        const auto map = value.toMap();
        for (const auto &[key, one] : map) {
            if (const auto *column = m_field.column(key.toString()))
                cell(*column, one);
            else
                add(u"unknown_column"_s, {{u"value"_s, plain(key.toString())}}, FormFinding::Severity::Warning);
        }
    }

    void table(const QCborValue &value)
    {
        if (!value.isArray())
            return wrongType();
        const auto rows = value.toArray();
        for (const auto &one : rows)
            row(one);
    }

    void zones(const QCborValue &value)
    {
        if (!value.isMap())
            return wrongType();
        const auto map = value.toMap();
        for (const auto &[zone, list] : map) {
            if (!m_field.zone(zone.toString()))
                unknownCode(zone.toString());
            else if (!list.isArray())
                wrongType();
            else
                options(list.toArray());
        }
    }

    void lab(const QCborValue &value)
    {
        if (!value.isMap())
            return wrongType();
        const auto map = value.toMap();
        for (const auto &[zone, figures] : map) {
            const auto numbers = figures.toMap();
            const bool sound = std::all_of(numbers.cbegin(), numbers.cend(),
                                           [](const auto &entry) { return isFiniteNumber(entry.second); });
            if (!m_field.zone(zone.toString()))
                unknownCode(zone.toString());
            else if (!figures.isMap() || !sound)
                wrongType();
        }
    }

    void pulseCell(const QCborMap &cell)
    {
        for (const auto &[key, value] : cell) {
            const auto name = key.toString();
            const bool level = name == u"presence" || name == u"strength";
            if (name == u"types" && value.isArray())
                options(value.toArray());
            else if (!level || !value.isInteger())
                wrongType();
            else
                inRange(value.toDouble(), 0, 3, 0, m_book.say(name, {{u"n"_s, plain({})}}));
        }
    }

    void pulseGrid(const QCborValue &value)
    {
        if (!value.isMap())
            return wrongType();
        const auto map = value.toMap();
        for (const auto &[key, cell] : map) {
            const auto place = key.toString();
            if (!m_field.zone(place.section(u'.', 0, 1)) || !m_field.column(place.section(u'.', 2)))
                unknownCode(place);
            else if (!cell.isMap())
                wrongType();
            else
                pulseCell(cell.toMap());
        }
    }

    void results(const QCborValue &value)
    {
        const auto list = value.toArray();
        if (!value.isArray()
            || !std::all_of(list.cbegin(), list.cend(), [](const QCborValue &one) { return one.isMap(); }))
            wrongType();
    }

    void yesNo(const QCborValue &value)
    {
        if (!value.isMap())
            return wrongType();
        const auto map = value.toMap();
        for (const auto &[key, one] : map) {
            if (!m_field.option(key.toString()))
                unknownCode(key.toString());
            else if (one.toString() != u"yes" && one.toString() != u"no")
                wrongType();
        }
    }

    const FormBook &m_book;
    const FormField &m_field;
    QList<FormFinding> m_findings;
};

} // namespace

QList<FormFinding> checkValue(const FormBook &book, const FormField &field, const QCborValue &value)
{
    return ValueCheck(book, field).run(value);
}

} // namespace sizhen
