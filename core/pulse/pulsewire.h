// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsefields.h"

#include <QCborArray>

// How the parts of a recording that tell how it was taken stand in its CBOR (docs/wire.md).
namespace sizhen::pulsewire {

[[nodiscard]] QString nameOf(PulseMark::Kind kind);

[[nodiscard]] QCborMap toCbor(const PulseCounts &counts);
[[nodiscard]] QCborArray toCbor(const QVector<PulseMark> &marks);
[[nodiscard]] QCborArray toCbor(const QVector<PulseSegment> &segments);
[[nodiscard]] QCborValue toCbor(const std::optional<PulseClockFit> &clock);

// From outside: what is wrong refuses `fields`.
[[nodiscard]] PulseCounts counts(PulseFields &fields, const QString &key);
[[nodiscard]] QVector<PulseSegment> segments(PulseFields &fields, const QString &key, quint64 samples);
[[nodiscard]] QVector<PulseMark> marks(PulseFields &fields, const QString &key, quint64 samples);
[[nodiscard]] std::optional<PulseClockFit> clock(PulseFields &fields, const QString &key);

} // namespace sizhen::pulsewire
