// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QVariant>

#include <functional>
#include <optional>

namespace sizhen {

// SQLite's file format as far as rows of tables go (sqlite.org/fileformat2.html §1.5, §1.6, §2.1). Takes any bytes.
namespace leafpage {

// A page by its number, all 4096 logical bytes; empty: it cannot be had.
using ReadPage = std::function<QByteArray(quint32 number)>;

// The rows on a leaf of a table's tree, each as its columns: null, qlonglong, double, QString or QByteArray. A row whose
// overflow pages cannot be had is left out and counted in `torn`. Nothing when the page is no such leaf.
[[nodiscard]] QList<QVariantList> rowsOf(quint32 number, const QByteArray &page, const ReadPage &read, qint64 &torn);

} // namespace leafpage
} // namespace sizhen
