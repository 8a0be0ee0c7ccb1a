// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealvfs.h"

#include <atomic>
#include <cstring>
#include <new>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

struct SealVfs::Handle : sqlite3_file {
    SealVfs *vfs;
    SealedFile *file;
};

struct SealVfs::Calls {
    static SealedFile &file(sqlite3_file *handle) { return *static_cast<Handle *>(handle)->file; }

    static sqlite3_file *base(sqlite3_file *handle) { return file(handle).base().get(); }

    static sqlite3_vfs *base(sqlite3_vfs *vfs) { return self(vfs).m_base; }

    static SealVfs &self(sqlite3_vfs *vfs) { return *static_cast<SealVfs *>(vfs->pAppData); }

    static int close(sqlite3_file *handle)
    {
        auto *our = static_cast<Handle *>(handle);
        int code = SQLITE_OK;
        if (our->file == our->vfs->m_log) {
            code = our->vfs->m_log->flush();
            our->vfs->m_log = nullptr;
        } else {
            our->vfs->m_pages = nullptr;
        }
        delete our->file;
        return code;
    }

    static int read(sqlite3_file *handle, void *to, int amount, sqlite3_int64 offset)
    {
        return file(handle).read(static_cast<unsigned char *>(to), amount, offset);
    }

    static int write(sqlite3_file *handle, const void *from, int amount, sqlite3_int64 offset)
    {
        return file(handle).write(static_cast<const unsigned char *>(from), amount, offset);
    }

    static int truncate(sqlite3_file *handle, sqlite3_int64 size) { return file(handle).truncate(size); }

    static int sync(sqlite3_file *handle, int flags) { return file(handle).sync(flags); }

    static int size(sqlite3_file *handle, sqlite3_int64 *bytes)
    {
        qint64 size = 0;
        const int code = file(handle).size(size);
        *bytes = size;
        return code;
    }

    static int lock(sqlite3_file *handle, int level) { return base(handle)->pMethods->xLock(base(handle), level); }

    static int unlock(sqlite3_file *handle, int level) { return base(handle)->pMethods->xUnlock(base(handle), level); }

    static int reserved(sqlite3_file *handle, int *yes)
    {
        return base(handle)->pMethods->xCheckReservedLock(base(handle), yes);
    }

    static int control(sqlite3_file *handle, int what, void *argument)
    {
        switch (what) {
        case SQLITE_FCNTL_MMAP_SIZE:
            *static_cast<sqlite3_int64 *>(argument) = 0; // says how much is mapped
            return SQLITE_OK;
        case SQLITE_FCNTL_CHUNK_SIZE: // both would let the file grow by bytes that carry no seal
        case SQLITE_FCNTL_SIZE_HINT:
            return SQLITE_OK;
        case SQLITE_FCNTL_VFSNAME:
            *static_cast<char **>(argument) = sqlite3_mprintf("%s", static_cast<Handle *>(handle)->vfs->name());
            return SQLITE_OK;
        default:
            return base(handle)->pMethods->xFileControl(base(handle), what, argument);
        }
    }

    static int sectorSize(sqlite3_file *handle) { return base(handle)->pMethods->xSectorSize(base(handle)); }

    // Without it SQLite writes a log page in two pieces; anything ATOMIC would let it skip the log.
    static int characteristics(sqlite3_file *) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

    static SealVfs &vault(sqlite3_file *handle) { return *static_cast<Handle *>(handle)->vfs; }

    static int map(sqlite3_file *handle, int region, int size, int extend, void volatile **memory)
    {
        return vault(handle).m_state.index->map(region, size, extend != 0, memory);
    }

    static int shmLock(sqlite3_file *handle, int first, int count, int flags)
    {
        return vault(handle).m_state.index->lock(vault(handle).m_held, first, count, flags);
    }

    static void barrier(sqlite3_file *) { std::atomic_thread_fence(std::memory_order_seq_cst); }

    static int unmap(sqlite3_file *handle, int)
    {
        vault(handle).m_state.index->release(vault(handle).m_held);
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *handle, int flags, int *outFlags);

    static int remove(sqlite3_vfs *vfs, const char *path, int syncFolder)
    {
        return base(vfs)->xDelete(base(vfs), path, syncFolder);
    }

    static int access(sqlite3_vfs *vfs, const char *path, int flags, int *yes)
    {
        // We never leave a journal, so one that lies here was planted: it is not to be played back.
        if (QByteArrayView(path).endsWith("-journal")) {
            *yes = 0;
            return SQLITE_OK;
        }
        return base(vfs)->xAccess(base(vfs), path, flags, yes);
    }

    static int fullPath(sqlite3_vfs *vfs, const char *path, int size, char *full)
    {
        return base(vfs)->xFullPathname(base(vfs), path, size, full);
    }

