// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"
#include "core/forms/answervalue.h"
#include "core/forms/formspec.h"

#include <functional>

namespace sizhen {

// What must hold for a rule to speak: one question to one field, or several joined.
struct RuleTest {
    enum class Kind { Field, All, Any, Not, Single, Always, Compare };
    Kind kind = Kind::Always;
    QString field; // Field, Single: full field id, or "age", "sex"
    AnswerTest test = AnswerTest::Eq;
    QList<QCborValue> operands;
    int most = 1; // Single: more values than this is wrong
    QList<RuleTest> parts; // All, Any, Not
    QStringList fields; // Compare: full ids; "synthesis.principles.*" stands for all below
};

// A rule of resources/forms/rules.json.
struct FormRule {
    enum class Kind { Contradiction, Artefact, Quality, Shown, Required, Difference };
    QString id;
    Kind kind = Kind::Contradiction;
    FormFinding::Severity severity = FormFinding::Severity::Error;
    Label text;
    RuleTest when;
    QStringList targets; // fields (Required, Difference) or sections (Shown) it speaks about
    int leastItems = 0; // Required: so many entries of a list
    int leastMethods = 0; // … from so many of the four examinations
};

// Fault::Corrupt, naming the rule, for anything that is not such a list.
[[nodiscard]] Result<QList<FormRule>> parseRules(const QByteArray &json);

[[nodiscard]] bool holds(const RuleTest &test, const std::function<QCborValue(const QString &field)> &lookup);

// Every field the test asks about, each once; wildcards as they stand.
[[nodiscard]] QStringList fieldsOf(const RuleTest &test);

} // namespace sizhen
