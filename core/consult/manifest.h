// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

namespace sizhen {

// What the archive of a case holds, from its events alone: every applied act of the case and its invitations, the
// originals they name and the agreement. Acts of archiving itself are left out, so that confirming changes nothing.
[[nodiscard]] Manifest manifestOf(const CaseState &state, const AgreementState &agreement);

// "report.pdf", "pulse.L.cun", "consent.signature" …: the originals that an act names.
struct Original {
    QString kind;
    Attachment attachment;
};

[[nodiscard]] QList<Original> originalsOf(const Act &act);

// What an entry of Manifest::missing means ("fee", "original:report.pdf").
[[nodiscard]] Label archiveItemLabel(const QString &item);

} // namespace sizhen
