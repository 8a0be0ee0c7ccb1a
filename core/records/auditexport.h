// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// What was written; of all files together.
struct AuditExport {
    qint64 access = 0;  // lines of the access log
    qint64 entries = 0; // of every feed that lies here, a partner's too
    int certificates = 0;
    int heads = 0;
};

// The whole trace as JSON Lines for somebody who has none of our programs (docs/wire.md, "Audit export"; tools/verify_log.py checks it):
// access.jsonl, entries.jsonl (sealed: no content can be read from them), certificates.jsonl, heads.jsonl, and manifest.json with the
// number of lines and SHA-256 of each, signed by this station (manifest.sig). Notes the export and signs the head of the log first.
// The folder is made; Fault::Invalid when it is not empty.
[[nodiscard]] Result<AuditExport> exportAudit(Ledger &ledger, const QString &folder, const Actor &actor);

} // namespace sizhen
