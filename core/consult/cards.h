// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casefold.h"

namespace sizhen {

// The board's card of a case, from its events alone; `unconfirmed` is the ledger's to say.
[[nodiscard]] CaseCard cardOf(const CaseFold &fold);
[[nodiscard]] QStringList peopleIn(const CaseState &state, const Certificates &certificates);
[[nodiscard]] Row rowOf(const CaseCard &card);
[[nodiscard]] Result<CaseCard> cardFrom(const Row &row);

// A patient from the events of the patient's stream.
[[nodiscard]] PatientCard patientFrom(const QByteArray &stream, const QList<Event> &events);
[[nodiscard]] Row rowOf(const PatientCard &card);
[[nodiscard]] Result<PatientCard> patientFrom(const Row &row);

} // namespace sizhen
