// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"
#include "core/store/sealedspool.h"
#include "core/store/vault.h"

#include <vector>

namespace sizhen {

struct PulseReread;

// The raw bytes of an instrument in this station's vault (docs/decisions/raw-pulse.md). While a site is taken they lie
// in pulse/<number>.spool beside the database, under a key of their own in a row of the case's drafts; when the
// recording is kept they become an original that no event names, so that it is backed up, and never leaves the house.
// The row, and with it the key, goes when the case is destroyed.
class RawPulse
{
public:
    explicit RawPulse(Vault &vault)
        : m_vault(vault)
    {
    }

    // For the run that begins now at this site of the case (hex). What was left of the site and never kept goes.
    [[nodiscard]] Result<std::unique_ptr<SealedSpool>> begin(const QString &caseHex, const QString &site);

    // Runs that a crash cut short: as a draft of their site, where it holds more than the draft that is there. Returns
    // how many. What was ended and is no draft any more was thrown away by a person, and goes.
    [[nodiscard]] Result<int> recover();

    // These recordings of the case were kept: theirs becomes an original.
    [[nodiscard]] Result<> settle(const QString &caseHex, const QVector<PulseRecording> &kept);

    [[nodiscard]] Result<bool> hasOpen(const QString &caseHex) const; // something that settle() may be asked about

    // Reads the raw bytes of a recording again. Fault::NotFound when none are here (a partner's recording), Corrupt
    // when they are not those that it names.
    [[nodiscard]] Result<PulseReread> reread(const QString &caseHex, const PulseRecording &recording) const;

    // Where the draft of a site lies, and the row of its raw bytes.
    [[nodiscard]] static QString draftPlace(const QString &caseHex, const QString &site);

private:
    struct Entry;

    [[nodiscard]] Result<std::vector<Entry>> entries(const QString &caseHex) const; // empty: of all cases
    [[nodiscard]] Result<> put(const Entry &entry);
    [[nodiscard]] Result<> remove(const Entry &entry); // file and row
    [[nodiscard]] Result<> keep(Entry entry, const QList<QByteArray> &records);
    [[nodiscard]] Result<QList<QByteArray>> records(const Entry &entry) const;
    [[nodiscard]] Result<bool> recoverOne(const Entry &entry);
    [[nodiscard]] QString pathOf(const Entry &entry) const;

    Vault &m_vault;
};

} // namespace sizhen
