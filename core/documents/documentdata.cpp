// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/documentdata.h"

#include <QCborArray>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isLabel(const QCborValue &value)
{
    if (!value.isMap() || value.toMap().isEmpty())
        return false;
    const auto map = value.toMap();
    return std::all_of(map.begin(), map.end(),
                       [](const auto &pair) { return pair.first.isString() && pair.second.isString(); })
        && (map.contains(u"zh"_s) || map.contains(u"en"_s));
}

bool isEmpty(const QCborValue &value)
{
    if (isLabel(value)) {
        const auto map = value.toMap();
        return std::all_of(map.begin(), map.end(),
                           [](const auto &pair) { return pair.second.toString().trimmed().isEmpty(); });
    }
    return value.isUndefined() || value.isNull() || (value.isString() && value.toString().trimmed().isEmpty())
        || (value.isArray() && value.toArray().isEmpty()) || (value.isMap() && value.toMap().isEmpty());
}

QCborValue walk(const QCborMap &map, const QStringList &path)
{
    QCborValue at = map;
    for (const auto &step : path) {
        bool isPlace = false;
        const auto place = step.toInt(&isPlace);
        if (at.isArray() && isPlace && place >= 0 && place < at.toArray().size())
            at = at.toArray().at(place);
        else if (at.isMap())
            at = at.toMap().value(step);
        else
            return QCborValue(QCborValue::Undefined);
    }
    return at;
}

// ISO, because both readers read it the same way; with the offset that was written, because two clocks are concerned.
QString timeText(const QString &iso)
{
    const auto time = QDateTime::fromString(iso, Qt::ISODate);
    if (!time.isValid())
        return iso;
    const int minutes = time.offsetFromUtc() / 60;
    const auto offset = minutes == 0 ? u"UTC"_s
                                     : u"UTC%1%2:%3"_s.arg(QChar(minutes < 0 ? u'−' : u'+'))
                                           .arg(qAbs(minutes) / 60, 2, 10, QLatin1Char('0'))
                                           .arg(qAbs(minutes) % 60, 2, 10, QLatin1Char('0'));
    return time.toString(u"yyyy-MM-dd HH:mm "_s) + offset;
}

bool isMissing(const Block &block, const DocumentData &data)
{
    QStringList gaps;
    if (!block.when.isEmpty() && !data.has(block.when))
        return false;
    if (block.optional)
        return false;
    switch (block.kind) {
    case BlockKind::Section:
        return std::any_of(block.blocks.begin(), block.blocks.end(),
                           [&](const Block &b) { return isMissing(b, data); });
    case BlockKind::Paragraph:
        (void)data.fill(block.text, &gaps);
        return !gaps.isEmpty();
    case BlockKind::Prose:
    case BlockKind::Code:
    case BlockKind::Signatures:
        return !data.has(block.source);
    case BlockKind::Table:
        for (const auto &field : block.fields)
            if (!field.optional)
                (void)data.fill(field.value, &gaps);
        return !gaps.isEmpty();
    case BlockKind::List:
    case BlockKind::Grid:
        break;
    }
    if (!data.has(block.source))
        return true;
    for (const auto &item : data.list(block.source)) {
        const auto inside = data.inItem(item);
        if (block.kind == BlockKind::List)
            (void)inside.fill(block.text, &gaps);
        for (const auto &field : block.fields)
            if (!field.optional)
                (void)inside.fill(field.value, &gaps);
    }
    return !gaps.isEmpty();
}

} // namespace

QString textIn(const QCborValue &value, const QString &language)
{
    const bool chinese = language == u"zh";
    if (isLabel(value))
        return Label::fromCbor(value.toMap()).in(language).trimmed();
    if (value.isBool())
        return value.toBool() ? (chinese ? u"是"_s : u"Yes"_s) : (chinese ? u"否"_s : u"No"_s);
    if (value.isInteger())
        return QString::number(value.toInteger());
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', 10);
    if (value.isArray()) {
        QStringList parts;
        for (const auto &item : value.toArray())
            parts.append(textIn(item, language));
        return parts.join(chinese ? u"、"_s : u", "_s);
    }
    return value.toString().trimmed();
}

