// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/condition.h"
#include "core/forms/formspec.h"
#include "core/forms/rule.h"

#include <QHash>
#include <memory>

namespace sizhen {

// All that was read from resources/forms, with the indices the library needs. Built once, then only read.
struct FormBook {
    QList<FormSpec> forms; // in the order of the examination
    QList<FormRule> rules;
    QHash<QString, Label> words; // of findings and values, by key
    QHash<QString, QList<FormOption>> codes; // "country", "language"
    QList<FormFinding> notChecked; // rules left out, when leniently read

    QHash<QString, const FormField *> fields; // by id, like the next three
    QHash<QString, const FormSection *> sections;
    QHash<QString, QString> sectionOf; // field → section
    QHash<QString, QString> formOf; // field → form
    QHash<QString, Condition> shown; // field or section
    QHash<QString, Condition> required; // field

    // The sentence of `key`, its gaps {name} filled in both languages.
    [[nodiscard]] Label say(const QString &key, const QHash<QString, Label> &gaps = {}) const;

    [[nodiscard]] bool isAnswered(const FormField &field, const QCborValue &value) const;
    [[nodiscard]] Condition::Truth truth(const QString &fieldOrSection, const QHash<QString, Condition> &of,
                                         const QString &formId, const Answers &answers, const FormContext &who) const;
    // Yes only when the section is shown as well.
    [[nodiscard]] Condition::Truth shownTruth(const FormField &field, const Answers &answers,
                                              const FormContext &who) const;
    [[nodiscard]] Condition::Truth shownTruth(const QString &sectionId, const QString &formId, const Answers &answers,
                                              const FormContext &who) const;
    [[nodiscard]] bool isRequired(const FormField &field, const Answers &answers, const FormContext &who) const;
    // Does the rule compare this field? ("synthesis.principles.*" stands for all below)
    [[nodiscard]] static bool compares(const FormRule &rule, const QString &fieldId);
};

[[nodiscard]] Result<std::shared_ptr<const FormBook>> readFormBook(const QList<QByteArray> &files, bool lenient);

// What is wrong with one value by itself: its type, codes, range, length.
[[nodiscard]] QList<FormFinding> checkValue(const FormBook &book, const FormField &field, const QCborValue &value);

// Everything wrong with the answers to one form (FormLibrary::check).
[[nodiscard]] QList<FormFinding> checkAnswers(const FormBook &book, const FormSpec &form, const Answers &answers,
                                              const FormContext &who, bool complete, const Answers &others);

[[nodiscard]] Label valueText(const FormBook &book, const FormField &field, const QCborValue &value);

// May nobody but this side answer it?
[[nodiscard]] bool isWrongSide(const FormField &field, const FormContext &who);

} // namespace sizhen
