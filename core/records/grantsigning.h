// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// A station's signature over everything else of a grant or receipt (domains "sizhen.grant", "sizhen.receipt").
void signGrant(Grant &grant, const SigningKey &station); // fills station and signature
[[nodiscard]] bool isSigned(const Grant &grant);
void signReceipt(Receipt &receipt, const SigningKey &station);
[[nodiscard]] bool isSigned(const Receipt &receipt);

} // namespace sizhen
