// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace sizhen {

// The bytes of resources/<path> ("forms/look.json"), compiled into the program.
// Fault::NotFound when there is no such file.
[[nodiscard]] Result<QByteArray> readResource(const QString &path);

// Names (not paths) of the files in resources/<folder>, sorted.
[[nodiscard]] QStringList listResources(const QString &folder);

} // namespace sizhen
