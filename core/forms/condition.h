// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/forms/answervalue.h"

#include <functional>

namespace sizhen {

// A condition of a form: `path op value` joined by "and" — "sex==F and age>=10", "body.surface has fissured or teeth",
// "coldheat.type in fever_only,chills_fever", "rx.items not empty". Paths are relative to the form; sex and age are
// global.
class Condition
{
public:
    enum class Truth { No, Yes, Unknown }; // Unknown: something it asks for is not answered

    struct Clause {
        QString path;
        AnswerTest test = AnswerTest::Eq;
        QList<QCborValue> operands;
    };

    // Gives the value of a path, undefined when there is none.
    using Lookup = std::function<QCborValue(const QString &path)>;

    // Fault::Corrupt with the place for anything else.
    [[nodiscard]] static Result<Condition> parse(const QString &text);

    [[nodiscard]] Truth evaluate(const Lookup &lookup) const;

    [[nodiscard]] const QList<Clause> &clauses() const { return m_clauses; }

private:
    QList<Clause> m_clauses;
};

} // namespace sizhen
