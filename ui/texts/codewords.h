// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/texts/sentences.h"

namespace sizhen {

// Codes of events and machines → tr() source, context "CodeText".
[[nodiscard]] std::span<const Sentence> codeWords();

} // namespace sizhen
