// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

#include <memory>

namespace sizhen {

// All forms and rules of resources/forms, loaded once. Thread-safe after loading.
class FormLibrary
{
public:
    // Fault::Corrupt when a file is not sound (a rule that names an unknown field, an option code used twice …).
    [[nodiscard]] static Result<std::shared_ptr<const FormLibrary>> load(); // shared: screens and pool threads read it

    // The same from the bytes of such files (forms, rules, words, code lists), in any order. `lenient`: a rule that
    // names a field none of the forms has is left out and told by check() as "not checked", instead of refused.
    [[nodiscard]] static Result<std::shared_ptr<const FormLibrary>> fromFiles(const QList<QByteArray> &files,
                                                                              bool lenient = false);
    // The bytes of resources/forms, for a caller who wants to add or exchange one.
    [[nodiscard]] static Result<QList<QByteArray>> files();

    [[nodiscard]] QStringList ids() const; // in the order of the examination
    [[nodiscard]] const FormSpec *form(const QString &id) const; // null: none
    [[nodiscard]] const FormField *field(const QString &fieldId) const;

    // Is this field / section to be seen with these answers?
    [[nodiscard]] bool isShown(const FormField &field, const Answers &answers, const FormContext &who) const;
    [[nodiscard]] bool isShown(const FormSection &section, const Answers &answers, const FormContext &who) const;
    [[nodiscard]] bool isRequired(const FormField &field, const Answers &answers, const FormContext &who) const;
    // Does the value say anything? (an empty list of allergies does: "No known allergy")
    [[nodiscard]] bool isAnswered(const FormField &field, const QCborValue &value) const;
    // May this side answer it at all? (odour and palpation only the inviting side)
    [[nodiscard]] bool mayAnswer(const FormField &field, const FormContext &who) const;

    // Everything wrong with the answers to one form: unknown fields and codes, types, ranges, wrong side,
    // contradictions. Without `complete`, empty required fields are not mentioned (a draft). Rules that look at other
    // forms find their values in `others` (all answers of the same side, and of the other side under the key "other"
    // for S-DIFF rules).
    [[nodiscard]] QList<FormFinding> check(const QString &formId, const Answers &answers, const FormContext &who,
                                           bool complete, const Answers &others = {}) const;

    // One line in words: "淡白 / Pale", "66 /min"; for side-by-side lists, reports and the interpreter.
    [[nodiscard]] Label text(const FormField &field, const QCborValue &value) const;

    // Fields where both sides answered and not the same (FOU-09, S-DIFF-01).
    [[nodiscard]] QStringList differences(const QString &formId, const Answers &inviting, const Answers &invited) const;

private:
    struct Private;
    explicit FormLibrary(std::shared_ptr<const Private> d);
    std::shared_ptr<const Private> d; // shared with nobody; shared_ptr because Private is incomplete here
};

} // namespace sizhen
