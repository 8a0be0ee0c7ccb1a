// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealedspool.h"
#include "core/crypto/primitives.h"
#include "core/store/durablefile.h"
#include "core/store/storeerror.h"

#include <QThreadPool>
#include <QtEndian>

#include <array>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QByteArrayView spoolMark("SZSPOOL1");
constexpr qint64 longestSpool = 1LL << 30;
constexpr qsizetype lengthSize = 4;
constexpr qsizetype sealOverhead = 40;

QByteArray spoolPlace(quint64 number)
{
    QByteArray place("sizhen.spool-v1");
    std::array<char, 8> bytes{};
    qToBigEndian(number, bytes.data());
    return place.append(bytes.data(), bytes.size());
}

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
        || spool->m_file.write(spoolMark.data(), spoolMark.size()) != spoolMark.size())
        return tl::unexpected(storeError(Error{Fault::Io, u"spool: cannot be made"_s, {}, {}, {}}));
    if (const auto synced = syncFolder(QFileInfo(path).path()); !synced)
        return tl::unexpected(synced.error());
    return spool;
}

Result<> SealedSpool::append(QByteArrayView record)
{
    if (record.size() > longestRecord)
        return fail(Fault::Invalid, u"spool: a record is too long"_s);
    const auto sealed = seal(m_key, record, spoolPlace(m_next++));
    QByteArray bytes(lengthSize, Qt::Uninitialized);
    qToLittleEndian(quint32(sealed.size()), bytes.data());
    bytes += sealed;
    // One write: a process that is killed leaves it whole or not at all, or the tail that open() passes over.
    if (m_file.write(bytes) != bytes.size())
        return tl::unexpected(
            storeError(Error{m_file.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io,
                             u"spool: cannot be written"_s,
                             {},
                             {},
                             {}}));
    return {};
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
    if (!bytes.startsWith(spoolMark))
        return fail(Fault::Corrupt, u"spool: not one"_s);
    Content content;
    auto rest = bytes.sliced(spoolMark.size());
    while (!rest.isEmpty()) {
        content.cut = true; // until the whole record was there
        if (rest.size() < lengthSize)
            break;
        const auto length = qsizetype(qFromLittleEndian<quint32>(rest.data()));
        if (length > longestRecord + sealOverhead || length > rest.size() - lengthSize)
            break;
        auto record = unseal(key, rest.sliced(lengthSize, length), spoolPlace(quint64(content.records.size())));
        if (!record)
            break;
        content.records.append(std::move(*record));
        content.cut = false;
        rest = rest.sliced(lengthSize + length);
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
