// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/vaultfiles.h"

namespace sizhen {

// Reads everything of an open vault and checks every seal. Works on the vault's own connection, or on a reader's on
// another thread while the vault goes on writing.
class VaultCheck
{
public:
    struct Subject {
        VaultFiles::Paths paths;
        Database &database;
        ChunkFiles &chunks;
        const Database &writer; // knows how many frames of the log are on disk
        bool alone = true; // nobody writes meanwhile
    };

    VaultCheck(Subject subject, CheckControl control);

    // Refused with "vault.check_stopped" when it was cancelled.
    [[nodiscard]] Result<VaultReport> run();

private:
    void keys();
    [[nodiscard]] Result<> log();
    [[nodiscard]] Result<QStringList> lookAtLog();
    [[nodiscard]] Result<> pages();
    [[nodiscard]] Result<> tables();
    [[nodiscard]] Result<> attachments();
    [[nodiscard]] bool pageHolds(quint32 number);
    [[nodiscard]] Result<> goOn(int from, int to, double part); // tells the progress

    Subject m_subject;
    CheckControl m_control;
    VaultReport m_report;
    int m_shown = -1;
};

} // namespace sizhen
