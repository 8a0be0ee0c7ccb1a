// SPDX-License-Identifier: GPL-3.0-or-later
// A new data key by sealing the database anew. Two files must change together, so the key slots decide: whoever opens
// the vault with a key that also opens vault.db.resealed takes that file; with any other key it is rubbish.
#include "core/store/durablefile.h"
#include "core/store/storeerror.h"
#include "core/store/vaultfiles.h"

#include <QFile>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isSealedUnder(const QString &path, const SecretBytes &dataKey)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return false;
    const auto page = file.read(sealing::pageSize);
    const auto id = sealing::readFileId(page);
    if (!id || page.size() != sealing::pageSize)
        return false;
    std::array<unsigned char, sealing::pageSize> logical;
    return PageSeal(dataKey, *id).openPage(1, reinterpret_cast<const unsigned char *>(page.constData()), logical.data());
}

} // namespace

Result<> VaultFiles::finishRekey(const Paths &paths, const SecretBytes &dataKey)
{
    QFile::remove(paths.resealing());
    dropUnfinished(paths.keys());
    if (!QFile::exists(paths.resealed()))
        return {};
    if (!isSealedUnder(paths.resealed(), dataKey)) {
        QFile::remove(paths.resealed());
        return syncFolder(paths.folder);
    }
    // The old log belongs to the old file, and all of it is in the new one.
    if (QFile::exists(paths.log()) && !QFile::remove(paths.log()))
        return fail(Fault::Io, u"vault.db-wal: cannot be removed"_s);
    return renameOver(paths.resealed(), paths.database()).and_then([&paths] { return syncFolder(paths.folder); });
}

Result<> VaultFiles::rekey(const QString &folder, const SecretBytes &dataKey, const NewSlots &fill,
                           const std::function<bool(int percent)> &progress, const VaultSeams &seams)
{
    const Paths paths{folder};
    if (!Vault::existsIn(folder))
        return fail(Fault::NotFound, u"vault: none in this folder"_s);
    const auto lock = VaultLock::take(paths.lock());
    if (!lock)
        return tl::unexpected(lock.error());
    const auto before = KeySlots::read(paths.keys());
    if (!before)
        return tl::unexpected(before.error());
    if (!before->isFor(dataKey))
        return fail(Fault::WrongPassword, u"vault: another vault's key"_s);
    if (auto finished = finishRekey(paths, dataKey); !finished)
        return finished;

    const auto newKey = SecretBytes::random(keySize);
    auto fresh = KeySlots::forKey(newKey);
    if (auto filled = fill(fresh, newKey); !filled)
        return filled;
    {
        const auto database = openDatabase(paths, dataKey, seams);
        if (!database)
            return tl::unexpected(database.error());
        auto vfs = SealVfs::make(newKey, sealing::newFileId(), seams.baseVfs);
        if (!vfs)
            return tl::unexpected(vfs.error());
        const auto copied = (*database)->copyTo(paths.resealing(), std::move(*vfs), [&progress](double part) {
            return !progress || progress(int(part * 99));
        });
        if (!copied) {
            QFile::remove(paths.resealing());
            return copied;
        }
    }
    const auto step = [&seams](int number) {
        if (seams.rekeyStep)
            seams.rekeyStep(number);
    };
    step(0);
    // From the second rename on the new file is whole; from the new slots on it is the vault.
    if (auto named = renameOver(paths.resealing(), paths.resealed()); !named)
        return named;
    step(1);
    if (auto synced = syncFolder(folder); !synced)
        return synced;
    step(2);
    if (auto written = fresh.write(paths.keys()); !written)
        return written;
    step(3);
    if (auto finished = finishRekey(paths, newKey); !finished)
        return finished;
    step(4);
    if (progress)
        (void)progress(100);
    return {};
}

} // namespace sizhen
