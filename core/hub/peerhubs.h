// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/mailroom.h"

#include <QTimer>
#include <QWebSocket>

#include <map>
#include <memory>

namespace sizhen {

// Our connection to one other hub: hands on what waits for mailboxes that are at home there. Kept until that hub says
// STORED; tried again with growing pauses.
class PeerHub final : public QObject
{
    Q_OBJECT
public:
    PeerHub(Mailroom &room, HubPeer peer);
    ~PeerHub() override;

    void wake(); // something waits
    [[nodiscard]] bool isUp() const { return m_state == State::Up; }
    [[nodiscard]] bool sendUrgent(const QByteArray &envelope);

private:
    enum class State { Down, Calling, Greeting, Up };

    void call();
    void heard(const QByteArray &bytes);
    void lost();
    void pump();
    void finish(const QList<qint64> &ids);
    void send(const hubwire::Message &message);

    Mailroom &m_room;
    HubPeer m_peer;
    QWebSocket m_socket;
    QTimer m_again;
    QTimer m_patience; // for a peer that does not answer
    State m_state = State::Down;
    int m_failures = 0;
    int m_window = 1;
    qint64 m_cursor = 0;
    QSet<qint64> m_open; // forwarded, not answered
};

// All of them, one for each known peer that something waits for.
class PeerHubs final : public QObject
{
    Q_OBJECT
public:
    explicit PeerHubs(Mailroom &room);

    void wakeAll(); // at the start and now and then

private:
    void wake(const QString &url);
    PeerHub *find(const QString &url);

    Mailroom &m_room;
    std::map<QString, std::unique_ptr<PeerHub>> m_hubs;
    QTimer m_round;
};

} // namespace sizhen
