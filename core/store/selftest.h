// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QList>

struct sqlite3;

namespace sizhen {

// What the sealing of a vault rests on, as it is on this machine. A program that was built against one SQLite and finds
// another would write in clear, or lose what it promised to keep.
struct StoreFacts {
    QByteArray builtFor; // SQLite's source id in the header
    QByteArray running; // and in the library
    int version = 0; // of the library, 3'040'001
    bool threadSafe = false;
    bool fullText = false; // FTS5 is there
    bool tokenizer = false; // and knows ours
    QByteArray vfs; // that the open file really goes through
    QByteArray ourVfs;
    int tempStore = 0; // 2: memory
    bool tempAlwaysFile = false; // compiled so that no PRAGMA changes it
    int secureDelete = 0;
    int pageSize = 0;
    int reserve = 0;
    QByteArray journal;
    int synchronous = 0; // 2: FULL
    qint64 mapped = 0; // bytes of the file that SQLite may map: a map would show it sealed pages
    bool cipherAgrees = false; // OpenSSL's ChaCha20-Poly1305 gives the bytes of libsodium's XChaCha20-Poly1305
};

struct SelfTestItem {
    QString id; // "source" …; its sentences are "selftest.<id>" (a refusal) and "selftest.<id>.good"
    bool good = false;
    QString found; // for IT: "3.40.1", "4096 + 40"
};

[[nodiscard]] Result<StoreFacts> storeFacts(sqlite3 *connection, const QByteArray &ourVfs);
[[nodiscard]] QList<SelfTestItem> judge(const StoreFacts &facts);
// Unsupported, with the sentence of the first item that is not good.
[[nodiscard]] Result<> refuseUnlessGood(const QList<SelfTestItem> &items);

} // namespace sizhen
