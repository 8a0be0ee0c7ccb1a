// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "core/forms/formlibrary.h"

namespace sizhen {

// Fills in what an act must name by hash and nobody types: the frozen report's content, the signed PDF, the approved
// abstract, the archive's manifest. What is given already stays. Used by the window and the command line alike.
[[nodiscard]] Result<QCborMap> completedArgs(Desk &desk, const FormLibrary &forms, const QByteArray &caseId, const QString &kind,
                                             QCborMap args);
// The same for agreement.submit, agreement.approve and agreement.sign: the hash of the newest draft's text.
[[nodiscard]] Result<QCborMap> completedAgreementArgs(Desk &desk, const QByteArray &partnerRoot, const QString &kind, QCborMap args);

} // namespace sizhen
