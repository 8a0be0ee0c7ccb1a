// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/typing.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString initialsOf(const QString &pinyin)
{
    QString initials;
    for (const auto &syllable : pinyin.split(u' ', Qt::SkipEmptyParts))
        initials.append(syllable.front());
    return initials;
}

bool startsAWord(const QString &text, const QString &typed)
{
    for (auto at = text.indexOf(typed); at >= 0; at = text.indexOf(typed, at + 1))
        if (at == 0 || !text[at - 1].isLetterOrNumber())
            return true;
    return false;
}

} // namespace

int typedRank(const FormOption &option, const QString &typed)
{
    const auto want = typed.simplified().toLower();
    if (want.isEmpty())
        return -1;
    const auto zh = option.label.zh();
    const auto en = option.label.en().toLower();
    const auto letters = QString(want).remove(u' ');
    const auto pinyin = QString(option.pinyin).remove(u' ');
    if (zh == want || en == want || pinyin == letters || option.id.toLower() == want)
        return 0;
    if (zh.startsWith(want) || option.pinyin.section(u' ', 0, 0) == letters)
        return 1;
    if (pinyin.startsWith(letters) || en.startsWith(want))
        return 2;
    if (initialsOf(option.pinyin).startsWith(letters) || option.id.toLower().startsWith(want))
        return 3;
    if (startsAWord(en, want))
        return 4;
    return zh.contains(want) || (letters.size() > 2 && en.contains(want)) ? 5 : -1;
}

QList<const FormOption *> typedMatches(const QList<FormOption> &options, const QString &typed)
{
    QList<std::pair<int, const FormOption *>> ranked;
    for (const auto &option : options)
        if (const auto rank = typed.trimmed().isEmpty() ? 0 : typedRank(option, typed); rank >= 0)
            ranked.append({rank, &option});
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    QList<const FormOption *> found;
    for (const auto &[rank, option] : std::as_const(ranked))
        found.append(option);
    return found;
}

} // namespace sizhen
