// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/tracedpulse.h"

namespace sizhen {

// The two SOP classes a pulse may be stored as, with the limits of PS3.3 (2024).
enum class DicomPulse {
    Hemodynamic, // A.34.6: 1 to 4 groups of 1 to 8 channels, at most 400 Hz, SS; pulse and holding pressure
    Arterial // A.34.8: one group of one channel, at most 600 Hz, SB or SS, CID 3004; the pulse alone
};

[[nodiscard]] std::optional<DicomPulse> dicomPulseOf(const QString &name); // "hemodynamic", "arterial"

// Hz: A.34.6.4.5 and A.34.8.4.4. A faster trace is written as means of neighbouring samples and says DERIVED.
[[nodiscard]] double mostHzOf(DicomPulse kind);
[[nodiscard]] double fileHzOf(DicomPulse kind, double recordedHz); // what the file then has

// The trace as a DICOM file (PS3.10, explicit little endian), UTF-8 throughout. A missing sample is the padding value
// -32768; missing stretches, beats and their flaws are annotations. Without a subject the file names nobody and no
// day (PS3.15 E.1): the acquisition is dated 1 January 1985. `software` is "name version".
// Fault::Invalid when nothing was recorded.
[[nodiscard]] Result<QByteArray> dicomFrom(DicomPulse kind, const TracedPulse &trace, const PulseAnalysis &analysis,
                                           const QString &software);

} // namespace sizhen
