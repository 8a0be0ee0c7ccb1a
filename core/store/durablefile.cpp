// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/durablefile.h"

#include <QFile>
#include <QFileInfo>

#include <filesystem>
#include <system_error>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Only the last part of a path: a folder's name may be a person's.
auto failedOn(const QFile &file, const QString &what)
{
    return fail(file.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io,
                what + u": "_s + QFileInfo(file.fileName()).fileName());
}

bool syncHandle(int handle)
{
#if defined(Q_OS_MACOS)
    return ::fcntl(handle, F_FULLFSYNC) == 0; // fsync() there leaves the data in the drive's cache
#elif defined(Q_OS_UNIX)
    return ::fsync(handle) == 0;
#else
    return _commit(handle) == 0;
#endif
}

} // namespace

Result<> writeSynced(const QString &path, QByteArrayView bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate | QIODevice::Unbuffered))
        return failedOn(file, u"open"_s);
    if (file.write(bytes.data(), bytes.size()) != bytes.size()) {
        const auto error = failedOn(file, u"write"_s);
        file.remove();
        return error;
    }
    if (!syncHandle(file.handle()))
        return fail(errno == ENOSPC ? Fault::NoSpace : Fault::Io, u"sync: "_s + QFileInfo(path).fileName());
    return {};
}

Result<> renameOver(const QString &from, const QString &to)
{
    std::error_code error; // QFile::rename refuses to replace
    std::filesystem::rename(std::filesystem::path(from.toStdU16String()), std::filesystem::path(to.toStdU16String()),
                            error);
    if (error)
        return fail(error == std::errc::no_space_on_device ? Fault::NoSpace : Fault::Io,
                    u"rename: "_s + QFileInfo(to).fileName());
    return {};
}

Result<> syncFolder(const QString &folder)
{
#ifdef Q_OS_UNIX
    const int handle = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = handle >= 0 && ::fsync(handle) == 0;
    if (handle >= 0)
        ::close(handle);
    if (!synced)
        return fail(Fault::Io, u"sync of a folder"_s);
#else
    Q_UNUSED(folder) // NTFS journals names by itself
#endif
    return {};
}

Result<> syncFiles(const QStringList &paths)
{
    for (const auto &path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadWrite))
            return failedOn(file, u"open"_s);
#ifdef Q_OS_LINUX
        const bool synced = ::syncfs(file.handle()) == 0; // one journal entry instead of one a file
#else
        const bool synced = syncHandle(file.handle());
#endif
        if (!synced)
            return fail(errno == ENOSPC ? Fault::NoSpace : Fault::Io, u"sync: "_s + QFileInfo(path).fileName());
#ifdef Q_OS_LINUX
        break;
#endif
    }
    return {};
}

Result<> writeDurably(const QString &path, QByteArrayView bytes)
{
    const auto beside = path + u".new"_s;
    if (auto written = writeSynced(beside, bytes); !written)
        return written;
    if (auto renamed = renameOver(beside, path); !renamed)
        return renamed;
    return syncFolder(QFileInfo(path).path());
}

void dropUnfinished(const QString &path)
{
    QFile::remove(path + u".new"_s);
}

Result<QByteArray> readWhole(const QString &path, qint64 maxBytes)
{
    QFile file(path);
    if (!file.exists())
        return fail(Fault::NotFound, QFileInfo(path).fileName());
    if (!file.open(QIODevice::ReadOnly))
        return failedOn(file, u"open"_s);
    if (file.size() > maxBytes)
        return fail(Fault::Corrupt, QFileInfo(path).fileName());
    const auto bytes = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return failedOn(file, u"read"_s);
    return bytes;
}

} // namespace sizhen
