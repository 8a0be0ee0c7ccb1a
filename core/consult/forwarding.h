// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

// A call of four ends or more goes by a forwarding server of one of the two institutions, which is an end of it and could
// see and hear (SES-08). The patient is told so and says yes or no; no by default, and taken back at any time.
namespace sizhen {

// May picture and sound go by the server of this house (its root) now? The consent to the service stands, and the
// patient agreed to this server. SES-08 "forwarder.no_consent".
[[nodiscard]] Result<> forwardingAllowed(const CaseState &state, const QByteArray &house);

// The patient's newest word about this house's server; nullptr: none, which is a no.
[[nodiscard]] const Act *forwardingWordOf(const CaseState &state, const QByteArray &house);
[[nodiscard]] bool hasAgreedToForwarding(const CaseState &state, const QByteArray &house);
// Whom a "no" is to be written down for: a patient who takes it back means any server.
[[nodiscard]] QList<QByteArray> agreedForwarders(const CaseState &state);

// `how` the patient, or who stands for them, said it; needed for a yes.
[[nodiscard]] QCborMap forwardingWordArgs(const QByteArray &house, bool agreed, const QString &how);

} // namespace sizhen
