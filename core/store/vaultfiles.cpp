// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultfiles.h"

#include "core/base/log.h"
#include "core/store/durablefile.h"
#include "core/store/keyslots.h"
#include "core/store/logscan.h"
#include "core/store/migrator.h"
#include "core/store/storeerror.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Before SQLite touches it: it would take damage for the end of the log.
Result<> refuseDamagedLog(const VaultFiles::Paths &paths, PageSeal &seal)
{
    QFile file(paths.log());
    if (!file.exists() || file.size() == 0)
        return {};
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(Fault::Io, u"vault.db-wal: cannot be read"_s);
    const auto scan = scanLog(seal, file.size(), [&file](qint64 offset, unsigned char *to, int amount) {
        return file.seek(offset) && file.read(reinterpret_cast<char *>(to), amount) == amount;
    });
    if (!scan.damaged.isEmpty())
        return fail(Fault::Corrupt, scan.damaged.constFirst());
    return {};
}

Result<sealing::FileId> fileIdOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return fail(file.exists() ? Fault::Io : Fault::NotFound, u"vault.db"_s);
    if (file.size() < sealing::pageSize) // SQLite would take it for a new one and throw the log away
        return fail(Fault::Corrupt, u"page 1"_s);
    return sealing::readFileId(file.read(sealing::geometryEnd));
}

// For a day on which page 1 is lost (carve.h). Not worth an error: page 1 says the same.
void keepIdCopy(const VaultFiles::Paths &paths, const sealing::FileId &id)
{
    const auto line = QByteArray(reinterpret_cast<const char *>(id.data()), sealing::idSize).toHex() + '\n';
    const auto there = readWhole(paths.idCopy(), 4096);
    if (!there || *there != line + line)
        if (const auto written = writeDurably(paths.idCopy(), line + line); !written)
            qCWarning(lcStore, "vault.id cannot be written");
}

Result<> buildDatabase(const QString &path, const SecretBytes &dataKey, const VaultSeams &seams)
{
    auto vfs = SealVfs::make(dataKey, sealing::newFileId(), seams.baseVfs);
    if (!vfs)
        return tl::unexpected(vfs.error());
    const auto database = Database::open(path, std::move(*vfs), Database::Mode::Create);
    if (!database)
        return tl::unexpected(database.error());
    if (const auto migrated = migrate(**database); !migrated)
        return tl::unexpected(migrated.error());
    return (*database)->checkpoint(); // all of it in one file, synced
}

// The folder's last steps of create(): the name comes when the keys that open it are there.
Result<> giveName(const VaultFiles::Paths &paths)
{
    if (auto renamed = renameOver(paths.unfinished(), paths.database()); !renamed)
        return renamed;
    return syncFolder(paths.folder);
}

} // namespace

VaultFiles::VaultFiles(Paths paths, std::unique_ptr<VaultLock> lock, std::unique_ptr<Database> database,
                       SecretBytes dataKey, VaultSeams seams)
    : m_paths(std::move(paths))
    , m_dataKey(std::move(dataKey))
    , m_seams(std::move(seams))
    , m_lock(std::move(lock))
    , m_database(std::move(database))
    , m_entries(*m_database)
    , m_items(*m_database)
    , m_search(*m_database)
    , m_chunks(m_paths.blobs())
{
}

Result<std::unique_ptr<Vault>> VaultFiles::create(const QString &folder, const SecretBytes &passphrase, KdfCost cost,
                                                  const VaultSeams &seams)
{
    const Paths paths{folder};
    if (!QDir().mkpath(folder))
        return fail(Fault::Io, u"vault: the folder cannot be made"_s);
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    auto lock = VaultLock::take(paths.lock());
    if (!lock)
        return tl::unexpected(lock.error());
    if (Vault::existsIn(folder))
        return tl::unexpected(Error{Fault::Invalid, u"vault: there is one already"_s, {}, u"vault.exists"_s, {}});

    const auto dataKey = SecretBytes::random(keySize);
    auto keys = KeySlots::forKey(dataKey);
    if (auto added = keys.addPassphrase(dataKey, passphrase, cost); !added)
        return tl::unexpected(added.error());
    for (const auto &leftover : {paths.unfinished(), paths.unfinished() + u"-wal"_s})
        QFile::remove(leftover); // of a create() that was cut short: no key of it was ever written
    if (auto built = buildDatabase(paths.unfinished(), dataKey, seams); !built)
        return tl::unexpected(built.error());
    if (auto written = keys.write(paths.keys()); !written)
        return tl::unexpected(written.error());
    if (auto named = giveName(paths); !named)
        return tl::unexpected(named.error());
    (void)syncFolder(
        QFileInfo(folder).absolutePath()); // the new folder's own name; what is above may not be ours to read
    return openLocked(paths, dataKey, seams, std::move(*lock));
}

Result<std::unique_ptr<Vault>> VaultFiles::openWithKey(const QString &folder, const SecretBytes &dataKey,
                                                       const VaultSeams &seams)
{
    const Paths paths{folder};
    if (!Vault::existsIn(folder))
        return fail(Fault::NotFound, u"vault: none in this folder"_s);
    auto lock = VaultLock::take(paths.lock());
    if (!lock)
        return tl::unexpected(lock.error());
    const auto keys = KeySlots::read(paths.keys());
    if (!keys)
        return tl::unexpected(keys.error());
    if (!keys->isFor(dataKey))
        return fail(Fault::WrongPassword, u"vault: another vault's key"_s);
    if (auto finished = finishRekey(paths, dataKey); !finished)
        return tl::unexpected(finished.error());
    if (!QFile::exists(paths.database()) && QFile::exists(paths.unfinished()))
        if (auto named = giveName(paths); !named)
            return tl::unexpected(named.error());
    return openLocked(paths, dataKey, seams, std::move(*lock));
}