DocumentData::DocumentData(const DocumentSpec &spec, const QCborMap &data, const QCborMap &item)
    : m_spec(spec)
    , m_data(data)
    , m_item(item)
{
}

DocumentData DocumentData::inItem(const QCborValue &item) const
{
    // What is not a map of its own (a text, a Label) is called "value" in the item's template.
    return {m_spec, m_data, item.isMap() && !isLabel(item) ? item.toMap() : QCborMap{{u"value"_s, item}}};
}

QCborValue DocumentData::value(const QString &path) const
{
    const auto steps = path.split(u'.');
    const auto own = walk(m_item, steps);
    return own.isUndefined() ? walk(m_data, steps) : own;
}

bool DocumentData::has(const QString &path) const
{
    return !isEmpty(value(path));
}

QList<QCborValue> DocumentData::list(const QString &path) const
{
    const auto found = value(path);
    if (isEmpty(found))
        return {};
    if (!found.isArray())
        return {found};
    QList<QCborValue> items;
    for (const auto &item : found.toArray())
        items.append(item);
    return items;
}

Label DocumentData::text(const QString &path) const
{
    const auto found = value(path);
    if (isEmpty(found))
        return {};
    if (isLabel(found)) {
        auto label = Label::fromCbor(found.toMap());
        return label;
    }
    return {textIn(found, u"zh"_s), textIn(found, u"en"_s)};
}

QString DocumentData::gap(const QString &path, const QString &format, const QString &table,
                          const QString &language) const
{
    const auto found = value(path);
    if (isEmpty(found))
        return {};
    const auto text = textIn(found, language);
    if (!table.isEmpty())
        return m_spec.codes.value(table).value(text).in(language); // an unknown code is a missing value
    if (format == u"date")
        return text.left(10);
    return format == u"time" ? timeText(text) : text;
}

Label DocumentData::fill(const Label &words, QStringList *missing) const
{
    static const QRegularExpression pattern(u"\\{([A-Za-z0-9_.]+)(?::(date|time)|#([a-z_]+))?\\}"_s);
    Label filled;
    for (const auto &language : {u"zh"_s, u"en"_s}) {
        const auto source = words.in(language);
        QString text;
        qsizetype at = 0;
        for (auto it = pattern.globalMatch(source); it.hasNext();) {
            const auto match = it.next();
            const auto value = gap(match.captured(1), match.captured(2), match.captured(3), language);
            if (value.isEmpty() && missing && !missing->contains(match.captured(1)))
                missing->append(match.captured(1));
            text += source.mid(at, match.capturedStart() - at) + value;
            at = match.capturedEnd();
        }
        filled.set(language, (text + source.mid(at)).trimmed());
    }
    return filled;
}

QList<Label> missingSections(const DocumentSpec &spec, const QCborMap &data)
{
    const DocumentData values(spec, data);
    QList<Label> missing;
    for (const auto &block : spec.blocks)
        if (isMissing(block, values))
            missing.append(block.kind == BlockKind::Section ? block.text : spec.title);
    return missing;
}

Result<> checkComplete(const DocumentSpec &spec, const QCborMap &data)
{
    const auto missing = missingSections(spec, data);
    if (missing.isEmpty())
        return {};
    QStringList zh;
    QStringList en;
    for (const auto &heading : missing) {
        zh.append(heading.zh());
        en.append(heading.en());
    }
    return refuse(spec.rule, spec.missingMessage,
                  {{spec.missingArgument, en.join(u", "_s)}, {spec.missingArgument + u".zh"_s, zh.join(u"、"_s)}});
}

} // namespace sizhen
