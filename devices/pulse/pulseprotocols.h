// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulseprotocol.h"

#include <memory>

namespace sizhen {

// A language that this program can speak with an instrument.
struct PulseProtocolKind {
    QString id; // as profiles and addresses name it: "contec-9"
    std::unique_ptr<PulseProtocol> (*make)(const PulseSetup &setup);
};

// The one table of them.
[[nodiscard]] const QVector<PulseProtocolKind> &pulseProtocols();

// Fault::Unsupported for an id that is not in the table.
[[nodiscard]] Result<std::unique_ptr<PulseProtocol>> makePulseProtocol(const QString &id, const PulseSetup &setup = {});

// How well bytes fit a protocol: the share of them in sound frames, 0 to 100; 0 for fewer than three frames.
[[nodiscard]] int probePulseProtocol(const PulseProtocolKind &kind, QByteArrayView bytes);

// The protocol that explains the bytes best, when it explains most of them; else an empty id.
[[nodiscard]] QString recognisePulseProtocol(QByteArrayView bytes);

} // namespace sizhen
