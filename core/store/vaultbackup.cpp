// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultbackup.h"

#include "core/store/durablefile.h"
#include "core/store/storeerror.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int databasePart = 50; // of 100
constexpr qint64 batchBytes = 128LL * 1024 * 1024; // of originals that are made durable together

Result<> goOn(const BackupProgress &progress, int percent)
{
    if (progress && !progress(percent))
        return refuse(u"ARC-08"_s, u"backup.cancelled"_s);
    return {};
}

} // namespace

VaultFilesBackup::VaultFilesBackup(BackupOrder order, VaultFiles::Paths vault, std::unique_ptr<Database> reader,
                                   SecretBytes dataKey, QByteArray baseVfs)
    : m_order(std::move(order))
    , m_vault(std::move(vault))
    , m_reader(std::move(reader))
    , m_dataKey(std::move(dataKey))
    , m_baseVfs(std::move(baseVfs))
    , m_place{QDir::cleanPath(m_order.place)}
{
}

Result<BackupSummary> VaultFilesBackup::run(const BackupProgress &progress)
{
    QElapsedTimer timer;
    timer.start();
    if (!QDir().mkpath(m_place.folder))
        return tl::unexpected(placeError({Fault::Io, u"backup: the folder cannot be made"_s, {}, {}, {}}));
    const auto lock = VaultLock::take(m_place.lock()).map_error(placeError);
    if (!lock)
        return tl::unexpected(lock.error());
    if (const auto ours = checkPlace(); !ours)
        return tl::unexpected(ours.error());
    m_place.removeUnfinished();
    const auto name = m_place.nextName(m_order.at);
    const auto unfinished = m_place.folder + u'/' + BackupPlace::unfinishedPrefix + name;
    m_summary.generation = name;
    m_summary.at = m_order.at;
    auto made = make(unfinished, progress);
    if (!made) {
        m_place.removeUnfinished();
        return made;
    }
    m_place.prune(m_order.keep);
    made->seconds = double(timer.elapsed()) / 1000.0;
    return made;
}

// One place, one vault: tidying up must know every generation's originals.
Result<> VaultFilesBackup::checkPlace() const
{
    const auto before = listBackups(m_place.folder);
    if (!before)
        return tl::unexpected(before.error());
    for (const auto &generation : *before)
        if (generation.vaultId != m_order.vaultId)
            return tl::unexpected(
                Error{Fault::Invalid, u"backup: of another vault"_s, u"ARC-08"_s, u"backup.other_vault"_s, {}});
    if (QFileInfo(m_place.folder).canonicalFilePath().startsWith(QFileInfo(m_vault.folder).canonicalFilePath() + u'/'))
        return tl::unexpected(
            Error{Fault::Invalid, u"backup: inside the vault"_s, u"ARC-08"_s, u"backup.inside_vault"_s, {}});
    return {};
}

