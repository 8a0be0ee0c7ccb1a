// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QtGlobal>

namespace sizhen {

// A picture in planes (I420): one value of brightness a pixel, one of each colour for two by two.
struct PlanarPicture {
    QSize size; // even
    quint8 *planes[3] = {};
    int strides[3] = {}; // bytes a row
};

// The synthetic patient: a face that moves over a slow gradient, and below it a clock of seven-segment digits
// (hh:mm:ss.cc of `ms`), by which two pictures can be told apart and a delay be read.
void drawPatient(PlanarPicture &picture, qint64 ms);

// The clock's time in ms as it stands in such a picture, cut to hundredths; -1 when a digit cannot be read.
[[nodiscard]] qint64 readPatientClock(const PlanarPicture &picture);

} // namespace sizhen
