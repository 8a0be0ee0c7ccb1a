// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/seriallink.h"
#include "devices/link/portholder.h"

#include <QFileInfo>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

SerialLink::SerialLink(const QUrl &address, QObject *parent)
    : Link(parent)
    , m_path(address.path())
{
    m_port.setPortName(address.path());
    if (const int baud = QUrlQuery(address).queryItemValue(u"baud"_s).toInt(); baud > 0)
        m_baud = baud;
    const auto parity = QUrlQuery(address).queryItemValue(u"parity"_s);
    if (parity == u"odd"_s)
        m_parity = QSerialPort::OddParity;
    else if (parity == u"even"_s)
        m_parity = QSerialPort::EvenParity;
    connect(&m_port, &QSerialPort::readyRead, this, [this] { Q_EMIT received(m_port.readAll()); });
    connect(&m_port, &QSerialPort::errorOccurred, this, &SerialLink::onError);
}

Result<> SerialLink::open()
{
    m_port.setBaudRate(m_baud);
    m_port.setParity(m_parity);
    // Two readers share out the bytes between them, and not every program asks for the port alone: we look first.
    if (const auto holder = portHolder(m_path); !holder.isEmpty())
        return tl::unexpected(busy(holder));
    if (!m_port.open(QIODevice::ReadWrite))
        return tl::unexpected(refused());
    m_port.clear(QSerialPort::Input); // an instrument that talks unasked filled it with old samples
    began();
    return {};
}

Error SerialLink::busy(const QString &holder)
{
    if (holder.isEmpty())
        return {Fault::Busy, u"the port is taken"_s, {}, u"pulse.port_busy"_s, {}};
    return {Fault::Busy, u"the port is taken"_s, {}, u"pulse.port_busy_by"_s, {{u"program"_s, holder}}};
}

Error SerialLink::refused() const
{
    const auto detail = m_port.errorString();
    const QFileInfo file(m_path);
    switch (m_port.error()) {
    case QSerialPort::DeviceNotFoundError:
        return {Fault::NotFound, detail, {}, u"pulse.port_missing"_s, {}};
    case QSerialPort::PermissionError:
        if (file.exists() && !file.isWritable())
            return {Fault::Denied, detail, {}, u"pulse.port_denied"_s, {{u"group"_s, file.group()}}};
        return busy(portHolder(m_path));
    case QSerialPort::OpenError:
        return busy(portHolder(m_path));
    default:
        return {Fault::Io, detail, {}, {}, {}};
    }
}

void SerialLink::close()
{
    m_port.close();
    ended(Error{Fault::Io, u"closed by us"_s, {}, {}, {}});
}

Result<> SerialLink::write(const QByteArray &bytes)
{
    if (!m_port.isOpen())
        return fail(Fault::Io, u"port is not open"_s);
    if (m_port.bytesToWrite() + bytes.size() > maxBacklog)
        return fail(Fault::Busy, u"write backlog"_s);
    if (m_port.write(bytes) != bytes.size())
        return fail(Fault::Io, m_port.errorString());
    return {};
}

void SerialLink::onError(QSerialPort::SerialPortError error)
{
    // A pulled USB cable shows as either; waiting for more of them fills the log with millions of lines.
    if (!isOpen() || (error != QSerialPort::ResourceError && error != QSerialPort::ReadError))
        return;
    const Error reason{Fault::Io, u"the port went away (%1)"_s.arg(error), {}, u"pulse.unplugged"_s, {}};
    if (const auto rest = m_port.readAll(); !rest.isEmpty())
        Q_EMIT received(rest);
    m_port.close();
    ended(reason);
}

} // namespace sizhen
