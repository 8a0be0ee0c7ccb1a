// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QDateTime>
#include <QList>

namespace sizhen {

// What one generation of a backup consists of. In clear: names, sizes and hashes, so that a place can be tidied by a
// program that does not hold this generation's key (any more). Sealed, with all of that as associated data: who made it
// and how many entries it holds, and so that nobody without the key can make or change one.
// On disk: CBOR {"clear": bytes, "sealed": bytes}; clear = CBOR {"format": 1, "vault": 16, "at": text, "database": [size,
// hash], "keys": [size, hash], "originals": n x (address 32 | u64 size)}; sealed = CBOR {"by", "entries"}.
struct BackupManifest {
    struct File {
        qint64 size = 0;
        QByteArray hash; // BLAKE2b-256("sizhen.backup-file-v1", the hashes of its blocks of 1 MiB, each under
                         // "sizhen.backup-block-v1")
        friend bool operator==(const File &, const File &) = default;
    };

    struct Original {
        QByteArray address; // 32
        qint64 size = 0;
        friend bool operator==(const Original &, const Original &) = default;
    };

    QByteArray vaultId; // 16
    QDateTime at;
    File database;
    File keys;
    QList<Original> originals;
    QString by;
    qint64 entries = 0;

    [[nodiscard]] QByteArray write(const SecretBytes &dataKey) const;
    // The clear part alone, believed for what it says. Corrupt, or Unsupported for another format.
    [[nodiscard]] static Result<BackupManifest> readClear(const QByteArray &bytes);
    // All of it; Corrupt when it was not sealed under this key or was changed since.
    [[nodiscard]] static Result<BackupManifest> read(const QByteArray &bytes, const SecretBytes &dataKey);

    [[nodiscard]] qint64 originalBytes() const;
    friend bool operator==(const BackupManifest &, const BackupManifest &) = default;
};

// Of a file of any size, without reading it into memory at once.
[[nodiscard]] Result<BackupManifest::File> describeFile(const QString &path);

} // namespace sizhen
