// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/codetext.h"
#include "core/base/label.h"
#include "core/base/resource.h"
#include "ui/texts/codewords.h"

#include <QCollator>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Names = QHash<QString, Label>;

Names namesIn(const QString &file)
{
    Names names;
    const auto bytes = readResource(file);
    if (!bytes)
        return names;
    for (const auto &row : QJsonDocument::fromJson(*bytes)[u"codes"_s].toArray())
        names.insert(row[u"id"_s].toString(), Label::fromJson(row.toObject()));
    return names;
}

const Names &countryNames()
{
    static const Names names = namesIn(u"forms/countries.json"_s);
    return names;
}

const Names &languageNames()
{
    static const Names names = namesIn(u"forms/languages.json"_s);
    return names;
}

QList<QPair<QString, QString>> sorted(const Names &names, const QString &language)
{
    QList<QPair<QString, QString>> rows;
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        rows.append({it.key(), it->in(language)});
    const QCollator order{QLocale(language)};
    std::ranges::sort(rows, [&order](const auto &a, const auto &b) { return order.compare(a.second, b.second) < 0; });
    return rows;
}

QString siteWord(const QString &code)
{
    static const QStringList sides{u"L"_s, u"R"_s};
    static const QStringList places{u"cun"_s, u"guan"_s, u"chi"_s};
    const auto parts = code.split(u'.');
    if (parts.size() != 2 || !sides.contains(parts[0]) || !places.contains(parts[1]))
        return {};
    return parts[0] + u'.' + parts[1]; // looked up whole: word order differs by language
}

} // namespace

QString CodeText::of(const QString &code)
{
    const auto site = siteWord(code);
    if (const auto *source = sourceOf(codeWords(), site.isEmpty() ? code : site))
        return tr(source);
    if (const auto slash = code.indexOf(u'/'); slash > 0) {
        const auto side = code.left(slash);
        const auto *role = sourceOf(codeWords(), code.mid(slash + 1));
        if (role && side == u"inviting"_s)
            return tr("%1 (inviting side)").arg(tr(role));
        if (role && side == u"invited"_s)
            return tr("%1 (invited side)").arg(tr(role));
        if (role && side == u"any"_s)
            return tr(role);
    }
    return code;
}

QString CodeText::heading(const QString &code)
{
    auto word = of(code);
    if (!word.isEmpty())
        word[0] = word[0].toUpper();
    return word;
}

bool CodeText::knows(const QString &code)
{
    return sourceOf(codeWords(), code) != nullptr;
}

QString CodeText::sex(const QString &code)
{
    if (code == u"F"_s)
        return tr("Female");
    if (code == u"M"_s)
        return tr("Male");
    return tr("Other or not stated");
}

QList<QPair<QString, QString>> CodeText::countries(const QString &language)
{
    return sorted(countryNames(), language);
}

QString CodeText::country(const QString &code, const QString &language)
{
    return countryNames().contains(code) ? countryNames().value(code).in(language) : code;
}

QList<QPair<QString, QString>> CodeText::languages(const QString &language)
{
    return sorted(languageNames(), language);
}

QString CodeText::languageName(const QString &tag, const QString &language)
{
    const auto found = languageNames().value(tag.section(u'-', 0, 0));
    const auto reader = language.isEmpty() ? QLocale().name() : language;
    return found.isEmpty() ? tag : found.in(reader);
}

} // namespace sizhen
