// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tlsforward.h"

#include "core/crypto/primitives.h"
#include "core/crypto/x509.h"

#include <QPointer>
#include <QSslConfiguration>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostConnections = 8; // a call needs one a stream at most
constexpr qint64 mostUnsent = 256 * 1024; // more is late anyhow

Error relayError(Fault fault, const QString &message, const QString &detail)
{
    return {fault, u"relay: "_s + detail, u"SES-14"_s, message, {}};
}

// No more is read from one than the other takes.
void pump(QTcpSocket *from, QTcpSocket *to)
{
    if (to->bytesToWrite() < mostUnsent && from->bytesAvailable() > 0)
        to->write(from->read(mostUnsent));
}

} // namespace

TlsForward::TlsForward(RelayAddress relay, QObject *parent)
    : QObject(parent)
    , m_relay(std::move(relay))
{
    m_server.setMaxPendingConnections(mostConnections);
    connect(&m_server, &QTcpServer::newConnection, this, &TlsForward::accept);
}

Result<quint16> TlsForward::listen()
{
    if (!m_server.listen(QHostAddress::LocalHost, 0))
        return tl::unexpected(relayError(Fault::Io, u"link.relay_gone"_s, m_server.errorString()));
    return m_server.serverPort();
}

void TlsForward::accept()
{
    while (auto *here = m_server.nextPendingConnection()) {
        if (findChildren<QSslSocket *>().size() >= mostConnections) {
            here->deleteLater();
            continue;
        }
        here->setParent(this);
        auto *there = new QSslSocket(this);
        if (!m_relay.pin.isEmpty())
            there->setPeerVerifyMode(QSslSocket::QueryPeer); // judge() compares the pin
        join(here, there);
        there->connectToHostEncrypted(m_relay.host, m_relay.port);
    }
}

bool TlsForward::isPinned(const QSslSocket &there) const
{
    const auto spki = spkiOf(there.sslConfiguration().peerCertificate().toDer());
    return spki && sha256(*spki) == m_relay.pin;
}

void TlsForward::judge(QSslSocket *there)
{
    if (m_relay.pin.isEmpty() || isPinned(*there))
        return;
    Q_EMIT failed(
        relayError(Fault::Untrusted, u"link.relay_untrusted"_s, u"another certificate than the pinned one"_s));
    there->abort();
}

void TlsForward::join(QTcpSocket *here, QSslSocket *there)
{
    here->setReadBufferSize(mostUnsent);
    there->setReadBufferSize(mostUnsent);
    connect(there, &QSslSocket::encrypted, this, [this, here, there] {
        judge(there);
        if (there->isEncrypted())
            pump(here, there);
    });
    const auto toThere = [here, there] {
        if (there->isEncrypted())
            pump(here, there);
    };
    const auto toHere = [here, there] { pump(there, here); };
    connect(here, &QTcpSocket::readyRead, there, toThere);
    connect(there, &QSslSocket::encryptedBytesWritten, here, toThere);
    connect(there, &QSslSocket::readyRead, here, toHere);
    connect(here, &QTcpSocket::bytesWritten, there, toHere);
    connect(there, &QSslSocket::errorOccurred, this, [this, there](QAbstractSocket::SocketError error) {
        if (error != QAbstractSocket::RemoteHostClosedError)
            Q_EMIT failed(error == QAbstractSocket::SslHandshakeFailedError
                              ? relayError(Fault::Untrusted, u"link.relay_untrusted"_s, there->errorString())
                              : relayError(Fault::Io, u"link.relay_gone"_s, there->errorString()));
    });
    const auto end = [one = QPointer<QTcpSocket>(here), other = QPointer<QTcpSocket>(there)] {
        for (const auto &socket : {one, other})
            if (socket) {
                socket->disconnectFromHost();
                socket->deleteLater();
            }
    };
    connect(here, &QTcpSocket::disconnected, this, end);
    connect(there, &QSslSocket::disconnected, this, end);
    connect(there, &QSslSocket::errorOccurred, this, end);
}

} // namespace sizhen
