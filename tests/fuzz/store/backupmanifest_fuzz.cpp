// SPDX-License-Identifier: GPL-3.0-or-later
// Manifests of backups as they lie on a foreign disk, and the same clear part properly sealed, so that the reader behind
// the seal is reached.
#include "core/base/cbor.h"
#include "core/crypto/primitives.h"
#include "core/store/backupmanifest.h"
#include "core/store/recoverycode.h"

#include <cstdlib>

using namespace sizhen;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const SecretBytes key(keySize);
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    (void)BackupManifest::read(bytes, key);
    if (const auto manifest = BackupManifest::readClear(bytes)) {
        // What was understood is written and read again as the same.
        const auto again = BackupManifest::read(manifest->write(key), key);
        if (!again || *again != *manifest)
            std::abort();
    }
    if (const auto code = RecoveryCode::parse(SecretBytes::copyOf(bytes)))
        if (!RecoveryCode::parse(code->text()))
            std::abort();
    return 0;
}
