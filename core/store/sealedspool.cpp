// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealedspool.h"
#include "core/crypto/primitives.h"
#include "core/store/durablefile.h"
#include "core/store/spoolform.h"
#include "core/store/storeerror.h"

#include <QFileInfo>
#include <QThreadPool>
#include <cerrno>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 longestSpool = 1LL << 30;

} // namespace

SealedSpool::SealedSpool(const QString &path, SecretBytes key)
    : m_file(path)
    , m_key(std::move(key))
{
}

SealedSpool::~SealedSpool()
{
    sync();
}

Result<std::unique_ptr<SealedSpool>> SealedSpool::create(const QString &path, SecretBytes key)
{
    if (QFile::exists(path))
        return fail(Fault::Invalid, u"spool: it is there already"_s);
    std::unique_ptr<SealedSpool> spool(new SealedSpool(path, std::move(key)));
    if (!spool->m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered)
        || spool->m_file.write(spoolform::mark.data(), spoolform::mark.size()) != spoolform::mark.size())
        return tl::unexpected(storeError(Error{Fault::Io, u"spool: cannot be made"_s, {}, {}, {}}));
    if (const auto synced = syncFolder(QFileInfo(path).path()); !synced)
        return tl::unexpected(synced.error());
    return spool;
}

Result<> SealedSpool::append(QByteArrayView record)
{
    if (record.size() > longestRecord)
        return fail(Fault::Invalid, u"spool: a record is too long"_s);
    const auto sealed = seal(m_key, record, spoolform::place(m_next));
    QByteArray bytes(spoolform::lengthSize, Qt::Uninitialized);
    qToLittleEndian(quint32(sealed.size()), bytes.data());
    bytes += sealed;
    const auto before = m_file.pos();
    errno = 0;
    // One write: a process that is killed leaves it whole or not at all, or the tail that open() passes over.
    if (m_file.write(bytes) == bytes.size()) {
        ++m_next;
        return {};
    }
    // Of a write that fills the disk the first part succeeds, and QFile then knows of no error.
    const bool full
        = m_file.error() == QFileDevice::ResourceError || errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    (void)(m_file.resize(before) && m_file.seek(before)); // gives back what cannot be read anyway
    return tl::unexpected(
        storeError(Error{full ? Fault::NoSpace : Fault::Io, u"spool: cannot be written"_s, {}, {}, {}}));
}

void SealedSpool::sync()
{
#ifdef Q_OS_UNIX
    if (!m_file.isOpen() || m_syncing->exchange(true))
        return;
    // Its own handle: the file may be closed before the disk is done.
    const int handle = ::dup(m_file.handle());
    QThreadPool::globalInstance()->start([handle, syncing = m_syncing] {
        if (handle >= 0) {
            (void)::fsync(handle); // the samples are safe in the system meanwhile; the next second tries again
            ::close(handle);
        }
        syncing->store(false);
    });
#else
    m_file.flush();
#endif
}

Result<SealedSpool::Content> SealedSpool::open(QByteArrayView bytes, const SecretBytes &key)
{
    if (!bytes.startsWith(spoolform::mark))
        return fail(Fault::Corrupt, u"spool: not one"_s);
    Content content;
    auto rest = bytes.sliced(spoolform::mark.size());
    while (!rest.isEmpty()) {
        content.cut = true; // until the whole record was there
        if (rest.size() < spoolform::lengthSize)
            break;
        const auto length = qsizetype(qFromLittleEndian<quint32>(rest.data()));
        if (length > longestRecord + spoolform::sealOverhead || length > rest.size() - spoolform::lengthSize)
            break;
        auto record = unseal(key, rest.sliced(spoolform::lengthSize, length),
                             spoolform::place(quint64(content.records.size())));
        if (!record)
            break;
        content.records.append(std::move(*record));
        content.cut = false;
        rest = rest.sliced(spoolform::lengthSize + length);
    }
    return content;
}

Result<SealedSpool::Content> SealedSpool::read(const QString &path, const SecretBytes &key)
{
    const auto bytes = readWhole(path, longestSpool);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return open(*bytes, key);
}

} // namespace sizhen
