// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QVector>

namespace sizhen {

// One pulse cut out of its trace.
struct PulseRow {
    QByteArray id;
    QVector<double> samples;
};

// Pulses as text, one a line: an id, then the samples; comma, semicolon or tab. A header line, blank lines and empty
// cells at the end of a line are passed over. Fault::Invalid names the first line that is not numbers.
[[nodiscard]] Result<QVector<PulseRow>> readPulseRows(const QByteArray &text);

// The marks of every row in ms from its start, as text with the header id,on,sp,dn,u,v,w,a,b,c,d,e,f,p1,p2; a mark that
// cannot be seen is empty. Fault::Invalid when nobody samples a pulse at that rate.
[[nodiscard]] Result<QByteArray> fiducialsText(const QVector<PulseRow> &rows, double rateHz);

} // namespace sizhen
