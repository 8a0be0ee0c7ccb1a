// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

namespace sizhen {

// How a person lies in the vault (row kind "key.person"): certificate, sealed keys, and what guards them. Only the ledger reads it.
[[nodiscard]] QByteArray bytesOf(const Ledger::SealedPerson &person);
[[nodiscard]] Result<Ledger::SealedPerson> sealedPersonFrom(const QByteArray &body);

inline constexpr auto personSealContext = QByteArrayView("sizhen.person.keys");
inline constexpr qsizetype personSaltSize = 16;
inline constexpr qsizetype leastReason = 10; // characters, as for every reason of the service

inline constexpr auto settingsRows = QLatin1StringView("local.settings");
// Inside a transaction of the caller.
[[nodiscard]] Result<> putSignInRules(Vault &vault, const SignInRules &rules);

// "The certificate of … ended on …": Untrusted, "sec.certificate_over" or "sec.certificate_early".
[[nodiscard]] Error certificateOver(const PersonCertificate &person);

} // namespace sizhen