    static int randomness(sqlite3_vfs *vfs, int size, char *bytes)
    {
        return base(vfs)->xRandomness(base(vfs), size, bytes);
    }

    static int sleep(sqlite3_vfs *vfs, int microseconds) { return base(vfs)->xSleep(base(vfs), microseconds); }

    static int now(sqlite3_vfs *vfs, double *day) { return base(vfs)->xCurrentTime(base(vfs), day); }

    static int lastError(sqlite3_vfs *vfs, int size, char *text)
    {
        return base(vfs)->xGetLastError ? base(vfs)->xGetLastError(base(vfs), size, text) : 0;
    }
};

int SealVfs::Calls::open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *handle, int flags, int *outFlags)
{
    static constexpr sqlite3_io_methods methods{
        .iVersion = 2, // the log's index is shared within the process; no memory map
        .xClose = close,
        .xRead = read,
        .xWrite = write,
        .xTruncate = truncate,
        .xSync = sync,
        .xFileSize = size,
        .xLock = lock,
        .xUnlock = unlock,
        .xCheckReservedLock = reserved,
        .xFileControl = control,
        .xSectorSize = sectorSize,
        .xDeviceCharacteristics = characteristics,
        .xShmMap = map,
        .xShmLock = shmLock,
        .xShmBarrier = barrier,
        .xShmUnmap = unmap,
        .xFetch = nullptr,
        .xUnfetch = nullptr,
    };
    auto *our = static_cast<Handle *>(handle);
    our->pMethods = nullptr;
    auto &vault = self(vfs);
    const bool isPages = flags & SQLITE_OPEN_MAIN_DB;
    const bool isLog = flags & SQLITE_OPEN_WAL;
    if ((!isPages && !isLog) || (isPages && vault.m_pages) || (isLog && vault.m_log))
        return SQLITE_CANTOPEN; // journals, temporary and attached files would lie in clear
    int code = SQLITE_OK;
    if (vault.m_state.readOnly) // SQLite would open the log for writing all the same
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    auto file = std::make_unique<BaseFile>(vault.m_base, path, flags, outFlags, code);
    if (code != SQLITE_OK)
        return code;
    our->vfs = &vault;
    if (isPages)
        our->file = vault.m_pages = new SealedPages(std::move(file), vault.m_state);
    else
        our->file = vault.m_log = new SealedLog(std::move(file), vault.m_state);
    our->pMethods = &methods;
    return SQLITE_OK;
}

SealVfs::SealVfs(const SecretBytes &dataKey, const sealing::FileId &id, sqlite3_vfs *base)
    : m_base(base)
    , m_state(dataKey, id)
{
    describe();
}

SealVfs::SealVfs(const SealVfs &writer, SealState::Reader mark)
    : m_base(writer.m_base)
    , m_state(writer.m_state, mark)
{
    describe();
}

void SealVfs::describe()
{
    static std::atomic<quint64> made{0};
    m_name = "sizhen-seal-" + QByteArray::number(++made);
    m_vfs.iVersion = 1;
    m_vfs.szOsFile = sizeof(Handle);
    m_vfs.mxPathname = m_base->mxPathname;
    m_vfs.zName = m_name.constData();
    m_vfs.pAppData = this;
    m_vfs.xOpen = Calls::open;
    m_vfs.xDelete = Calls::remove;
    m_vfs.xAccess = Calls::access;
    m_vfs.xFullPathname = Calls::fullPath;
    m_vfs.xRandomness = Calls::randomness;
    m_vfs.xSleep = Calls::sleep;
    m_vfs.xCurrentTime = Calls::now;
    m_vfs.xGetLastError = Calls::lastError;
}

Result<std::unique_ptr<SealVfs>> SealVfs::make(const SecretBytes &dataKey, const sealing::FileId &id,
                                               const QByteArray &base)
{
    auto *below = sqlite3_vfs_find(base.isEmpty() ? nullptr : base.constData());
    if (!below)
        return fail(Fault::Unsupported, u"sqlite: no VFS below ours"_s);
    return enlisted(std::unique_ptr<SealVfs>(new SealVfs(dataKey, id, below)));
}

Result<std::unique_ptr<SealVfs>> SealVfs::reader(const SealVfs &writer)
{
    return enlisted(std::unique_ptr<SealVfs>(new SealVfs(writer, SealState::Reader())));
}

Result<std::unique_ptr<SealVfs>> SealVfs::enlisted(std::unique_ptr<SealVfs> vfs)
{
    if (sqlite3_vfs_register(&vfs->m_vfs, 0) != SQLITE_OK)
        return fail(Fault::Unsupported, u"sqlite: our VFS is refused"_s);
    return vfs;
}

SealVfs::~SealVfs()
{
    sqlite3_vfs_unregister(&m_vfs);
}

} // namespace sizhen
