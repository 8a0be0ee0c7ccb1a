// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <memory>

class QLockFile;

namespace sizhen {

// Holds vault.lock while it lives, so that one program at a time has the vault open. The system lets go of it when a
// process dies.
class VaultLock
{
public:
    // Fault::Busy when another process, or another vault of this one, holds it.
    [[nodiscard]] static Result<std::unique_ptr<VaultLock>> take(const QString &path);
    ~VaultLock();
    Q_DISABLE_COPY_MOVE(VaultLock)

private:
    VaultLock();

    int m_handle = -1; // flock(), where there is one
    std::unique_ptr<QLockFile> m_file; // elsewhere
};

} // namespace sizhen