Result<BackupSummary> VaultFilesBackup::make(const QString &unfinished, const BackupProgress &progress)
{
    if (!QDir().mkpath(unfinished) || !QDir().mkpath(m_place.blobs()))
        return tl::unexpected(placeError({Fault::Io, u"backup: a folder cannot be made"_s, {}, {}, {}}));
    QFile::setPermissions(unfinished, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_manifest.vaultId = m_order.vaultId;
    m_manifest.at = m_order.at;
    m_manifest.by = m_order.by;
    // The database first: an original lies in the vault before the entry that names it.
    if (const auto done = copyDatabase(unfinished, progress); !done)
        return tl::unexpected(done.error());
    m_reader.reset(); // the vault may cut its log again
    if (const auto done = copyKeys(unfinished); !done)
        return tl::unexpected(done.error());
    if (const auto done = copyOriginals(unfinished, progress); !done)
        return tl::unexpected(done.error());
    m_summary.entries = m_manifest.entries;
    m_summary.databaseBytes = m_manifest.database.size;
    m_summary.originals = m_manifest.originals.size();
    m_summary.originalBytes = m_manifest.originalBytes();
    const auto named = writeDurably(BackupPlace::manifest(unfinished), m_manifest.write(m_dataKey))
                           .and_then([&] { return goOn(progress, 100); })
                           .and_then([&] { return renameOver(unfinished, m_place.folder + u'/' + m_summary.generation); })
                           .and_then([&] { return syncFolder(m_place.folder); });
    if (!named)
        return tl::unexpected(placeError(named.error()));
    return m_summary;
}

Result<> VaultFilesBackup::copyDatabase(const QString &unfinished, const BackupProgress &progress)
{
    if (const auto held = m_reader->beginReading(); !held)
        return held;
    Entries entries(*m_reader);
    const auto count = entries.count();
    if (!count)
        return tl::unexpected(count.error());
    m_manifest.entries = *count;
    auto vfs = SealVfs::make(m_dataKey, sealing::newFileId(), m_baseVfs);
    if (!vfs)
        return tl::unexpected(vfs.error());
    const auto path = BackupPlace::database(unfinished);
    const auto copied = m_reader->copyTo(path, std::move(*vfs), [&progress](double part) {
        return !progress || progress(int(part * databasePart));
    });
    (void)m_reader->end(false);
    if (!copied)
        return tl::unexpected(copied.error().fault == Fault::Corrupt ? copied.error() : placeError(copied.error()));
    const auto described = describeFile(path);
    if (!described)
        return tl::unexpected(placeError(described.error()));
    m_manifest.database = *described;
    return {};
}

// Read and written again, so that both copies of the record are whole.
Result<> VaultFilesBackup::copyKeys(const QString &unfinished)
{
    const auto keys = KeySlots::read(m_vault.keys());
    if (!keys)
        return tl::unexpected(storeError(keys.error()));
    if (!keys->isFor(m_dataKey))
        return fail(Fault::Corrupt, u"key slots"_s);
    const auto path = BackupPlace::keys(unfinished);
    const auto described = keys->write(path).and_then([&path] { return describeFile(path); });
    if (!described)
        return tl::unexpected(placeError(described.error()));
    m_manifest.keys = *described;
    return {};
}

Result<> VaultFilesBackup::copyOriginals(const QString &unfinished, const BackupProgress &progress)
{
    const auto files = ChunkFiles(m_vault.blobs()).files();
    qsizetype seen = 0;
    for (const auto &file : files) {
        if (const auto on = goOn(progress, databasePart + int(seen++ * (99 - databasePart) / files.size())); !on)
            return on;
        const auto address = QByteArray::fromHex(file.section(u'/', -1).toLatin1());
        if (address.size() != hashSize)
            continue; // half written just now: nothing names it yet
        const auto size = QFileInfo(m_vault.blobs() + u'/' + file).size();
        const auto there = liesThere(address, size);
        if (!there)
            return tl::unexpected(there.error());
        if (*there)
            m_manifest.originals.append({address, size});
        else if (const auto copied = copyOriginal(address, unfinished); !copied)
            return copied;
    }
    return settle();
}

Result<bool> VaultFilesBackup::liesThere(const QByteArray &address, qint64 size) const
{
    const QFileInfo info(m_place.original(address));
    if (!info.isFile() || info.size() != size)
        return false;
    return !m_order.verify || ChunkFiles(m_place.blobs()).chunk(address).has_value();
}

Result<> VaultFilesBackup::copyOriginal(const QByteArray &address, const QString &unfinished)
{
    const auto sealed = ChunkFiles(m_vault.blobs()).chunk(address);
    if (!sealed && sealed.error().fault == Fault::NotFound)
        return {}; // destroyed meanwhile
    if (!sealed && sealed.error().fault == Fault::Corrupt) {
        m_summary.damaged.append(u"attachment "_s + QString::fromLatin1(address.toHex()));
        return {};
    }
    if (!sealed)
        return tl::unexpected(storeError(sealed.error()));
    const Pending pending{unfinished + u'/' + QString::fromLatin1(address.toHex()), m_place.original(address)};
    QFile file(pending.from);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write(*sealed) != sealed->size())
        return tl::unexpected(placeError({file.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io,
                                          u"backup: an original cannot be written"_s,
                                          {},
                                          {},
                                          {}}));
    m_manifest.originals.append({address, sealed->size()});
    m_pending.append(pending);
    m_pendingBytes += sealed->size();
    ++m_summary.copied;
    m_summary.copiedBytes += sealed->size();
    return m_pendingBytes < batchBytes ? Result<>() : settle();
}

Result<> VaultFilesBackup::settle()
{
    if (m_pending.isEmpty())
        return {};
    QStringList paths;
    for (const auto &pending : std::as_const(m_pending))
        paths.append(pending.from);
    auto done = syncFiles(paths);
    QSet<QString> folders;
    for (const auto &pending : std::as_const(m_pending)) {
        const auto folder = QFileInfo(pending.to).path();
        if (done && !folders.contains(folder) && !QDir().mkpath(folder))
            done = fail(Fault::Io, u"backup: a folder cannot be made"_s);
        folders.insert(folder);
        if (done)
            done = renameOver(pending.from, pending.to);
    }
    for (const auto &folder : std::as_const(folders))
        if (done)
            done = syncFolder(folder);
    if (done)
        done = syncFolder(m_place.blobs());
    m_pending.clear();
    m_pendingBytes = 0;
    return done.map_error(placeError);
}

Result<std::unique_ptr<VaultBackup>> VaultFiles::backup(const BackupOrder &order)
{
    auto reader = m_database->reader();
    if (!reader)
        return tl::unexpected(storeError(reader.error()));
    return std::make_unique<VaultFilesBackup>(order, m_paths, std::move(*reader), m_dataKey.clone(), m_seams.baseVfs);
}

} // namespace sizhen
