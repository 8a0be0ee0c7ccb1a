// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>

namespace sizhen {

// A serial port that is here now. Its name is only where to open it: it belongs to whatever was plugged in first, and
// another instrument may have it tomorrow.
struct SerialPort {
    QString location; // "/dev/ttyUSB0"
    quint16 vendor = 0; // USB vendor and product; 0: not USB
    quint16 product = 0;
    QString serial; // USB serial number, empty when it has none
    friend bool operator==(const SerialPort &, const SerialPort &) = default;
};

// Asks the system; opens nothing.
[[nodiscard]] QVector<SerialPort> presentSerialPorts();

} // namespace sizhen
