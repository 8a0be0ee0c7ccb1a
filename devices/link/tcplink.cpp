// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/tcplink.h"

#include <QHostAddress>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

TcpLink::TcpLink(const QUrl &address, QObject *parent)
    : Link(parent)
    , m_host(address.host())
    , m_port(address.port())
{
    connect(&m_socket, &QTcpSocket::readyRead, this, [this] { Q_EMIT received(m_socket.readAll()); });
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError) {
        const Error reason{Fault::Io, m_socket.errorString(), {}, u"pulse.unplugged"_s, {}};
        if (const auto rest = m_socket.readAll(); !rest.isEmpty())
            Q_EMIT received(rest);
        ended(reason);
        m_socket.abort();
    });
}

Result<> TcpLink::open()
{
    const QHostAddress host(m_host);
    if (!host.isLoopback() || m_port <= 0)
        return tl::unexpected(Error{Fault::Denied, u"only an instrument on this machine"_s, {}, {}, {}});
    m_socket.connectToHost(host, quint16(m_port));
    began();
    return {};
}

void TcpLink::close()
{
    m_socket.abort();
    ended(Error{Fault::Io, u"closed by us"_s, {}, {}, {}});
}

Result<> TcpLink::write(const QByteArray &bytes)
{
    if (!isOpen())
        return fail(Fault::Io, u"socket is not open"_s);
    if (m_socket.bytesToWrite() + bytes.size() > maxBacklog)
        return fail(Fault::Busy, u"write backlog"_s);
    if (m_socket.write(bytes) != bytes.size())
        return fail(Fault::Io, m_socket.errorString());
    return {};
}

} // namespace sizhen
