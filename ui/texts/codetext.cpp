// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/codetext.h"
#include "core/base/resource.h"
#include "ui/texts/codewords.h"

#include <QCollator>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Country {
    QString code;
    QString zh;
    QString en;
};

const QList<Country> &countryTable()
{
    static const QList<Country> table = [] {
        QList<Country> rows;
        const auto bytes = readResource(u"texts/countries.csv"_s);
        if (!bytes)
            return rows;
        const auto lines = QString::fromUtf8(*bytes).split(u'\n', Qt::SkipEmptyParts);
        for (const auto &line : lines.mid(1)) { // after the heading
            const auto parts = line.split(u',');
            if (parts.size() == 3)
                rows.append({parts[0], parts[1], parts[2]});
        }
        return rows;
    }();
    return table;
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
    QList<QPair<QString, QString>> names;
    for (const auto &row : countryTable())
        names.append({row.code, language.startsWith(u"zh"_s) ? row.zh : row.en});
    QCollator order{QLocale(language)};
    std::ranges::sort(names, [&order](const auto &a, const auto &b) { return order.compare(a.second, b.second) < 0; });
    return names;
}

QString CodeText::country(const QString &code, const QString &language)
{
    for (const auto &row : countryTable())
        if (row.code == code)
            return language.startsWith(u"zh"_s) ? row.zh : row.en;
    return code;
}

QList<QPair<QString, QString>> CodeText::languages()
{
    QList<QPair<QString, QString>> names;
    for (const auto &row : languageWords())
        names.append({QString::fromLatin1(row.key), tr(row.source)});
    return names;
}

QString CodeText::languageName(const QString &tag)
{
    auto key = tag;
    if (!sourceOf(languageWords(), key))
        key = tag.section(u'-', 0, 0);
    const auto *source = sourceOf(languageWords(), key);
    return source ? tr(source) : tag;
}

} // namespace sizhen
