// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/answervalue.h"

#include <QCborArray>
#include <QCborMap>
#include <QHash>
#include <QStringList>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isNumber(const QCborValue &value)
{
    return value.isInteger() || value.isDouble();
}

bool equal(const QCborValue &left, const QCborValue &right)
{
    if (isNumber(left) && isNumber(right))
        return left.toDouble() == right.toDouble();
    return left == right;
}

bool anyOf(const QCborValue &value, const QList<QCborValue> &operands)
{
    const auto found = [&](const QCborValue &one) {
        return std::any_of(operands.cbegin(), operands.cend(),
                           [&](const auto &operand) { return equal(one, operand); });
    };
    if (!value.isArray())
        return found(value);
    const auto list = value.toArray();
    return std::any_of(list.cbegin(), list.cend(), found);
}

bool compares(const QCborValue &value, AnswerTest test, const QList<QCborValue> &operands)
{
    if (!isNumber(value))
        return false;
    const auto number = value.toDouble();
    const auto limit = operands.value(0).toDouble();
    switch (test) {
    case AnswerTest::Gt:
        return number > limit;
    case AnswerTest::Lt:
        return number < limit;
    case AnswerTest::Ge:
        return number >= limit;
    case AnswerTest::Le:
        return number <= limit;
    default:
        return number >= limit && number <= operands.value(1).toDouble();
    }
}

QList<QCborValue> members(const QCborArray &list)
{
    QList<QCborValue> found;
    for (const auto &item : list)
        found.append(item);
    std::sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.compare(b) < 0; });
    return found;
}

bool isTexts(const QCborArray &list)
{
    return std::all_of(list.cbegin(), list.cend(), [](const QCborValue &item) { return item.isString(); });
}

// Two texts in languages differ when a language that both wrote differs, or when they share none.
bool sameTexts(const QCborMap &left, const QCborMap &right)
{
    bool shared = false;
    for (const auto &[key, value] : left) {
        const auto other = right.value(key);
        if (other.isUndefined())
            continue;
        shared = true;
        if (!sameAnswer(value, other))
            return false;
    }
    return shared;
}

// QCborMap's own == asks for the same order of entries as well.
bool sameEntries(const QCborMap &left, const QCborMap &right)
{
    return left.size() == right.size() && std::all_of(left.cbegin(), left.cend(), [&](const auto &entry) {
               return sameAnswer(entry.second, right.value(entry.first));
           });
}

bool isInLanguages(const QCborValue &value)
{
    return value.isMap() && (value.toMap().contains(u"zh"_s) || value.toMap().contains(u"en"_s));
}

} // namespace

std::optional<AnswerTest> answerTest(const QString &name)
{
    using enum AnswerTest;
    static const QHash<QString, AnswerTest> names{
        {u"has"_s, Has},
        {u"eq"_s, Eq},
        {u"=="_s, Eq},
        {u"ne"_s, Ne},
        {u"in"_s, In},
        {u"gt"_s, Gt},
        {u">"_s, Gt},
        {u"lt"_s, Lt},
        {u"<"_s, Lt},
        {u"ge"_s, Ge},
        {u">="_s, Ge},
        {u"le"_s, Le},
        {u"<="_s, Le},
        {u"between"_s, Between},
        {u"empty"_s, Empty},
        {u"notEmpty"_s, NotEmpty},
        {u"count_gt"_s, CountGt},
    };
    const auto found = names.constFind(name);
    return found == names.constEnd() ? std::nullopt : std::optional(*found);
}

bool isEmptyAnswer(const QCborValue &value)
{
    if (value.isUndefined() || value.isNull() || value.isInvalid())
        return true;
    if (value.isString())
        return value.toString().trimmed().isEmpty();
    if (value.isArray())
        return value.toArray().isEmpty();
    if (!value.isMap())
        return false;
    const auto map = value.toMap();
    return std::all_of(map.cbegin(), map.cend(), [](const auto &entry) { return isEmptyAnswer(entry.second); });
}

bool passes(const QCborValue &value, AnswerTest test, const QList<QCborValue> &operands)
{
    if (test == AnswerTest::Empty || test == AnswerTest::NotEmpty)
        return isEmptyAnswer(value) == (test == AnswerTest::Empty);
    if (isEmptyAnswer(value))
        return false;
    switch (test) {
    case AnswerTest::Has:
    case AnswerTest::In:
    case AnswerTest::Eq:
        return anyOf(value, operands);
    case AnswerTest::Ne:
        return !anyOf(value, operands);
    case AnswerTest::CountGt:
        return value.isArray() && value.toArray().size() > operands.value(0).toInteger();
    default:
        return compares(value, test, operands);
    }
}

bool sameAnswer(const QCborValue &left, const QCborValue &right)
{
    if (left.isString() && right.isString())
        return left.toString().trimmed() == right.toString().trimmed();
    if (left.isArray() && right.isArray()) {
        const auto a = left.toArray();
        const auto b = right.toArray();
        return isTexts(a) && isTexts(b) ? members(a) == members(b)
                                        : std::equal(a.cbegin(), a.cend(), b.cbegin(), b.cend(), sameAnswer);
    }
    if (isInLanguages(left) && isInLanguages(right))
        return sameTexts(left.toMap(), right.toMap());
    if (left.isMap() && right.isMap())
        return sameEntries(left.toMap(), right.toMap());
    return equal(left, right);
}

} // namespace sizhen
