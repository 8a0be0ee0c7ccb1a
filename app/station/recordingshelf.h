// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/secretbytes.h"
#include "core/store/vault.h"

#include <vector>

namespace sizhen {

// Where this station's recordings of sessions lie: recordings/<number>.movie beside the database, each under a key of
// its own in a row of the case's drafts ("recording/<case>/<number>"). The row, and with it the key, goes when the case
// is destroyed; the file without a key is swept at the next start.
class RecordingShelf
{
public:
    struct Kept {
        QByteArray caseId;
        QByteArray number; // 16 bytes: `recording` of the acts
        SecretBytes key;
        bool told = false; // its end stands in the case
    };

    explicit RecordingShelf(Vault &vault)
        : m_vault(vault)
    {
    }

    [[nodiscard]] Result<Kept> begin(const QByteArray &caseId); // the key is kept before there is a file
    [[nodiscard]] Result<> settle(const Kept &kept); // its end was told
    [[nodiscard]] Result<> discard(const Kept &kept); // row and file

    [[nodiscard]] Result<std::vector<Kept>> all() const;
    // NotFound "recording.none".
    [[nodiscard]] Result<Kept> find(const QByteArray &caseId, const QByteArray &number) const;
    [[nodiscard]] QString pathOf(const QByteArray &number) const;
    [[nodiscard]] Result<> sweep(); // files without a key

private:
    [[nodiscard]] Result<> put(const Kept &kept);

    Vault &m_vault;
};

} // namespace sizhen
