// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/backupmanifest.h"

#include "core/base/cbor.h"
#include "core/crypto/primitives.h"

#include <QCborArray>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int format = 1;
constexpr int vaultIdSize = 16;
constexpr qsizetype originalSize = hashSize + qsizetype(sizeof(quint64));
constexpr qint64 mostBytes = qint64(1) << 50; // of one file: anything larger is no size

SecretBytes manifestKey(const SecretBytes &dataKey)
{
    return deriveSubkey(dataKey, "sizhen.backup-manifest-v1");
}

QCborArray toCbor(const BackupManifest::File &file)
{
    return {file.size, file.hash};
}

Result<BackupManifest::File> fileFrom(const QCborValue &value)
{
    const auto pair = value.toArray();
    const BackupManifest::File file{pair.at(0).toInteger(-1), pair.at(1).toByteArray()};
    if (pair.size() != 2 || file.size < 0 || file.size > mostBytes || file.hash.size() != hashSize)
        return fail(Fault::Corrupt, u"manifest: a file's size or hash"_s);
    return file;
}

Result<QList<BackupManifest::Original>> originalsFrom(const QByteArray &packed)
{
    if (packed.size() % originalSize != 0)
        return fail(Fault::Corrupt, u"manifest: the list of originals"_s);
    QList<BackupManifest::Original> originals;
    originals.reserve(packed.size() / originalSize);
    for (qsizetype at = 0; at < packed.size(); at += originalSize) {
        const auto size = qFromBigEndian<quint64>(packed.constData() + at + hashSize);
        if (size > quint64(mostBytes))
            return fail(Fault::Corrupt, u"manifest: the size of an original"_s);
        originals.append({packed.mid(at, hashSize), qint64(size)});
    }
    return originals;
}

Result<std::pair<QByteArray, QByteArray>> partsOf(const QByteArray &bytes)
{
    const auto outer = cbor::decodeMap(bytes);
    if (!outer)
        return tl::unexpected(outer.error());
    return std::pair{outer->value(u"clear"_s).toByteArray(), outer->value(u"sealed"_s).toByteArray()};
}

Result<BackupManifest> fromClear(const QByteArray &clear)
{
    const auto map = cbor::decodeMap(clear);
    if (!map)
        return tl::unexpected(map.error());
    if (map->value(u"format"_s).toInteger() != format)
        return fail(Fault::Unsupported, u"manifest: format %1"_s.arg(map->value(u"format"_s).toInteger()));
    BackupManifest manifest;
    manifest.vaultId = map->value(u"vault"_s).toByteArray();
    manifest.at = QDateTime::fromString(map->value(u"at"_s).toString(), Qt::ISODate);
    const auto database = fileFrom(map->value(u"database"_s));
    const auto keys = fileFrom(map->value(u"keys"_s));
    auto originals = originalsFrom(map->value(u"originals"_s).toByteArray());
    if (!database || !keys || !originals)
        return tl::unexpected(!database ? database.error() : !keys ? keys.error() : originals.error());
    if (manifest.vaultId.size() != vaultIdSize || !manifest.at.isValid())
        return fail(Fault::Corrupt, u"manifest: the vault or the time"_s);
    manifest.database = *database;
    manifest.keys = *keys;
    manifest.originals = *std::move(originals);
    return manifest;
}

} // namespace

QByteArray BackupManifest::write(const SecretBytes &dataKey) const
{
    QByteArray packed;
    packed.reserve(originals.size() * originalSize);
    for (const auto &original : originals) {
        const auto size = qToBigEndian(quint64(original.size));
        packed.append(original.address).append(reinterpret_cast<const char *>(&size), sizeof size);
    }
    const auto clear = cbor::encode(QCborMap{{u"format"_s, format},
                                             {u"vault"_s, vaultId},
                                             {u"at"_s, at.toUTC().toString(Qt::ISODate)},
                                             {u"database"_s, toCbor(database)},
                                             {u"keys"_s, toCbor(keys)},
                                             {u"originals"_s, packed}});
    const auto details = cbor::encode(QCborMap{{u"by"_s, by}, {u"entries"_s, entries}});
    return cbor::encode(QCborMap{{u"clear"_s, clear}, {u"sealed"_s, seal(manifestKey(dataKey), details, clear)}});
}

Result<BackupManifest> BackupManifest::readClear(const QByteArray &bytes)
{
    const auto parts = partsOf(bytes);
    return parts ? fromClear(parts->first) : tl::unexpected(parts.error());
}

Result<BackupManifest> BackupManifest::read(const QByteArray &bytes, const SecretBytes &dataKey)
{
    const auto parts = partsOf(bytes);
    if (!parts)
        return tl::unexpected(parts.error());
    const auto details = unseal(manifestKey(dataKey), parts->second, parts->first);
    if (!details)
        return fail(Fault::Corrupt, u"manifest: the seal is broken"_s);
    const auto map = cbor::decodeMap(*details);
    auto manifest = fromClear(parts->first);
    if (!map || !manifest)
        return tl::unexpected(map ? manifest.error() : map.error());
    manifest->by = map->value(u"by"_s).toString();
    manifest->entries = map->value(u"entries"_s).toInteger();
    return manifest;
}

qint64 BackupManifest::originalBytes() const
{
    qint64 sum = 0;
    for (const auto &original : originals)
        sum += original.size;
    return sum;
}

Result<BackupManifest::File> describeFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(file.exists() ? Fault::Io : Fault::NotFound, QFileInfo(path).fileName());
    // Block by block and not mapped: a drive that goes meanwhile must give an error, not a signal.
    constexpr qint64 block = 1024 * 1024;
    BackupManifest::File described;
    QByteArray hashes;
    QByteArray bytes(block, Qt::Uninitialized);
    for (;;) {
        const auto got = file.read(bytes.data(), block);
        if (got < 0)
            return fail(Fault::Io, QFileInfo(path).fileName());
        if (got == 0)
            break;
        described.size += got;
        hashes.append(hash("sizhen.backup-block-v1", QByteArrayView(bytes.constData(), got)));
    }
    described.hash = hash("sizhen.backup-file-v1", hashes);
    return described;
}

} // namespace sizhen
