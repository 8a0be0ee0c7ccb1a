// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"

#include <QSerialPort>
#include <QUrl>

namespace sizhen {

// A serial port or pseudo-terminal: serial:///dev/ttyUSB0?baud=115200. Opened for us alone.
class SerialLink final : public Link
{
    Q_OBJECT
public:
    explicit SerialLink(const QUrl &address, QObject *parent = nullptr);

    [[nodiscard]] Result<> open() override;
    void close() override;
    [[nodiscard]] Result<> write(const QByteArray &bytes) override;

private:
    void onError(QSerialPort::SerialPortError error);

    QSerialPort m_port{this};
    qint32 m_baud = 115200;
};

} // namespace sizhen
