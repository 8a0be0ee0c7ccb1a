// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFileInfo>
#include <QHash>
#include <QList>
#include <QRandomGenerator>

#include <algorithm>
#include <optional>
#include <sqlite3.h>

// The system's VFS with switches for failure, to be put under a vault: it writes down every change for the power-cut
// simulation, and it can fill up or fail to sync.
class FaultVfs
{
public:
    struct Op {
        enum Kind { Open, Write, Truncate, Sync, Delete } kind;

        QString file; // name without folder
        qint64 offset = 0;
        QByteArray bytes;
        bool folder = false; // Delete: the folder was synced; Open: the file is new
    };

    FaultVfs()
        : m_below(sqlite3_vfs_find(nullptr))
        , m_vfs(*m_below)
    {
        m_vfs.pNext = nullptr;
        m_vfs.zName = "test-fault";
        m_vfs.pAppData = this;
        m_vfs.szOsFile = int(sizeof(File)) + m_below->szOsFile;
        m_vfs.xOpen = open;
        m_vfs.xDelete = remove;
        sqlite3_vfs_register(&m_vfs, 0);
    }

    ~FaultVfs() { sqlite3_vfs_unregister(&m_vfs); }
    Q_DISABLE_COPY_MOVE(FaultVfs)

    QByteArray name() const { return m_vfs.zName; }

    QList<Op> ops;
    bool recording = false;
    std::optional<qint64> room; // bytes that may still be written; a write beyond it finds the disk full
    bool syncFails = false;
    std::optional<int> changesLeft; // writes, cuts and syncs that still succeed; then each gives `failure`
    int failure = SQLITE_FULL;
    bool gone = false; // the drive was pulled: nothing can be read or written
    int changes = 0; // so far

private:
    struct File : sqlite3_file {
        FaultVfs *vfs;
        QString *name;

        sqlite3_file *below() { return reinterpret_cast<sqlite3_file *>(this + 1); }
    };

    static File &of(sqlite3_file *file) { return *static_cast<File *>(file); }

    void note(Op op)
    {
        if (recording)
            ops.append(std::move(op));
    }

    // SQLITE_OK when this change may happen.
    int allowed(int whenGone)
    {
        if (gone)
            return whenGone;
        if (changesLeft && *changesLeft <= 0)
            return failure;
        if (changesLeft)
            --*changesLeft;
        ++changes;
        return SQLITE_OK;
    }

    static int open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *outFlags)
    {
        auto &self = *static_cast<FaultVfs *>(vfs->pAppData);
        auto &our = of(file);
        const QFileInfo info(QString::fromUtf8(path));
        const bool isNew = !info.exists();
        our.pMethods = nullptr;
        if (const int code = self.m_below->xOpen(self.m_below, path, our.below(), flags, outFlags); code != SQLITE_OK)
            return code;
        our.vfs = &self;
        our.name = new QString(info.fileName());
        static const sqlite3_io_methods methods = makeMethods();
        our.pMethods = &methods;
        self.note({Op::Open, *our.name, 0, {}, isNew});
        return SQLITE_OK;
    }

    static int remove(sqlite3_vfs *vfs, const char *path, int syncFolder)
    {
        auto &self = *static_cast<FaultVfs *>(vfs->pAppData);
        const int code = self.m_below->xDelete(self.m_below, path, syncFolder);
        if (code == SQLITE_OK)
            self.note({Op::Delete, QFileInfo(QString::fromUtf8(path)).fileName(), 0, {}, syncFolder != 0});
        return code;
    }

    static int write(sqlite3_file *file, const void *from, int amount, sqlite3_int64 offset)
    {
        auto &our = of(file);
        if (const int code = our.vfs->allowed(SQLITE_IOERR_WRITE); code != SQLITE_OK)
            return code;
        auto &room = our.vfs->room;
        if (room && *room < amount)
            return SQLITE_FULL;
        if (room)
            *room -= amount;
        const int code = our.below()->pMethods->xWrite(our.below(), from, amount, offset);
        if (code == SQLITE_OK)
            our.vfs->note({Op::Write, *our.name, offset, QByteArray(static_cast<const char *>(from), amount)});
        return code;
    }

    static int truncate(sqlite3_file *file, sqlite3_int64 size)
    {
        auto &our = of(file);
        if (const int code = our.vfs->allowed(SQLITE_IOERR_TRUNCATE); code != SQLITE_OK)
            return code == SQLITE_FULL ? SQLITE_IOERR_TRUNCATE : code;
        our.vfs->note({Op::Truncate, *our.name, size, {}});
        return our.below()->pMethods->xTruncate(our.below(), size);
    }

    static int sync(sqlite3_file *file, int flags)
    {
        auto &our = of(file);
        if (our.vfs->syncFails)
            return SQLITE_IOERR_FSYNC;
        if (const int code = our.vfs->allowed(SQLITE_IOERR_FSYNC); code != SQLITE_OK)
            return code == SQLITE_FULL ? SQLITE_IOERR_FSYNC : code;
        const int code = our.below()->pMethods->xSync(our.below(), flags);
        our.vfs->note({Op::Sync, *our.name, 0, {}});
        return code;
    }

    static int close(sqlite3_file *file)
    {
        delete of(file).name;
        return of(file).below()->pMethods->xClose(of(file).below());
    }

    static sqlite3_io_methods makeMethods()
    {
        sqlite3_io_methods m{};
        m.iVersion = 1;
        m.xClose = close;
        m.xRead = [](sqlite3_file *f, void *to, int amount, sqlite3_int64 offset) {
            if (of(f).vfs->gone)
                return int(SQLITE_IOERR_READ);
            return of(f).below()->pMethods->xRead(of(f).below(), to, amount, offset);
        };
        m.xWrite = write;
        m.xTruncate = truncate;
        m.xSync = sync;
        m.xFileSize = [](sqlite3_file *f, sqlite3_int64 *size) {
            return of(f).below()->pMethods->xFileSize(of(f).below(), size);
        };
        m.xLock = [](sqlite3_file *f, int level) { return of(f).below()->pMethods->xLock(of(f).below(), level); };
        m.xUnlock = [](sqlite3_file *f, int level) { return of(f).below()->pMethods->xUnlock(of(f).below(), level); };
        m.xCheckReservedLock
            = [](sqlite3_file *f, int *yes) { return of(f).below()->pMethods->xCheckReservedLock(of(f).below(), yes); };
        m.xFileControl = [](sqlite3_file *f, int what, void *argument) {
            return of(f).below()->pMethods->xFileControl(of(f).below(), what, argument);
        };
        m.xSectorSize = [](sqlite3_file *f) { return of(f).below()->pMethods->xSectorSize(of(f).below()); };
        m.xDeviceCharacteristics
            = [](sqlite3_file *f) { return of(f).below()->pMethods->xDeviceCharacteristics(of(f).below()); };
        return m;
    }

    sqlite3_vfs *m_below;
    sqlite3_vfs m_vfs;
};

