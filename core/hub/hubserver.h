// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubidentity.h"
#include "core/hub/mailroom.h"
#include "core/hub/strangergate.h"

#include <QPointer>
#include <QTimer>
#include <QWebSocketServer>

class QWebSocket;

namespace sizhen {

class HubServer;

// One socket and the session that speaks through it.
class HubConnection final : public QObject
{
    Q_OBJECT
public:
    HubConnection(HubServer &server, QWebSocket *socket, QString address);
    ~HubConnection() override;

    void tick(qint64 nowMs);
    void stop(hubwire::Code code) { m_session.end(code); }
    void hangUp();

private:
    void heard(const QByteArray &bytes);
    void left();

    HubServer &m_server;
    QWebSocket *m_socket;
    QString m_address;
    HubSession m_session;
    bool m_stranger = true;
    qint64 m_sinceMs;
    qint64 m_heardMs;
};

// The mailroom behind a WebSocket. All in one thread: the event loop reads what has come from everybody, then one commit
// makes it durable (storage.md §3.1).
class HubServer final : public QObject
{
    Q_OBJECT
public:
    HubServer(Mailroom &room, const HubIdentity &identity, bool plain);
    ~HubServer() override;

    // "host:port". Fault::Busy when the port is taken, Invalid.
    [[nodiscard]] Result<> listen(const QString &address);
    [[nodiscard]] int port() const { return m_server.serverPort(); }
    [[nodiscard]] int connections() const { return int(m_connections.size()); }
    [[nodiscard]] int strangers() const { return m_gate.waiting(); }

    // Commits, says goodbye to everybody and emits stopped() when the last word has left, three seconds later at most.
    void stop();

Q_SIGNALS:
    void stopped();

private:
    friend class HubConnection;

    void accept();
    void tick();
    void maybeStopped();

    Mailroom &m_room;
    StrangerGate m_gate;
    QWebSocketServer m_server;
    QTimer m_commit; // fires when the event loop has read everything
    QTimer m_ticker;
    QSet<HubConnection *> m_connections;
    bool m_stopping = false;
    bool m_said = false; // stopped()
};

} // namespace sizhen
