// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/casetexts.h"

namespace sizhen {

// What was said in writing in the room (case.note of the kind "said"), oldest first, with the interpreter's text where
// there is one: text.translated, text.doubt.
[[nodiscard]] QList<CaseText> talkLines(const CaseState &state, const FormLibrary &forms);
[[nodiscard]] QCborMap sayArgs(const QString &words);

} // namespace sizhen
