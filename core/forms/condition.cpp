// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/condition.h"

#include <QRegularExpression>
#include <QStringList>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto longest = 1000; // characters; ours have under a hundred

// Words, numbers, comparison signs and commas of a condition; empty when something else stands in it.
QStringList tokens(const QString &text)
{
    static const QRegularExpression token(
        u"\\G\\s*(==|<=|>=|<|>|,|[A-Za-z_][A-Za-z0-9_.]*|-?[0-9]+(?:\\.[0-9]+)?)\\s*"_s);
    QStringList found;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto match = token.match(text, at);
        if (!match.hasMatch())
            return {};
        found.append(match.captured(1));
        at = match.capturedEnd();
    }
    return found;
}

bool isSign(const QString &token)
{
    return token == u"," || token == u"==" || token.startsWith(u'<') || token.startsWith(u'>');
}

bool isWord(const QString &token)
{
    return !token.isEmpty() && (token.front().isLetter() || token.front() == u'_');
}

QCborValue operandOf(const QString &token)
{
    if (isWord(token))
        return token;
    return token.contains(u'.') ? QCborValue(token.toDouble()) : QCborValue(token.toLongLong());
}

// Walks the tokens from left to right; one clause at a time.
class Reader
{
public:
    explicit Reader(QStringList tokens)
        : m_tokens(std::move(tokens))
    {
    }

    [[nodiscard]] bool atEnd() const { return m_at >= m_tokens.size(); }

    bool take(QStringView word)
    {
        if (atEnd() || m_tokens[m_at] != word)
            return false;
        ++m_at;
        return true;
    }

    std::optional<Condition::Clause> clause()
    {
        Condition::Clause clause;
        if (atEnd() || !isWord(m_tokens[m_at]))
            return {};
        clause.path = m_tokens[m_at++];
        if (take(u"not")) {
            clause.test = AnswerTest::NotEmpty;
            return take(u"empty") ? std::optional(clause) : std::nullopt;
        }
        if (take(u"empty")) {
            clause.test = AnswerTest::Empty;
            return clause;
        }
        const bool list = !atEnd() && (m_tokens[m_at] == u"has" || m_tokens[m_at] == u"in");
        if (atEnd() || (!list && !isSign(m_tokens[m_at])) || m_tokens[m_at] == u",")
            return {};
        clause.test = *answerTest(m_tokens[m_at++]);
        do {
            if (atEnd() || isSign(m_tokens[m_at]))
                return {};
            clause.operands.append(operandOf(m_tokens[m_at++]));
        } while (list && (take(u",") || take(u"or")));
        const bool compares = clause.test != AnswerTest::Eq && !list;
        if (compares && clause.operands.constFirst().isString())
            return {};
        return clause;
    }

private:
    QStringList m_tokens;
    qsizetype m_at = 0;
};

} // namespace

Result<Condition> Condition::parse(const QString &text)
{
    const auto wrong = [&] { return fail(Fault::Corrupt, u"condition: "_s + text.left(80)); };
    if (text.size() > longest)
        return wrong();
    Reader reader(tokens(text));
    Condition condition;
    do {
        auto clause = reader.clause();
        if (!clause)
            return wrong();
        condition.m_clauses.append(std::move(*clause));
    } while (reader.take(u"and"));
    if (!reader.atEnd())
        return wrong();
    return condition;
}

Condition::Truth Condition::evaluate(const Lookup &lookup) const
{
    auto truth = Truth::Yes;
    for (const auto &clause : m_clauses) {
        const auto value = lookup(clause.path);
        const bool asksForContent = clause.test != AnswerTest::Empty && clause.test != AnswerTest::NotEmpty;
        if (asksForContent && isEmptyAnswer(value))
            truth = Truth::Unknown;
        else if (!passes(value, clause.test, clause.operands))
            return Truth::No;
    }
    return truth;
}

} // namespace sizhen
