// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dicom/dicomitem.h"
#include "core/pulse/tracedpulse.h"

namespace sizhen {

// A name as PN (PS3.5 6.2.1): what is not ideographic in the alphabetic group, what is in the ideographic one.
// "王 Wang" becomes "Wang=王", "张三" becomes "=张三". Which word is the family's is not known: nothing is split.
[[nodiscard]] QByteArray dicomName(const QString &name);

// Patient, study, series and times. Exports of one case are one study, those of one hand and instrument one series.
void writeSubject(DicomItem data, const TracedPulse &trace);

// `instrument` is "vendor model serial firmware"; what cannot be told apart stands in the model.
void writeEquipment(DicomItem data, const QString &instrument, const QString &software);

} // namespace sizhen
