// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/walindex.h"

#include <QStringList>

#include <memory>
#include <optional>
#include <sqlite3.h>
#include <vector>

namespace sizhen {

// A file of the VFS below ours (the system's, or a test's). Closed when it goes.
class BaseFile
{
public:
    // `code` is SQLite's result; the file is usable only when it is SQLITE_OK.
    BaseFile(sqlite3_vfs *vfs, const char *path, int flags, int *outFlags, int &code);
    ~BaseFile();
    Q_DISABLE_COPY_MOVE(BaseFile)

    [[nodiscard]] sqlite3_file *get() const { return reinterpret_cast<sqlite3_file *>(m_memory.get()); }

    [[nodiscard]] int read(void *to, int amount, qint64 offset) const;
    [[nodiscard]] int write(const void *from, int amount, qint64 offset) const;
    [[nodiscard]] int size(qint64 &bytes) const;

private:
    std::unique_ptr<std::max_align_t[]> m_memory;
};

// What the files of one connection share.
struct SealState {
    SealState(const SecretBytes &dataKey, const sealing::FileId &id)
        : seal(dataKey, id)
        , index(std::make_shared<WalIndex>())
    {
    }

    // A second connection's, which only reads.
    struct Reader { };

    SealState(const SealState &writer, Reader)
        : seal(writer.seal.another())
        , index(writer.index)
        , readOnly(true)
    {
    }

    PageSeal seal;
    std::shared_ptr<WalIndex> index; // the other owners are the connections that read beside the writer
    bool readOnly = false; // another connection writes: no size is remembered
    bool recovered = false; // until then a broken unit may be a torn write that the log makes good
    QStringList damage; // places found broken while reading, each once

    int broken(const QString &place);
};

// One sealed file as SQLite's VFS sees it. Every offset and size is logical; anything but the known shapes of access is
// refused, so that no byte ever goes to disk in clear (storage.md §1.4-3).
class SealedFile
{
public:
    SealedFile(std::unique_ptr<BaseFile> base, SealState &state)
        : m_base(std::move(base))
        , m_state(state)
    {
    }

    virtual ~SealedFile() = default;
    Q_DISABLE_COPY_MOVE(SealedFile)

    [[nodiscard]] BaseFile &base() { return *m_base; }

    [[nodiscard]] virtual int read(unsigned char *to, int amount, qint64 offset) = 0;
    [[nodiscard]] virtual int write(const unsigned char *from, int amount, qint64 offset) = 0;
    [[nodiscard]] virtual int truncate(qint64 size) = 0;
    [[nodiscard]] virtual int sync(int flags) = 0;
    [[nodiscard]] virtual int size(qint64 &bytes) = 0;

protected:
    std::unique_ptr<BaseFile> m_base;
    SealState &m_state;
};

// vault.db: pages 1, 2, 3 …, sealed in place.
class SealedPages final : public SealedFile
{
public:
    using SealedFile::SealedFile;

    [[nodiscard]] int read(unsigned char *to, int amount, qint64 offset) override;
    [[nodiscard]] int write(const unsigned char *from, int amount, qint64 offset) override;
    [[nodiscard]] int truncate(qint64 size) override;
    [[nodiscard]] int sync(int flags) override;
    [[nodiscard]] int size(qint64 &bytes) override;

    // Reads page `number` from disk (never from a cache) and says whether its seal holds.
    [[nodiscard]] bool verify(quint32 number);

private:
    [[nodiscard]] int openPage(quint32 number, unsigned char *logical);
    [[nodiscard]] int fillTo(qint64 size);
    [[nodiscard]] int knowSize();

    std::array<unsigned char, sealing::pageSize> m_onDisk;
    std::array<unsigned char, sealing::pageSize> m_page;
    std::optional<qint64>
        m_size; // nobody else writes the file: asking the system on every write is a third of the cost
};

// vault.db-wal: a sealed header, then frames of a sealed header and a sealed page, in our own layout, because SQLite's
// frame headers carry checksums of the plaintext. Each frame header says how many frames were durable when it was
// written: a broken frame below that number was damaged, not torn. That is exact only if no frame of an older
// generation survives, so a new header is never written over old frames: the file is cut and synced first.
class SealedLog final : public SealedFile
{
public:
    using SealedFile::SealedFile;

    [[nodiscard]] int read(unsigned char *to, int amount, qint64 offset) override;
    [[nodiscard]] int write(const unsigned char *from, int amount, qint64 offset) override;
    [[nodiscard]] int truncate(qint64 size) override;
    [[nodiscard]] int sync(int flags) override;
    [[nodiscard]] int size(qint64 &bytes) override;

    // Writes out a header that still waits for its page (both go in one write).
    [[nodiscard]] int flush();

private:
    [[nodiscard]] int readUnit(qint64 unitStart, int unitSize, unsigned char *logical);
    [[nodiscard]] int writeHeader(const unsigned char *from);
    [[nodiscard]] int writeFrameHeader(quint32 index, const unsigned char *from);
    [[nodiscard]] int writeFramePage(quint32 index, const unsigned char *from);

    using Page = std::array<unsigned char, sealing::pageSize>;

    void remember(quint32 index, const unsigned char *logical);
    [[nodiscard]] const Page *remembered(quint32 index) const;

    // Pages of this generation as they were written, so that a checkpoint need not open each again: a third of an
    // insert.
    std::vector<Page> m_pages;
    std::vector<bool> m_known;

    std::optional<quint32> m_waiting; // index of the frame whose header lies in m_onDisk
    quint32 m_committed = 0; // frames up to and with the last commit frame written
    quint32 m_durable = 0; // the same at the last sync
    std::array<unsigned char, sealing::frameOnDisk> m_onDisk;
    std::array<unsigned char, sealing::frameOnDisk> m_readOnDisk;
    std::array<unsigned char, sealing::pageSize> m_unit;
};

} // namespace sizhen
