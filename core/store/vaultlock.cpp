// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultlock.h"

#include <QFile>
#include <QLockFile>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

VaultLock::VaultLock() = default;

Result<std::unique_ptr<VaultLock>> VaultLock::take(const QString &path)
{
    std::unique_ptr<VaultLock> lock(new VaultLock);
#ifdef Q_OS_UNIX
    // Not QLockFile: after kill -9 it asks whether a process of that number and name lives, and another station may.
    lock->m_handle = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock->m_handle < 0 && errno == EROFS)
        return tl::unexpected(
            Error{Fault::Io, u"vault.lock: a read-only drive"_s, u"EMG-05"_s, u"vault.read_only"_s, {}});
    if (lock->m_handle < 0)
        return fail(errno == ENOSPC ? Fault::NoSpace : Fault::Io, u"vault.lock: cannot be opened"_s);
    if (::flock(lock->m_handle, LOCK_EX | LOCK_NB) != 0)
        return fail(errno == EWOULDBLOCK ? Fault::Busy : Fault::Io, u"vault.lock: held elsewhere"_s);
#else
    lock->m_file = std::make_unique<QLockFile>(path);
    lock->m_file->setStaleLockTime(0);
    if (!lock->m_file->tryLock(0))
        return fail(lock->m_file->error() == QLockFile::LockFailedError ? Fault::Busy : Fault::Io,
                    u"vault.lock: held elsewhere"_s);
#endif
    return lock;
}

VaultLock::~VaultLock()
{
#ifdef Q_OS_UNIX
    if (m_handle >= 0)
        ::close(m_handle);
#endif
}

} // namespace sizhen
