// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// One place where a chain does not hold.
struct AuditFault {
    QString stream; // hex, first 16 digits
    QString feed; // hex
    quint64 sequence = 0;
    QString reason; // "shape" "hash" "chain" "signature" "station" "sealed"; and an Event::problem
};

struct AuditReport {
    int streams = 0;
    int feeds = 0;
    qint64 entries = 0;
    QList<AuditFault> faults;
    QByteArray digest; // BLAKE2b over every feed head, sorted: two audits of the same records agree

    [[nodiscard]] bool sound() const { return faults.isEmpty(); }
};

// Walks every feed from its first entry: shape, hash, previous hash, sequence, station signature, and, where the key is
// here, the person's signature inside. Independent of every projection. Slow: all entries are read and verified.
[[nodiscard]] Result<AuditReport> auditRecords(Ledger &ledger);

} // namespace sizhen
