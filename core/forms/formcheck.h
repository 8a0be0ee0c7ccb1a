// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

namespace sizhen {

// What was found in the answers of one side.
struct SideFindings {
    FormContext who;
    qsizetype answered = 0; // fields of the form with an answer
    QList<FormFinding> findings;
};

struct FormCheck {
    QString formId;
    QList<SideFindings> sides;

    [[nodiscard]] bool hasErrors() const;
};

// Checks a file of answers against a file with a form, with all rules of resources/forms; for `sizhenctl form check`.
// The answers are one of
//   - a map field id → value, ids whole ("tongue.body.colour") or without the form ("body.colour"); answers of other
//     forms may stand beside them, rules that look across forms then see them;
//   - {"answers": such a map, "side", "sex", "age", "complete", "other": the other side's map}, what is absent from
//   `who`;
//   - a whole case ("schema": "tcm-case/1"): both sides are checked, with the patient's sex and age at the session.
// Fault::Corrupt for the form, Fault::Invalid for the answers, with a message for the reader.
[[nodiscard]] Result<FormCheck> checkFormFile(const QByteArray &formJson, const QByteArray &answersJson,
                                              FormContext who = {}, bool complete = false);

} // namespace sizhen
