// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backupplace.h"

#include "core/store/durablefile.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The number comes first: a clock that was set back must not make an old generation the newest.
const QRegularExpression &generationName()
{
    static const QRegularExpression name(u"^([0-9]{4,9})-[0-9T-]+Z$"_s);
    return name;
}

qlonglong numberOf(const QString &name)
{
    return generationName().match(name).captured(1).toLongLong();
}

} // namespace

Error placeError(Error error)
{
    if (!error.message.isEmpty() && error.fault == Fault::Refused)
        return error;
    error.rule = u"ARC-08"_s;
    switch (error.fault) {
    case Fault::NoSpace:
        error.message = u"backup.no_space"_s;
        break;
    case Fault::Busy:
        error.message = u"backup.running"_s;
        break;
    case Fault::Corrupt:
        error.message = u"backup.damaged"_s;
        error.args.insert(u"place"_s, error.detail);
        break;
    case Fault::NotFound:
    case Fault::Io:
        error.message = u"backup.target_gone"_s;
        break;
    default:
        break;
    }
    return error;
}

QString BackupPlace::original(const QByteArray &address) const
{
    const auto name = QString::fromLatin1(address.toHex());
    return blobs() + u'/' + name.first(2) + u'/' + name;
}

QStringList BackupPlace::generations() const
{
    auto names = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    names.removeIf([this](const QString &name) {
        return !generationName().match(name).hasMatch() || !QFileInfo::exists(manifest(folder + u'/' + name));
    });
    std::ranges::sort(names, {}, numberOf);
    return names;
}

QString BackupPlace::nextName(const QDateTime &at) const
{
    const auto before = generations();
    const auto number = before.isEmpty() ? 1 : numberOf(before.constLast()) + 1;
    return u"%1-%2"_s.arg(number, 4, 10, QLatin1Char('0')).arg(at.toUTC().toString(u"yyyy-MM-ddTHH-mm-ss"_s)) + u'Z';
}

void BackupPlace::removeUnfinished() const
{
    for (const auto &name : QDir(folder).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot))
        if (name.startsWith(unfinishedPrefix))
            QDir(folder + u'/' + name).removeRecursively();
}

void BackupPlace::prune(int keep) const
{
    const auto names = generations();
    for (qsizetype i = 0; i + std::max(1, keep) < names.size(); ++i) {
        // Under its own name it is whole to the last.
        const auto leaving = folder + u'/' + unfinishedPrefix + names[i];
        if (renameOver(folder + u'/' + names[i], leaving))
            QDir(leaving).removeRecursively();
    }
    QSet<QByteArray> named;
    for (const auto &name : generations()) {
        const auto bytes = readWhole(manifest(folder + u'/' + name), maxManifest);
        const auto read = bytes ? BackupManifest::readClear(*bytes) : tl::unexpected(bytes.error());
        if (!read)
            return; // what it names is not known, so nothing may go
        for (const auto &one : read->originals)
            named.insert(one.address);
    }
    QDirIterator it(blobs(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const auto path = it.next();
        if (!named.contains(QByteArray::fromHex(it.fileName().toLatin1())))
            QFile::remove(path);
    }
}

Result<QList<BackupInfo>> listBackups(const QString &folder)
{
    const BackupPlace place{folder};
    QList<BackupInfo> all;
    for (const auto &name : place.generations()) {
        auto info = findBackup(folder + u'/' + name);
        if (info)
            all.append(*std::move(info));
    }
    return all;
}

Result<BackupInfo> findBackup(const QString &path)
{
    auto generation = QDir::cleanPath(path);
    if (!QFileInfo::exists(BackupPlace::manifest(generation))) {
        const auto names = BackupPlace{generation}.generations();
        if (names.isEmpty())
            return tl::unexpected(
                Error{Fault::NotFound, u"backup: no whole generation"_s, u"ARC-08"_s, u"backup.none"_s, {}});
        generation += u'/' + names.constLast();
    }
    const auto bytes = readWhole(BackupPlace::manifest(generation), BackupPlace::maxManifest).map_error(placeError);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto manifest = BackupManifest::readClear(*bytes).map_error(placeError);
    if (!manifest)
        return tl::unexpected(manifest.error());
    const QFileInfo info(generation);
    return BackupInfo{generation,           BackupPlace{info.path()}.blobs(), info.fileName(),
                      manifest->vaultId,    manifest->at,                     manifest->database.size,
                      manifest->originals.size(), manifest->originalBytes()};
}

Result<SecretBytes> unlockBackup(const BackupInfo &backup, const SecretBytes &secret, SlotKind kind)
{
    const auto keys = KeySlots::read(BackupPlace::keys(backup.folder)).map_error(placeError);
    if (!keys)
        return tl::unexpected(keys.error());
    return keys->unlock(secret, kind).map_error([](Error error) {
        if (error.fault == Fault::WrongPassword) {
            error.rule = u"SEC-08"_s;
            error.message = u"vault.wrong_passphrase"_s;
        }
        return error;
    });
}

} // namespace sizhen
