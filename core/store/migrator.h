// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace sizhen {

class Database;

// Brings the database to the newest schema: one numbered .sql file is one step, one step is one transaction, and
// `PRAGMA user_version` is set inside it, so a crash leaves a whole step or none. Unsupported: written by a newer
// program.
[[nodiscard]] Result<int> migrate(Database &database);

} // namespace sizhen