// What a disk holds after the power went: synced changes for certain, later ones whole, in part (512-byte sectors) or
// not at all.
class Disk
{
public:
    // Files that lay there, synced, before the recording.
    explicit Disk(const QHash<QString, QByteArray> &files)
    {
        for (auto it = files.cbegin(); it != files.cend(); ++it)
            m_files.insert(it.key(), {{it.value(), {}, true}});
    }

    void run(const FaultVfs::Op &op)
    {
        auto &versions = m_files[op.file]; // newest last; older ones are deleted, but perhaps not on the disk
        switch (op.kind) {
        case FaultVfs::Op::Open:
            if (op.folder)
                versions.append(Version{{}, {}, false});
            break;
        case FaultVfs::Op::Delete:
            versions.append(Version{{}, {}, false, true});
            if (op.folder)
                versions = {};
            break;
        case FaultVfs::Op::Sync: {
            auto &now = versions.last();
            for (const auto &pending : std::as_const(now.pending))
                apply(now.durable, pending);
            now.pending.clear();
            now.named = true; // SQLite's unix VFS syncs the folder with the first sync of a new log
            versions = {now};
            break;
        }
        default:
            versions.last().pending.append(op);
        }
    }

    // One of the many things that may be on the disk if the power goes now.
    QHash<QString, QByteArray> afterCut(QRandomGenerator &random) const
    {
        QHash<QString, QByteArray> files;
        for (auto it = m_files.cbegin(); it != m_files.cend(); ++it) {
            auto at = it->size() - 1;
            while (at > 0 && !it->at(at).named && random.bounded(2) == 0)
                --at;
            if (at < 0 || it->at(at).deleted || (!it->at(at).named && random.bounded(2) == 0))
                continue;
            auto bytes = it->at(at).durable;
            for (const auto &pending : it->at(at).pending)
                applyPerhaps(bytes, pending, random);
            files.insert(it.key(), bytes);
        }
        return files;
    }

private:
    struct Version {
        QByteArray durable;
        QList<FaultVfs::Op> pending;
        bool named = false; // its name in the folder is durable
        bool deleted = false;
    };

    static void apply(QByteArray &bytes, const FaultVfs::Op &op)
    {
        if (op.kind == FaultVfs::Op::Truncate) {
            bytes.resize(qMin(bytes.size(), qsizetype(op.offset)));
            return;
        }
        if (bytes.size() < op.offset + op.bytes.size())
            bytes.append(QByteArray(op.offset + op.bytes.size() - bytes.size(), '\0'));
        std::copy(op.bytes.cbegin(), op.bytes.cend(), bytes.begin() + op.offset);
    }

    static void applyPerhaps(QByteArray &bytes, const FaultVfs::Op &op, QRandomGenerator &random)
    {
        const int fate = random.bounded(3);
        if (fate == 0)
            return;
        if (fate == 1 || op.kind == FaultVfs::Op::Truncate) {
            apply(bytes, op);
            return;
        }
        for (qint64 at = op.offset; at < op.offset + op.bytes.size();) {
            const auto next = qMin((at / 512 + 1) * 512, op.offset + op.bytes.size());
            if (random.bounded(2))
                apply(bytes, {FaultVfs::Op::Write, {}, at, op.bytes.mid(at - op.offset, next - at)});
            at = next;
        }
    }

    QHash<QString, QList<Version>> m_files;
};
