// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dicom/dicomitem.h"
#include "core/pulse/tracedpulse.h"

namespace sizhen {

// Waveform Annotation (PS3.3 C.10.10): missing stretches, and the beats of `analysis`, each kind of flaw for itself.
// Places are samples of `trace`, the first is 1.
void writeAnnotations(DicomItem data, const TracedPulse &trace, const PulseAnalysis &analysis);

} // namespace sizhen
