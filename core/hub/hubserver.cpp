// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubserver.h"

#include "core/hub/hublog.h"

#include <QHostAddress>
#include <QNetworkRequest>
#include <QWebSocket>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

namespace {

constexpr int tickMs = 1'000;
constexpr int handshakeMs = 10'000;
constexpr int goodbyeMs = 3'000;

} // namespace

HubConnection::HubConnection(HubServer &server, QWebSocket *socket, QString address)
    : QObject(&server)
    , m_server(server)
    , m_socket(socket)
    , m_address(std::move(address))
    , m_session(server.m_room,
                {[socket](const QByteArray &bytes) { socket->sendBinaryMessage(bytes); },
                 [socket] { return socket->bytesToWrite(); }, [socket] { socket->close(); }})
    , m_sinceMs(server.m_room.nowMs())
    , m_heardMs(m_sinceMs)
{
    socket->setParent(this);
    socket->setMaxAllowedIncomingMessageSize(maxLoginBytes);
    socket->setMaxAllowedIncomingFrameSize(maxLoginBytes);
    connect(socket, &QWebSocket::binaryMessageReceived, this, &HubConnection::heard);
    connect(socket, &QWebSocket::textMessageReceived, this, [this] { m_session.end(Code::BadShape); });
    connect(socket, &QWebSocket::pong, this, [this] { m_heardMs = m_server.m_room.nowMs(); });
    connect(socket, &QWebSocket::bytesWritten, this, [this] {
        if (m_session.feed.behind)
            m_server.m_room.feed(m_session);
    });
    connect(socket, &QWebSocket::disconnected, this, &HubConnection::left);
}

HubConnection::~HubConnection()
{
    m_socket->disconnect(this);
}

void HubConnection::heard(const QByteArray &bytes)
{
    m_heardMs = m_server.m_room.nowMs();
    m_session.receive(bytes);
    if (!m_stranger || !m_session.isIn())
        return;
    m_stranger = false;
    m_server.m_gate.leave(m_address);
    const auto most = quint64(m_server.m_room.limits().envelopeBytes + 4096);
    m_socket->setMaxAllowedIncomingMessageSize(most);
    m_socket->setMaxAllowedIncomingFrameSize(most);
}

void HubConnection::tick(qint64 nowMs)
{
    const auto &limits = m_server.m_room.limits();
    if (m_stranger && nowMs - m_sinceMs > limits.loginMs)
        return hangUp();
    if (nowMs - m_heardMs > limits.silenceMs)
        return hangUp();
    // It sends and never reads its answers.
    if (m_socket->bytesToWrite() > limits.bufferBytes + limits.feedBytes + limits.windowBytes) {
        ++m_server.m_room.counters().slowClosed;
        return hangUp();
    }
    if (nowMs - m_heardMs > limits.silenceMs / 3)
        m_socket->ping();
}

void HubConnection::hangUp()
{
    m_socket->abort();
}

void HubConnection::left()
{
    if (!m_server.m_connections.remove(this))
        return;
    m_server.m_room.leave(&m_session);
    if (m_stranger)
        m_server.m_gate.leave(m_address);
    deleteLater();
    m_server.maybeStopped();
}

HubServer::HubServer(Mailroom &room, const HubIdentity &identity, bool plain)
    : m_room(room)
    , m_gate(room.limits())
    , m_server(u"sizhen-hub"_s, plain ? QWebSocketServer::NonSecureMode : QWebSocketServer::SecureMode)
{
    if (!plain)
        m_server.setSslConfiguration(identity.tls);
    m_server.setHandshakeTimeout(handshakeMs);
    m_server.setMaxPendingConnections(room.limits().strangers);
    connect(&m_server, &QWebSocketServer::newConnection, this, &HubServer::accept);
    m_commit.setSingleShot(true);
    m_commit.setInterval(0);
    connect(&m_commit, &QTimer::timeout, &m_room, &Mailroom::commit);
    connect(&m_room, &Mailroom::dirty, this, [this] {
        if (!m_commit.isActive())
            m_commit.start();
    });
    connect(&m_ticker, &QTimer::timeout, this, &HubServer::tick);
    m_ticker.start(tickMs);
}

HubServer::~HubServer()
{
    const auto connections = std::exchange(m_connections, {});
    qDeleteAll(connections);
}

Result<> HubServer::listen(const QString &address)
{
    const auto colon = address.lastIndexOf(u':');
    auto host = address.left(colon);
    if (host.startsWith(u'['))
        host = host.mid(1, host.size() - 2);
    if (m_server.listen(QHostAddress(host), quint16(address.mid(colon + 1).toUInt())))
        return {};
    return fail(Fault::Busy, u"hub: cannot listen: "_s + m_server.errorString());
}

void HubServer::accept()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        auto address = socket->peerAddress().toString();
        // Behind a proxy of this machine everybody comes from loopback; the proxy's last word is what counts.
        const auto forwarded = socket->request().rawHeader("X-Forwarded-For");
        if (socket->peerAddress().isLoopback() && !forwarded.isEmpty())
            address = QString::fromLatin1(forwarded.mid(forwarded.lastIndexOf(',') + 1).trimmed().left(64));
        if (m_stopping || !m_gate.enter(address, m_room.nowMs())) {
            ++m_room.counters().strangersRefused;
            socket->abort();
            socket->deleteLater();
            continue;
        }
        m_connections.insert(new HubConnection(*this, socket, address));
    }
}

void HubServer::tick()
{
    m_room.tick();
    const auto connections = m_connections;
    const auto now = m_room.nowMs();
    for (auto *connection : connections)
        connection->tick(now);
}

void HubServer::stop()
{
    if (std::exchange(m_stopping, true))
        return;
    m_server.close();
    m_room.close();
    const auto connections = m_connections;
    for (auto *connection : connections)
        connection->stop(Code::NotNow); // those that had not logged in
    QTimer::singleShot(goodbyeMs, this, [this] {
        const auto late = m_connections;
        for (auto *connection : late)
            connection->hangUp();
    });
    maybeStopped();
}

void HubServer::maybeStopped()
{
    if (m_stopping && m_connections.isEmpty() && !std::exchange(m_said, true))
        QMetaObject::invokeMethod(this, &HubServer::stopped, Qt::QueuedConnection);
}

} // namespace sizhen
