// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// One place where a chain does not hold.
struct AuditFault {
    QString stream; // hex, first 16 digits; "access": the access log
    QString feed; // hex; of the access log the incarnation
    quint64 sequence = 0;
    QString reason; // "shape" "hash" "chain" "signature" "station" "sealed"; and an Event::problem;
                    // of the access log "shape" "chain" "missing" "cut" (a signed head lies further on) "changed" (it has another hash)
};

struct AuditReport {
    int streams = 0;
    int feeds = 0;
    qint64 entries = 0;
    int accessChains = 0; // one an incarnation of this vault
    qint64 accessEntries = 0;
    int accessHeads = 0; // signed heads of ours that were compared with the access log
    QList<AuditFault> faults;
    QList<AuditFault> notices; // a log that ends early because a backup was restored, and says so
    QByteArray digest; // BLAKE2b over every feed head, sorted: two audits of the same records agree

    [[nodiscard]] bool sound() const { return faults.isEmpty(); }
};

// Walks every feed from its first entry: shape, hash, previous hash, sequence, station signature, and, where the key is
// here, the person's signature inside. Independent of every projection. Slow: all entries are read and verified.
// Walks the access log, too, and compares it with every signed head of it that is still to be found.
[[nodiscard]] Result<AuditReport> auditRecords(Ledger &ledger);

// The access log alone; adds to `report`.
[[nodiscard]] Result<> auditAccess(Ledger &ledger, AuditReport &report);

} // namespace sizhen
