// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace sizhen {

struct CsvRow {
    qsizetype line = 0; // where it begins, from 1
    QStringList cells;
};

// RFC 4180: commas, quotes doubled inside quotes, line breaks inside quotes; LF or CRLF; a byte order mark is skipped.
// Fault::Corrupt with the line for text that is not UTF-8, a quote that never ends or stands inside an unquoted cell.
[[nodiscard]] Result<QList<CsvRow>> parseCsv(const QByteArray &bytes);

} // namespace sizhen