Result<std::unique_ptr<Database>> VaultFiles::openDatabase(const Paths &paths, const SecretBytes &dataKey,
                                                           const VaultSeams &seams)
{
    const auto id = fileIdOf(paths.database());
    if (!id)
        return tl::unexpected(id.error());
    auto vfs = SealVfs::make(dataKey, *id, seams.baseVfs);
    if (!vfs)
        return tl::unexpected(vfs.error());
    if (auto sound = refuseDamagedLog(paths, (*vfs)->seal()); !sound)
        return tl::unexpected(sound.error());
    return Database::open(paths.database(), std::move(*vfs), Database::Mode::Existing, seams.checkpointAfter);
}

Result<std::unique_ptr<Vault>> VaultFiles::openLocked(const Paths &paths, const SecretBytes &dataKey,
                                                      const VaultSeams &seams, std::unique_ptr<VaultLock> lock)
{
    auto database = openDatabase(paths, dataKey, seams);
    if (!database)
        return tl::unexpected(database.error());
    if (const auto migrated = migrate(**database); !migrated)
        return tl::unexpected(migrated.error());
    if (const auto id = fileIdOf(paths.database()))
        keepIdCopy(paths, *id);
    std::unique_ptr<VaultFiles> vault(new VaultFiles(paths, std::move(lock), std::move(*database),
                                                     dataKey.clone(), seams)); // ours while the vault is open
    vault->m_chunks.removeUnfinished();
    return vault;
}

Result<> VaultFiles::changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    auto keys = KeySlots::read(m_paths.keys());
    if (!keys)
        return tl::unexpected(storeError(keys.error()));
    auto changed = keys->changePassphrase(oldOne, newOne);
    if (changed)
        changed = keys->write(m_paths.keys());
    return std::move(changed).map_error(storeError);
}

Result<Transaction> VaultFiles::begin()
{
    if (const auto begun = m_database->begin(); !begun)
        return tl::unexpected(begun.error());
    return Transaction([this](bool commit) { return end(commit); });
}

Result<QList<SelfTestItem>> VaultFiles::selfTest()
{
    const auto facts = m_database->facts();
    return facts ? Result<QList<SelfTestItem>>(judge(*facts)) : tl::unexpected(facts.error());
}

Result<> VaultFiles::end(bool commit)
{
    auto ended = m_database->end(commit);
    if (!commit || !ended)
        m_entries.forget();
    return ended;
}

Result<std::unique_ptr<VaultReader>> VaultFiles::reader()
{
    auto database = m_database->reader();
    if (!database)
        return tl::unexpected(storeError(database.error()));
    return std::make_unique<VaultFilesReader>(*m_database, std::move(*database), m_paths.folder, m_paths.blobs());
}

Result<Transaction> VaultFilesReader::hold()
{
    if (const auto begun = m_database->beginReading(); !begun)
        return tl::unexpected(begun.error());
    return Transaction([this](bool commit) { return m_database->end(commit); });
}

Result<std::unique_ptr<Vault>> Vault::create(const QString &folder, const SecretBytes &passphrase, KdfCost cost)
{
    return VaultFiles::create(folder, passphrase, cost, {}).map_error(storeError);
}

Result<std::unique_ptr<Vault>> Vault::open(const QString &folder, const SecretBytes &passphrase)
{
    const auto dataKey = unlockKey(folder, passphrase);
    return dataKey ? openWithKey(folder, *dataKey) : tl::unexpected(dataKey.error());
}

Result<SecretBytes> Vault::unlockKey(const QString &folder, const SecretBytes &passphrase)
{
    return unlockKey(folder, passphrase, SlotKind::Passphrase);
}

Result<QList<KeySlot>> Vault::slotsOf(const QString &folder)
{
    const auto keys = KeySlots::read(VaultFiles::Paths{folder}.keys());
    return keys ? Result<QList<KeySlot>>(keys->list()) : tl::unexpected(storeError(keys.error()));
}

KdfCost Vault::costOf(const QString &folder)
{
    const auto keys = KeySlots::read(VaultFiles::Paths{folder}.keys());
    return keys ? keys->cost() : KdfCost::moderate();
}

Result<> Vault::rekey(const QString &folder, const SecretBytes &dataKey, const NewSlots &fill,
                      const std::function<bool(int percent)> &progress)
{
    return VaultFiles::rekey(folder, dataKey, fill, progress, {}).map_error(storeError);
}

Result<SecretBytes> Vault::unlockKey(const QString &folder, const SecretBytes &secret, SlotKind kind)
{
    const auto keys = KeySlots::read(VaultFiles::Paths{folder}.keys());
    auto key = keys ? keys->unlock(secret, kind) : tl::unexpected(keys.error());
    if (!key && kind == SlotKind::Administrator && key.error().fault == Fault::WrongPassword) {
        const auto ways = keys->list();
        const auto none = std::ranges::find(ways, kind, &KeySlot::kind) == ways.end();
        return tl::unexpected(Error{Fault::WrongPassword, key.error().detail, u"SEC-08"_s,
                                    none ? u"vault.no_code"_s : u"vault.wrong_code"_s, {}});
    }
    return std::move(key).map_error(storeError);
}

Result<std::unique_ptr<Vault>> Vault::openWithKey(const QString &folder, const SecretBytes &dataKey)
{
    return VaultFiles::openWithKey(folder, dataKey, {}).map_error(storeError);
}

bool Vault::existsIn(const QString &folder)
{
    // A database without its keys counts: they may be in a backup, and nobody may build a new vault over it.
    const VaultFiles::Paths paths{folder};
    return QFile::exists(paths.keys()) || QFile::exists(paths.database());
}

} // namespace sizhen
