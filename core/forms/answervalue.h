// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCborValue>
#include <QList>
#include <QString>
#include <optional>

namespace sizhen {

// What conditions and rules ask of one answer.
enum class AnswerTest { Has, Eq, Ne, In, Gt, Lt, Ge, Le, Between, Empty, NotEmpty, CountGt };

[[nodiscard]] std::optional<AnswerTest> answerTest(const QString &name);

// Absent, null, an empty text, list or map, a map of empty texts.
[[nodiscard]] bool isEmptyAnswer(const QCborValue &value);

// Does `value` pass? An absent value passes only Empty. A list passes Has, In and Eq with any of its members.
[[nodiscard]] bool passes(const QCborValue &value, AnswerTest test, const QList<QCborValue> &operands);

// The same thing said? Lists are compared as sets, numbers by value, texts trimmed, both-language texts language by
// language.
[[nodiscard]] bool sameAnswer(const QCborValue &left, const QCborValue &right);

} // namespace sizhen
