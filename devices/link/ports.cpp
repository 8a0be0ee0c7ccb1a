// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/ports.h"

#include <QSerialPortInfo>

namespace sizhen {

QVector<SerialPort> presentSerialPorts()
{
    QVector<SerialPort> ports;
    const auto infos = QSerialPortInfo::availablePorts();
    for (const auto &info : infos)
        ports.append({info.systemLocation(), info.hasVendorIdentifier() ? info.vendorIdentifier() : quint16(0),
                      info.hasProductIdentifier() ? info.productIdentifier() : quint16(0), info.serialNumber()});
    return ports;
}

} // namespace sizhen
