// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

namespace sizhen {

// One who signs a paper, in the order of signing.
struct PaperSignerRow {
    Label name;
    Label title;
    QByteArray person; // key
    QDateTime signedAt; // invalid: not yet
};

// The signers of "report" (every physician of the invited side who takes part, RPT-03) or "decision" (who drafted it).
[[nodiscard]] QList<PaperSignerRow> paperSigners(const CaseState &state, const QString &paper);

// The newest signed PDF of a paper; nothing: it is not signed.
[[nodiscard]] std::optional<Attachment> signedPdf(const CaseState &state, const QString &paper);

// The paper this person has most likely come for.
[[nodiscard]] QString paperToOpen(const CaseState &state);

} // namespace sizhen
