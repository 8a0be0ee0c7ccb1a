// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sealedfile.h"

namespace sizhen {

// The SQLite VFS of one vault: vault.db and its log go through it sealed; journals and temporary files are refused,
// because they would hold plaintext. Each vault registers its own under its own name, so the key is never looked up by
// a path.
class SealVfs
{
public:
    // `base` names the VFS below (empty: the system's); tests put one there that loses power or fills up.
    [[nodiscard]] static Result<std::unique_ptr<SealVfs>> make(const SecretBytes &dataKey, const sealing::FileId &id,
                                                               const QByteArray &base);
    // For one more connection to the database that `writer` has open; it only reads. From the writer's thread; used on
    // one thread at a time.
    [[nodiscard]] static Result<std::unique_ptr<SealVfs>> reader(const SealVfs &writer);
    ~SealVfs(); // every connection is closed by then
    Q_DISABLE_COPY_MOVE(SealVfs)

    [[nodiscard]] const char *name() const { return m_name.constData(); }

    // Called once SQLite has read the log: from now on a broken unit is an error and no longer a torn write.
    void setRecovered() { m_state.recovered = true; }

    [[nodiscard]] QString firstDamage() const { return m_state.damage.value(0); }

    [[nodiscard]] PageSeal &seal() { return m_state.seal; }

    [[nodiscard]] bool isReadOnly() const { return m_state.readOnly; }

    // The open files, for a check that must not trust a cache. Null when not open.
    [[nodiscard]] SealedPages *pages() const { return m_pages; }

    [[nodiscard]] SealedLog *log() const { return m_log; }

private:
    struct Handle; // what SQLite allocates for a file
    struct Calls; // its C callbacks

    SealVfs(const SecretBytes &dataKey, const sealing::FileId &id, sqlite3_vfs *base);
    SealVfs(const SealVfs &writer, SealState::Reader);
    void describe();
    [[nodiscard]] static Result<std::unique_ptr<SealVfs>> enlisted(std::unique_ptr<SealVfs> vfs);

    sqlite3_vfs *m_base;
    QByteArray m_name;
    sqlite3_vfs m_vfs{};
    SealState m_state;
    WalIndex::Held m_held; // locks on the log's index
    SealedPages *m_pages = nullptr;
    SealedLog *m_log = nullptr;
};

} // namespace sizhen
