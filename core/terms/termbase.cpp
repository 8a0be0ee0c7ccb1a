// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/terms/termbase.h"

#include "core/base/resource.h"
#include "core/terms/csv.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <vector>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList header{u"id"_s, u"domain"_s, u"zh"_s, u"pinyin"_s, u"en"_s, u"source"_s, u"definition_en"_s};

// Lower case, without tone marks: "Shé Tāi" → "she tai", "lǜ" → "lu".
QString toneless(const QString &text)
{
    QString bare;
    const auto decomposed = text.normalized(QString::NormalizationForm_D);
    for (const auto c : decomposed)
        if (c.category() != QChar::Mark_NonSpacing)
            bare.append(c.toLower());
    return bare;
}

bool isHan(QChar c)
{
    return c.script() == QChar::Script_Han;
}

QString lettersOf(const QString &text)
{
    QString letters;
    for (const auto c : text)
        if (c.isLetterOrNumber())
            letters.append(c);
    return letters;
}

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression gap(u"[^\\p{L}\\p{N}]+"_s);
    return text.split(gap, Qt::SkipEmptyParts);
}

QString initialsOf(const QString &pinyin)
{
    QString initials;
    for (const auto &syllable : wordsOf(pinyin))
        initials.append(syllable.front());
    return initials;
}

// How well one text answers the query; less is better, `none` is not at all.
constexpr int none = 100;

int match(const QString &text, const QString &query, int worst)
{
    if (!text.startsWith(query))
        return text.contains(query) ? worst : none;
    return text.size() == query.size() ? 0 : 2;
}

int matchEnglish(const QString &text, const QString &query, const QStringList &words)
{
    const auto at = text.indexOf(query);
    if (at == 0)
        return text.size() == query.size() ? 0 : 2;
    if (at > 0)
        return text[at - 1].isLetterOrNumber() ? 5 : 3;
    const bool all = words.size() > 1
        && std::all_of(words.cbegin(), words.cend(), [&](const QString &word) { return text.contains(word); });
    return all ? 4 : none;
}

} // namespace

struct TermBase::Private {
    // What a term is found by, made once.
    struct Key {
        QString zh;
        QString pinyin; // "shetai"
        QString initials; // "st"
        QString en; // "tongue coating"
    };

    QList<Term> terms;
    std::vector<Key> keys; // as many as terms, in the same order
    QHash<QString, qsizetype> byId;
};

TermBase::TermBase(std::shared_ptr<const Private> priv)
    : d(std::move(priv))
{
}

Result<std::shared_ptr<const TermBase>> TermBase::load()
{
    const auto bytes = readResource(u"terms/termbase.csv"_s);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return parse(*bytes);
}

Result<std::shared_ptr<const TermBase>> TermBase::parse(const QByteArray &bytes)
{
    const auto rows = parseCsv(bytes);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isEmpty() || rows->constFirst().cells != header)
        return fail(Fault::Corrupt, u"terms: the first line names the columns"_s);
    auto priv = std::make_shared<Private>();
    for (qsizetype i = 1; i < rows->size(); ++i) {
        const auto &[line, cells] = rows->at(i);
        const auto wrong = [&, at = line](const QString &what) {
            return fail(Fault::Corrupt, u"terms line %1: %2"_s.arg(at).arg(what));
        };
        if (cells.size() != header.size())
            return wrong(u"%1 columns"_s.arg(cells.size()));
        if (cells[0].isEmpty() || cells[2].isEmpty() || cells[3].isEmpty() || cells[4].isEmpty())
            return wrong(u"id, zh, pinyin or en is empty"_s);
        if (priv->byId.contains(cells[0]))
            return wrong(u"id twice"_s);
        priv->byId.insert(cells[0], priv->terms.size());
        priv->terms.append({cells[0], cells[1], cells[2], cells[3], cells[4], cells[6], cells[5]});
        const auto pinyin = toneless(cells[3]);
        priv->keys.push_back({cells[2], lettersOf(pinyin), initialsOf(pinyin), toneless(cells[4])});
    }
    return std::shared_ptr<const TermBase>(new TermBase(priv));
}

QList<Term> TermBase::find(const QString &query, int limit) const
{
    const auto plain = toneless(query.simplified());
    const bool han = std::any_of(plain.cbegin(), plain.cend(), isHan);
    const auto zh = query.simplified().remove(u' ');
    const auto letters = lettersOf(plain).replace(u'v', u'u'); // "lv" is how ü is typed
    const auto words = wordsOf(plain);
    if (plain.isEmpty() || limit <= 0 || words.isEmpty())
        return {};
    const auto rank = [&](const Private::Key &key) {
        if (han)
            return match(key.zh, zh, 5);
        const auto pinyin = match(key.pinyin, letters, 5);
        const auto initials = key.initials == letters                ? 1
            : key.initials.startsWith(letters) && letters.size() > 1 ? 3
                                                                     : none;
        return std::min({pinyin, initials, matchEnglish(key.en, plain, words)});
    };

    struct Hit {
        int rank;
        qsizetype length;
        qsizetype at;
    };

    std::vector<Hit> hits;
    for (std::size_t i = 0; i < d->keys.size(); ++i)
        if (const auto found = rank(d->keys[i]); found < none)
            hits.push_back({found, han ? d->keys[i].zh.size() : d->keys[i].en.size(), qsizetype(i)});
    const auto better = [](const Hit &a, const Hit &b) {
        return std::tie(a.rank, a.length, a.at) < std::tie(b.rank, b.length, b.at);
    };
    const auto count = std::min<std::size_t>(hits.size(), std::size_t(limit));
    std::partial_sort(hits.begin(), hits.begin() + std::ptrdiff_t(count), hits.end(), better);
    QList<Term> terms;
    for (std::size_t i = 0; i < count; ++i)
        terms.append(d->terms[hits[i].at]);
    return terms;
}

const Term *TermBase::byId(const QString &id) const
{
    const auto found = d->byId.constFind(id);
    return found == d->byId.constEnd() ? nullptr : &d->terms[*found];
}

int TermBase::size() const
{
    return int(d->terms.size());
}

} // namespace sizhen
