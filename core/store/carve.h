// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/store/tables.h"

namespace sizhen {

// What could be read out of a damaged vault's files, each page by itself and without SQLite.
struct Carving {
    struct Item {
        QString kind;
        Row row;
    };

    qint64 pages = 0; // of the file, and frames of its log
    qint64 mended = 0; // one bit was flipped; the seal says which
    QStringList lost; // places that do not open: "page 17", "write-ahead log, frame 4"
    QList<QByteArray> entries; // raw, as they were written; neither hash nor signature was looked at
    QList<Item> rows;
};

// Nothing in `folder` is written. Corrupt when no page of the file can be opened by this key.
[[nodiscard]] Result<Carving> carve(const QString &folder, const SecretBytes &dataKey);

} // namespace sizhen
