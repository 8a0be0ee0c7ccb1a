// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/hubmessage.h"

#include <QRandomGenerator>
#include <QTimer>
#include <QWebSocket>
#include <QWebSocketServer>
#include <QtTest>

namespace sizhen::fixture {

// A hub that is in somebody else's hands: stands before a real one and loses, repeats, holds back, swaps, cuts and
// flips what passes. It lies about what was stored and knows every envelope that ever came by.
class HostileHub final : public QObject
{
public:
    // In percent of what passes; together 100 at most.
    struct Malice {
        int drop = 0; // and says STORED
        int replay = 0; // delivers an old one again beside it
        int hold = 0; // for up to holdMs: reorders
        int swap = 0; // delivers one that is for another mailbox
        int cut = 0;
        int flip = 0;
        int holdMs = 200;
        int mute = 0; // swallows what the real hub says about what it stored; by itself, not part of the 100
    };

    HostileHub(const QUrl &real, Malice malice, quint32 seed)
        : m_real(real)
        , m_malice(malice)
        , m_random(seed)
        , m_server(QStringLiteral("hostile"), QWebSocketServer::NonSecureMode)
    {
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("hostile hub");
        connect(&m_server, &QWebSocketServer::newConnection, this, [this] {
            while (auto *client = m_server.nextPendingConnection())
                join(client);
        });
    }

    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_server.serverPort())); }

    Malice &malice() { return m_malice; }

    int mischief = 0; // so often did it do something

private:
    void join(QWebSocket *client)
    {
        auto *hub = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, client);
        auto *early = new QList<QByteArray>; // said before the real hub answered
        connect(client, &QObject::destroyed, [early] { delete early; });
        connect(hub, &QWebSocket::connected, client, [hub, early] {
            for (const auto &bytes : std::exchange(*early, {}))
                hub->sendBinaryMessage(bytes);
        });
        connect(client, &QWebSocket::binaryMessageReceived, hub, [this, client, hub, early](const QByteArray &bytes) {
            if (hub->state() != QAbstractSocket::ConnectedState)
                early->append(bytes);
            else
                fromClient(client, hub, bytes);
        });
        connect(hub, &QWebSocket::binaryMessageReceived, client,
                [this, client](const QByteArray &bytes) { fromHub(client, bytes); });
        connect(client, &QWebSocket::disconnected, client, &QObject::deleteLater);
        connect(hub, &QWebSocket::disconnected, client, [client] { client->close(); });
        hub->open(m_real);
    }

    void fromClient(QWebSocket *client, QWebSocket *hub, const QByteArray &bytes)
    {
        const auto message = hubwire::read(bytes);
        const auto *put = message ? std::get_if<hubwire::Put>(&*message) : nullptr;
        if (!put) {
            hub->sendBinaryMessage(bytes);
            return;
        }
        m_seen.append(put->envelope);
        auto changed = *put;
        switch (choose()) {
        case Deed::Drop:
            client->sendBinaryMessage(hubwire::write(hubwire::Stored{{put->number}}));
            return;
        case Deed::Hold:
            later(hub, bytes);
            return;
        case Deed::Flip:
            flip(changed.envelope);
            break;
        case Deed::Cut:
        case Deed::Swap:
        case Deed::Replay:
        case Deed::None:
            break;
        }
        hub->sendBinaryMessage(hubwire::write(changed));
    }

    void fromHub(QWebSocket *client, const QByteArray &bytes)
    {
        const auto message = hubwire::read(bytes);
        const auto isAnswer = message && std::holds_alternative<hubwire::Stored>(*message);
        if (isAnswer && int(m_random.bounded(100)) < m_malice.mute) {
            ++mischief;
            return;
        }
        const auto *deliver = message ? std::get_if<hubwire::Deliver>(&*message) : nullptr;
        if (!deliver) {
            client->sendBinaryMessage(bytes);
            return;
        }
        auto changed = *deliver;
        switch (choose()) {
        case Deed::Drop:
            return;
        case Deed::Hold:
            later(client, bytes);
            return;
        case Deed::Replay:
            client->sendBinaryMessage(bytes);
            client->sendBinaryMessage(hubwire::write(hubwire::Deliver{deliver->id + 1'000'000, any(), false}));
            break;
        case Deed::Swap: // any mailbox's envelope under this one's number
            changed.envelope = any();
            break;
        case Deed::Cut:
            changed.envelope.truncate(1 + m_random.bounded(int(changed.envelope.size() - 1)));
            break;
        case Deed::Flip:
            flip(changed.envelope);
            break;
        case Deed::None:
            break;
        }
        client->sendBinaryMessage(hubwire::write(changed));
    }

    enum class Deed { None, Drop, Replay, Hold, Swap, Cut, Flip };

    Deed choose()
    {
        auto roll = m_random.bounded(100);
        const std::pair<Deed, int> deeds[] = {{Deed::Drop, m_malice.drop}, {Deed::Replay, m_malice.replay},
                                              {Deed::Hold, m_malice.hold}, {Deed::Swap, m_malice.swap},
                                              {Deed::Cut, m_malice.cut},   {Deed::Flip, m_malice.flip}};
        for (const auto &[deed, percent] : deeds) {
            if (roll < percent) {
                ++mischief;
                return deed;
            }
            roll -= percent;
        }
        return Deed::None;
    }

    [[nodiscard]] QByteArray any() { return m_seen.at(m_random.bounded(int(m_seen.size()))); }

    void flip(QByteArray &envelope)
    {
        const auto at = m_random.bounded(int(envelope.size()));
        envelope[at] = char(envelope.at(at) ^ (1 << m_random.bounded(8)));
    }

    void later(QWebSocket *to, const QByteArray &bytes)
    {
        QTimer::singleShot(int(m_random.bounded(m_malice.holdMs + 1)), to,
                           [to, bytes] { to->sendBinaryMessage(bytes); });
    }

    QUrl m_real;
    Malice m_malice;
    QRandomGenerator m_random;
    QWebSocketServer m_server;
    QList<QByteArray> m_seen;
};

} // namespace sizhen::fixture

Q_DECLARE_METATYPE(sizhen::fixture::HostileHub::Malice)
