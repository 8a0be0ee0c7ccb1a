// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/relayaddress.h"

#include <QSslSocket>
#include <QTcpServer>

namespace sizhen {

// What is spoken plainly to a port of this machine goes on inside TLS to a relay: libnice 0.1.21 says "turns" and sends
// clear text, so the call speaks TURN over TCP to here. Only this machine can connect; the relay's certificate is
// judged by its pin or by the computer's authorities, and nothing is sent before.
class TlsForward final : public QObject
{
    Q_OBJECT
public:
    explicit TlsForward(RelayAddress relay, QObject *parent = nullptr);

    [[nodiscard]] Result<quint16> listen(); // its port

Q_SIGNALS:
    void failed(
        const sizhen::Error &error); // the relay was not reached, or is another: link.relay_gone, link.relay_untrusted

private:
    void accept();
    void join(QTcpSocket *here, QSslSocket *there);
    void judge(QSslSocket *there);
    [[nodiscard]] bool isPinned(const QSslSocket &there) const;

    RelayAddress m_relay;
    QTcpServer m_server;
};

} // namespace sizhen
