// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/label.h"

#include <QCborMap>
#include <QJsonObject>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
const std::array languages{"zh"_L1, "en"_L1, "ru"_L1, "de"_L1, "fr"_L1, "es"_L1,
                           "ar"_L1, "ja"_L1, "ko"_L1, "vi"_L1, "hu"_L1};
}

Label::Label(const QString &zh, const QString &en)
    : m_texts{{u"zh"_s, zh}, {u"en"_s, en}}
{
}

Label Label::fromJson(const QJsonObject &object)
{
    Label label;
    for (const auto &language : languages)
        if (const auto text = object.value(language); text.isString())
            label.m_texts.insert(language, text.toString());
    return label;
}

QString Label::in(const QString &language) const
{
    if (const auto exact = m_texts.constFind(language); exact != m_texts.constEnd())
        return *exact;
    if (const auto base = m_texts.constFind(language.section(u'-', 0, 0).section(u'_', 0, 0)); base != m_texts.constEnd())
        return *base;
    if (const auto english = m_texts.constFind(u"en"_s); english != m_texts.constEnd())
        return *english;
    if (m_texts.isEmpty())
        return {};
    const auto keys = m_texts.keys();
    return m_texts.value(*std::min_element(keys.cbegin(), keys.cend()));
}

QCborMap Label::toCbor() const
{
    QCborMap map;
    for (auto it = m_texts.cbegin(); it != m_texts.cend(); ++it)
        map.insert(it.key(), it.value());
    return map;
}

Label Label::fromCbor(const QCborMap &map)
{
    Label label;
    for (const auto &[key, value] : map)
        if (key.isString() && value.isString())
            label.m_texts.insert(key.toString(), value.toString());
    return label;
}

} // namespace sizhen
