// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

// The number that is called in an emergency where the patient is (SES-09): the house's own, else the country's.
namespace sizhen {

[[nodiscard]] QString ownEmergencyPhone(const Ledger &ledger); // empty: the country's
[[nodiscard]] QString emergencyPhoneHere(const Ledger &ledger);
// All stations of the house show it; empty: the country's again. Fault::Invalid "house.number": that is no number.
[[nodiscard]] Result<> keepEmergencyPhone(Ledger &ledger, const QString &number);

} // namespace sizhen
