// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QCborMap>
#include <QCborValue>

namespace sizhen::cbor {

// Deterministic CBOR (RFC 8949 §4.2.1): shortest integers, definite lengths, map keys sorted bytewise by their encoding,
// floating point in the shortest form that keeps the value. The same value gives the same bytes on every machine.
[[nodiscard]] QByteArray encode(const QCborValue &value);

// Decodes exactly one value that fills `bytes`. Refuses trailing bytes, nesting deeper than 32, indefinite lengths and
// anything that does not re-encode to the same bytes (Fault::Corrupt), so a hash of the bytes is a hash of the value.
[[nodiscard]] Result<QCborValue> decode(const QByteArray &bytes);

// The same, and the value must be a map.
[[nodiscard]] Result<QCborMap> decodeMap(const QByteArray &bytes);

} // namespace sizhen::cbor
