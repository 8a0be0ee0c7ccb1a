// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace sizhen {

// All that a hub reads of an envelope. Suite, size bucket and what is sealed are between the two ends, so that a hub
// also carries what only newer stations understand.
struct EnvelopeLabel {
    QByteArray id; // 16
    QByteArray mailbox; // 16
    qint64 expiryMs = 0; // since 1970 UTC
};

// Fault::Corrupt when the label is no label or the length it tells is not the length that is there.
[[nodiscard]] Result<EnvelopeLabel> readLabel(const QByteArray &envelope);

} // namespace sizhen
