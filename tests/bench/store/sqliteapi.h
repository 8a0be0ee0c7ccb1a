// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <dlfcn.h>
#include <memory>
#include <sqlite3.h>

// The few functions of SQLite's C interface that the bench uses, from the library we link or from a peer's.
struct SqliteApi {
#define SIZHEN_API(name) decltype(&sqlite3_##name) name = nullptr
    SIZHEN_API(libversion);
    SIZHEN_API(open_v2);
    SIZHEN_API(close);
    SIZHEN_API(exec);
    SIZHEN_API(prepare_v2);
    SIZHEN_API(step);
    SIZHEN_API(reset);
    SIZHEN_API(finalize);
    SIZHEN_API(bind_int);
    SIZHEN_API(bind_int64);
    SIZHEN_API(bind_blob);
    SIZHEN_API(bind_text);
    SIZHEN_API(column_bytes);
#undef SIZHEN_API

    static SqliteApi linked()
    {
        return {sqlite3_libversion, sqlite3_open_v2, sqlite3_close,      sqlite3_exec,      sqlite3_prepare_v2,
                sqlite3_step,       sqlite3_reset,   sqlite3_finalize,   sqlite3_bind_int,  sqlite3_bind_int64,
                sqlite3_bind_blob,  sqlite3_bind_text, sqlite3_column_bytes};
    }

    // Stays loaded until the program ends. False when there is no such library.
    bool load(const QString &path)
    {
        void *library = dlopen(path.toUtf8().constData(), RTLD_NOW | RTLD_LOCAL);
        if (!library)
            return false;
#define SIZHEN_API(name) name = reinterpret_cast<decltype(name)>(dlsym(library, "sqlite3_" #name))
        SIZHEN_API(libversion);
        SIZHEN_API(open_v2);
        SIZHEN_API(close);
        SIZHEN_API(exec);
        SIZHEN_API(prepare_v2);
        SIZHEN_API(step);
        SIZHEN_API(reset);
        SIZHEN_API(finalize);
        SIZHEN_API(bind_int);
        SIZHEN_API(bind_int64);
        SIZHEN_API(bind_blob);
        SIZHEN_API(bind_text);
        SIZHEN_API(column_bytes);
#undef SIZHEN_API
        return open_v2 && exec && prepare_v2 && step && column_bytes;
    }
};
