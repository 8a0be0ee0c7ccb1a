// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dicom/dicomitem.h"

namespace sizhen {

// Our own coding scheme, "99SIZHEN": what no public scheme has a code for. docs/pulse.md lists all codes. A code is for
// ever: add, never rename, never reuse.
namespace pulsecodes {

inline constexpr auto scheme = "99SIZHEN";

[[nodiscard]] DicomCode own(const QByteArray &value, const QByteArray &meaning);
[[nodiscard]] std::optional<DicomCode> position(const QString &site); // CUN GUAN CHI
[[nodiscard]] std::optional<DicomCode> side(const QString &site); // SNOMED CT left or right
[[nodiscard]] DicomCode unit(const QString &ucum);
[[nodiscard]] DicomCode arterialPulse(); // DCM 109116, the one code of CID 3004
[[nodiscard]] DicomCode holdingPressure();

} // namespace pulsecodes

} // namespace sizhen
