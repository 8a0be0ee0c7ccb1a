// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/fields.h"

#include "core/base/cbor.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxFieldText = 4096;

bool isBytes(const QCborValue &value, qsizetype least, qsizetype most)
{
    return value.isByteArray() && value.toByteArray().size() >= least && value.toByteArray().size() <= most;
}

} // namespace

void Fields::check(bool good, QLatin1StringView name)
{
    if (!good && m_bad.isEmpty())
        m_bad = name;
}

tl::unexpected<Error> Fields::error(const QString &what) const
{
    if (m_bad.isEmpty())
        return fail(Fault::Corrupt, what + u": not in canonical form"_s);
    return fail(Fault::Corrupt, what + u": field "_s + m_bad);
}

QByteArray Fields::bytes(QLatin1StringView name, qsizetype least, qsizetype most)
{
    const auto value = m_map.value(name);
    check(isBytes(value, least, most), name);
    return value.toByteArray();
}

qint64 Fields::number(QLatin1StringView name, qint64 least, qint64 most)
{
    const auto value = m_map.value(name);
    const auto number = value.toInteger(least);
    check(value.isInteger() && number >= least && number <= most, name);
    return number;
}

QString Fields::text(QLatin1StringView name, qsizetype most)
{
    const auto value = m_map.value(name);
    check(value.isString() && value.toString().size() <= most, name);
    return value.toString();
}

bool Fields::flag(QLatin1StringView name)
{
    const auto value = m_map.value(name);
    check(value.isBool(), name);
    return value.toBool();
}

QDateTime Fields::instant(QLatin1StringView name)
{
    constexpr qint64 farFuture = 253'402'300'799'999; // the year 9999 ends
    return QDateTime::fromMSecsSinceEpoch(number(name, 0, farFuture), Qt::UTC);
}

QDate Fields::day(QLatin1StringView name)
{
    const auto value = m_map.value(name);
    if (value.isNull())
        return {};
    const auto day = QDate::fromString(value.toString(), Qt::ISODate);
    check(day.isValid(), name);
    return day;
}

Label Fields::label(QLatin1StringView name)
{
    const auto texts = map(name);
    for (const auto &[key, text] : texts)
        check(key.isString() && text.isString() && text.toString().size() <= maxFieldText, name);
    return Label::fromCbor(texts);
}

QCborMap Fields::map(QLatin1StringView name)
{
    const auto value = m_map.value(name);
    check(value.isMap(), name);
    return value.toMap();
}

QCborArray Fields::array(QLatin1StringView name, qsizetype most)
{
    const auto value = m_map.value(name);
    check(value.isArray() && value.toArray().size() <= most, name);
    return value.toArray();
}

QStringList Fields::texts(QLatin1StringView name, qsizetype most)
{
    QStringList texts;
    const auto items = array(name, most);
    for (const auto &item : items) {
        check(item.isString() && item.toString().size() <= maxFieldText, name);
        texts.append(item.toString());
    }
    return texts;
}

QList<QByteArray> Fields::byteStrings(QLatin1StringView name, qsizetype most, qsizetype least, qsizetype longest)
{
    QList<QByteArray> strings;
    const auto items = array(name, most);
    for (const auto &item : items) {
        check(isBytes(item, least, longest), name);
        strings.append(item.toByteArray());
    }
    return strings;
}

bool sameSpelling(const QCborMap &ours, const QCborMap &theirs)
{
    return cbor::encode(ours) == cbor::encode(theirs);
}

QCborValue cborOf(const QDateTime &instant)
{
    return instant.toMSecsSinceEpoch();
}

QCborValue cborOf(const QDate &day)
{
    return day.isValid() ? QCborValue(day.toString(Qt::ISODate)) : QCborValue(nullptr);
}

QCborArray cborOf(const QStringList &texts)
{
    return QCborArray::fromStringList(texts);
}

QCborArray cborOf(const QList<QByteArray> &byteStrings)
{
    QCborArray array;
    for (const auto &bytes : byteStrings)
        array.append(bytes);
    return array;
}

} // namespace sizhen
