// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"
#include "core/store/vault.h"

#include <QJsonObject>

namespace sizhen {

// What a salvage saved and what not: places, numbers and ids, never contents. Goes into a report that IT keeps.
struct SalvageReport {
    // Entries of one feed that were not found; a partner who holds them sends them again.
    struct Gap {
        QString stream; // hex
        QString feed; // hex
        quint64 from = 0;
        quint64 to = 0;
        int behind = 0; // entries after it that were found: kept aside until the gap is filled
    };

    qint64 pages = 0;
    qint64 mended = 0; // pages in which one flipped bit was put right
    QStringList lost; // places that do not open
    qint64 entries = 0; // taken over, hash and signature good
    qint64 aside = 0; // good, but behind a gap
    qint64 refused = 0; // hash or signature does not hold
    QList<Gap> gaps;
    QStringList shortStreams; // "3fa9…: 5 of 7 entries", where the old vault had counted more
    qint64 rows = 0;
    QStringList missingKeys; // of what makes this station itself; empty: the same identity
    qint64 attachments = 0; // sealed chunks, whole
    QStringList damagedAttachments; // chunk addresses that lie there damaged
    QStringList missingAttachments; // named by a record and not there

    [[nodiscard]] bool keepsIdentity() const { return missingKeys.isEmpty(); }

    [[nodiscard]] bool lostNothing() const
    {
        return lost.isEmpty() && gaps.isEmpty() && refused == 0 && shortStreams.isEmpty() && missingKeys.isEmpty()
            && damagedAttachments.isEmpty() && missingAttachments.isEmpty();
    }
};

// Reads the damaged vault in `from` without writing to it and puts what holds into a new sealed vault in `to`, under the
// same passphrase: same institution and station, a new incarnation (this vault must never append to a feed of the old
// one, whose last entries it may not have). Projections are left out; the desk makes them again when it opens the vault.
// Invalid: there is a vault in `to`. WrongPassword; Corrupt: the key slots or every page are gone.
[[nodiscard]] Result<SalvageReport> salvage(const QString &from, const QString &to, const SecretBytes &passphrase,
                                            KdfCost cost = KdfCost::moderate(),
                                            const std::function<void(int percent)> &progress = {});

// The same into the vault's own place, for the log-in page: the damaged folder is kept beside it under another name, as
// it is. Corrupt with "vault.not_salvageable" when what makes this station itself is lost: nothing is moved then.
struct Replaced {
    SalvageReport report;
    QString kept; // folder of the damaged vault
};
[[nodiscard]] Result<Replaced> salvageInPlace(const QString &folder, const SecretBytes &passphrase, const QDateTime &now,
                                              KdfCost cost = KdfCost::moderate());

[[nodiscard]] QJsonObject toJson(const SalvageReport &report);

} // namespace sizhen
