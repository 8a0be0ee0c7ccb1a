// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

struct sqlite3;

namespace sizhen {

// Makes searchcut the tokenizer "sizhen" of SQLite's FTS5 on one connection; needed before the schema is read by it.
// Unsupported: this SQLite has no FTS5.
[[nodiscard]] Result<> addSearchTokenizer(sqlite3 *connection);
[[nodiscard]] bool hasFullText(sqlite3 *connection);
[[nodiscard]] bool hasSearchTokenizer(sqlite3 *connection);

} // namespace sizhen
