// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

class QJsonObject;
class QCborMap;

namespace sizhen {

// One text in every language it was written in; the key is a BCP 47 tag as our data files write it ("zh", "en").
class Label
{
public:
    Label() = default;
    Label(const QString &zh, const QString &en);

    // Every member of `object` whose key is a known language tag (zh, en, ru, de, fr, es, ar, ja, ko, vi, hu).
    [[nodiscard]] static Label fromJson(const QJsonObject &object);

    // The text in `language` ("zh-CN" finds "zh"), else English, else any, else empty.
    [[nodiscard]] QString in(const QString &language) const;

    [[nodiscard]] QString zh() const { return in(QStringLiteral("zh")); }

    [[nodiscard]] QString en() const { return in(QStringLiteral("en")); }

    [[nodiscard]] bool has(const QString &language) const { return m_texts.contains(language); }

    [[nodiscard]] bool isEmpty() const { return m_texts.isEmpty(); }

    void set(const QString &language, const QString &text) { m_texts.insert(language, text); }

    // {"en": …, "zh": …}, for event bodies.
    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Label fromCbor(const QCborMap &map);

    friend bool operator==(const Label &, const Label &) = default;

private:
    QHash<QString, QString> m_texts;
};

} // namespace sizhen
