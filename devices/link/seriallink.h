// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"

#include <QSerialPort>
#include <QUrl>

namespace sizhen {

// A serial port or pseudo-terminal: serial:///dev/ttyUSB0?baud=19200&parity=odd (none, even; 8 data bits, one stop
// bit). Opened for us alone; what lay in the port before is thrown away.
class SerialLink final : public Link
{
    Q_OBJECT
public:
    explicit SerialLink(const QUrl &address, QObject *parent = nullptr);

    [[nodiscard]] Result<> open() override;
    void close() override;
    [[nodiscard]] Result<> write(const QByteArray &bytes) override;

private:
    [[nodiscard]] static Error busy(const QString &holder); // a program's name, or empty
    [[nodiscard]] Error refused() const; // why open() failed
    void onError(QSerialPort::SerialPortError error);

    QString m_path; // QSerialPort gives back only a part of it
    QSerialPort m_port{this};
    qint32 m_baud = 115200;
    QSerialPort::Parity m_parity = QSerialPort::NoParity;
};

} // namespace sizhen
