// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace sizhen {

// How text is cut into what can be found. Words of alphabets: whole, without case and accents. Writing without spaces
// (Chinese, kana, Thai …): every two neighbours and every single one, so that a query of two characters is one look-up
// and one of more is a phrase; found is exactly what contains the query.
namespace searchcut {

struct Token {
    QByteArrayView text; // folded UTF-8; valid during the call
    int from = 0; // bytes in the text that was cut
    int to = 0;
    bool samePlace = false; // stands at the place of the token before it
};

enum class For { Text, Query };
using Take = std::function<int(const Token &)>; // other than 0 stops, and is the answer

[[nodiscard]] int cut(QByteArrayView utf8, For purpose, const Take &take);

// What is typed as an FTS5 expression: everything must occur, in any order; a word may be the beginning of a longer
// one. Empty when nothing can be found by it.
[[nodiscard]] QByteArray expression(const QString &typed);

} // namespace searchcut
} // namespace sizhen
