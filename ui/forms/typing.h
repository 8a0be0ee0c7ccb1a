// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

namespace sizhen {

// How well an option answers what was typed: Chinese, pinyin ("dan", "danbai", initials "dbs"), English words, or its
// code. 0 is best, -1 is not at all.
[[nodiscard]] int typedRank(const FormOption &option, const QString &typed);

// The options that answer, best first; all of them, in their order, when nothing is typed.
[[nodiscard]] QList<const FormOption *> typedMatches(const QList<FormOption> &options, const QString &typed);

} // namespace sizhen
