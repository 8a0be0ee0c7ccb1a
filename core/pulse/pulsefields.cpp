// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsefields.h"

#include <QCborArray>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype longestFieldText = 200;

} // namespace

PulseFields::PulseFields(const QCborMap &map, const QStringList &keys)
    : m_map(map)
{
    const bool all = std::all_of(keys.begin(), keys.end(), [&map](const QString &key) { return map.contains(key); });
    if (map.size() != keys.size() || !all)
        refuse(u"keys"_s);
}

void PulseFields::refuse(const QString &what)
{
    if (!m_error)
        m_error = Error{Fault::Corrupt, u"pulse: "_s + what, {}, {}, {}};
}

double PulseFields::number(const QString &key, double low, double high)
{
    const auto value = m_map.value(key);
    const double number = value.toDouble();
    if (value.isDouble() && std::isfinite(number) && number >= low && number <= high)
        return number;
    refuse(key);
    return low;
}

std::optional<double> PulseFields::numberOrNull(const QString &key, double low, double high)
{
    if (m_map.value(key).isNull())
        return {};
    return number(key, low, high);
}

qint64 PulseFields::whole(const QString &key, qint64 low, qint64 high)
{
    const auto value = m_map.value(key);
    if (value.isInteger() && value.toInteger() >= low && value.toInteger() <= high)
        return value.toInteger();
    refuse(key);
    return low;
}

QString PulseFields::text(const QString &key)
{
    const auto value = m_map.value(key);
    if (!value.isString() || value.toString().size() > longestFieldText)
        refuse(key);
    return value.toString();
}

QString PulseFields::oneOf(const QString &key, const QStringList &allowed)
{
    const auto value = m_map.value(key);
    if (!value.isString() || !allowed.contains(value.toString()))
        refuse(key);
    return value.toString();
}

QByteArray PulseFields::bytes(const QString &key, qsizetype low, qsizetype high)
{
    const auto value = m_map.value(key);
    const auto bytes = value.toByteArray();
    if (!value.isByteArray() || bytes.size() < low || bytes.size() > high)
        refuse(key);
    return bytes;
}

bool PulseFields::truth(const QString &key)
{
    const auto value = m_map.value(key);
    if (!value.isBool())
        refuse(key);
    return value.toBool();
}

QDateTime PulseFields::instant(const QString &key)
{
    const auto written = m_map.value(key).toString();
    const auto when = QDateTime::fromString(written, Qt::ISODateWithMs);
    if (!when.isValid() || when.timeSpec() != Qt::UTC || when.toString(Qt::ISODateWithMs) != written)
        refuse(key);
    return when;
}

QCborMap PulseFields::map(const QString &key)
{
    const auto value = m_map.value(key);
    if (!value.isMap())
        refuse(key);
    return value.toMap();
}

QVector<QCborMap> PulseFields::maps(const QString &key, qsizetype most)
{
    const auto value = m_map.value(key);
    const auto items = value.toArray();
    if (!value.isArray() || items.size() > most) {
        refuse(key);
        return {};
    }
    QVector<QCborMap> maps;
    for (const auto &item : items) {
        if (!item.isMap())
            refuse(key);
        maps.append(item.toMap());
    }
    return maps;
}

} // namespace sizhen
