// SPDX-License-Identifier: GPL-3.0-or-later
// A vault from a backup: beside its place first, and under its name when everything was checked.
#include "core/store/backupplace.h"
#include "core/store/durablefile.h"
#include "core/store/storeerror.h"
#include "core/store/vaultfiles.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<> mustBeFree(const QString &folder)
{
    if (Vault::existsIn(folder))
        return tl::unexpected(Error{Fault::Invalid, u"restore: a vault is there"_s, {}, u"vault.exists"_s, {}});
    const QFileInfo info(folder);
    if (info.exists() && (!info.isDir() || !QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)))
        return tl::unexpected(
            Error{Fault::Invalid, u"restore: the folder is not empty"_s, u"ARC-08"_s, u"restore.not_empty"_s, {}});
    return {};
}

// Another content than the manifest says is damage, wherever it happened.
Result<> copyChecked(const QString &from, const QString &to, const BackupManifest::File &wanted)
{
    const auto found = describeFile(from);
    if (!found || *found != wanted)
        return tl::unexpected(placeError({found || found.error().fault == Fault::NotFound ? Fault::Corrupt
                                                                                          : found.error().fault,
                                          QFileInfo(from).fileName(),
                                          {},
                                          {},
                                          {}}));
    QFile source(from);
    if (!source.copy(to))
        return tl::unexpected(storeError({source.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io,
                                          u"restore: a file cannot be written"_s,
                                          {},
                                          {},
                                          {}}));
    QFile::setPermissions(to, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

Result<> copyOriginals(const BackupInfo &backup, const BackupManifest &manifest, const QString &to,
                       const BackupProgress &progress)
{
    ChunkFiles from(backup.blobs);
    QSet<QString> folders;
    qsizetype seen = 0;
    for (const auto &original : manifest.originals) {
        if (progress && !progress(10 + int(seen * 85 / manifest.originals.size())))
            return refuse(u"ARC-08"_s, u"backup.cancelled"_s);
        ++seen;
        const auto sealed = from.chunk(original.address);
        if (!sealed)
            return tl::unexpected(placeError({sealed.error().fault == Fault::NotFound ? Fault::Corrupt
                                                                                      : sealed.error().fault,
                                              u"attachment "_s + QString::fromLatin1(original.address.toHex()),
                                              {},
                                              {},
                                              {}}));
        const auto path = BackupPlace{to}.original(original.address);
        const auto folder = QFileInfo(path).path();
        if (!folders.contains(folder) && !QDir().mkpath(folder))
            return fail(Fault::Io, u"restore: a folder cannot be made"_s);
        folders.insert(folder);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write(*sealed) != sealed->size())
            return tl::unexpected(storeError({file.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io,
                                              u"restore: an original cannot be written"_s,
                                              {},
                                              {},
                                              {}}));
    }
    return {};
}

Result<RestoreSummary> build(const BackupInfo &backup, const SecretBytes &dataKey, const QString &folder,
                             const std::function<Result<>(Vault &)> &finish, const BackupProgress &progress)
{
    const auto bytes = readWhole(BackupPlace::manifest(backup.folder), BackupPlace::maxManifest).map_error(placeError);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto manifest = BackupManifest::read(*bytes, dataKey).map_error(placeError);
    if (!manifest)
        return tl::unexpected(manifest.error());
    if (!QDir().mkpath(folder))
        return fail(Fault::Io, u"restore: the folder cannot be made"_s);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const VaultFiles::Paths paths{folder};
    const auto copied
        = copyChecked(BackupPlace::keys(backup.folder), paths.keys(), manifest->keys)
              .and_then([&] {
                  return copyChecked(BackupPlace::database(backup.folder), paths.database(), manifest->database);
              })
              .and_then([&] { return copyOriginals(backup, *manifest, folder, progress); })
              .and_then([&] { return syncFiles({paths.keys(), paths.database()}); });
    if (!copied)
        return tl::unexpected(copied.error());
    auto vault = VaultFiles::openWithKey(folder, dataKey, {});
    if (!vault)
        return tl::unexpected(storeError(vault.error()));
    if (const auto finished = finish(**vault); !finished)
        return tl::unexpected(finished.error());
    return RestoreSummary{manifest->originals.size(),
                          manifest->database.size + manifest->keys.size + manifest->originalBytes(), 0};
}

} // namespace

Result<RestoreSummary> restoreBackup(const BackupInfo &backup, const SecretBytes &dataKey, const QString &folder,
                                     const std::function<Result<>(Vault &)> &finish, const BackupProgress &progress)
{
    QElapsedTimer timer;
    timer.start();
    const auto place = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (const auto isFree = mustBeFree(place); !isFree)
        return tl::unexpected(isFree.error());
    const auto unfinished = place + u".restoring"_s;
    QDir(unfinished).removeRecursively();
    auto built = build(backup, dataKey, unfinished, finish, progress);
    if (!built) {
        QDir(unfinished).removeRecursively();
        return built;
    }
    QDir().rmdir(place); // empty, or not there
    const auto named = renameOver(unfinished, place).and_then([&] { return syncFolder(QFileInfo(place).path()); });
    if (!named)
        return tl::unexpected(storeError(named.error()));
    built->seconds = double(timer.elapsed()) / 1000.0;
    if (progress)
        (void)progress(100);
    return built;
}

} // namespace sizhen
