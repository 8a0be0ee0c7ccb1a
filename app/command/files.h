// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace sizhen {

// Whole files that a person named. Fault::NotFound, Io or NoSpace, with the sentence "file.…" and the name for the
// reader.
[[nodiscard]] Result<QByteArray> readFile(const QString &path);
// All or nothing (QSaveFile); makes the folder if need be.
[[nodiscard]] Result<> writeFile(const QString &path, QByteArrayView bytes);

} // namespace sizhen
