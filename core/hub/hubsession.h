// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubsettings.h"
#include "core/sync/hubmessage.h"

#include <QSet>

#include <functional>

namespace sizhen {

class Mailroom;

// One connected client, without its socket: messages in, messages out. Before the log-in it says and hears nothing
// that costs the hub anything.
class HubSession final
{
public:
    struct Line {
        std::function<void(const QByteArray &)> send;
        std::function<qint64()> backlog; // bytes handed to send() that have not left yet
        std::function<void()> close;
    };

    HubSession(Mailroom &room, Line line);
    ~HubSession();
    Q_DISABLE_COPY_MOVE(HubSession)

    void receive(const QByteArray &bytes);
    // Says why and hangs up.
    void end(hubwire::Code code);
    void send(const hubwire::Message &message);

    [[nodiscard]] bool isIn() const { return m_state == State::In; }

    [[nodiscard]] bool isPeer() const { return m_peer; }

    [[nodiscard]] const QByteArray &mailbox() const { return m_mailbox; }

    [[nodiscard]] const QByteArray &station() const { return m_station; }

    [[nodiscard]] const QByteArray &institution() const { return m_institution; }

    // --- what the mailroom keeps about us
    struct Feed { // towards the client
        QSet<qint64> open; // delivered, not yet gone
        QHash<qint64, qint64> sizes;
        qint64 bytes = 0;
        qint64 cursor = 0; // the last id looked at
        bool behind = true; // there may be more in the mailbox
    };

    Feed feed;
    int unanswered = 0;
    qint64 unansweredBytes = 0;
    [[nodiscard]] bool hasRoom(qint64 bytes) const;
    [[nodiscard]] qint64 backlog() const { return m_line.backlog(); }

private:
    enum class State { Fresh, Challenged, In, Over };

    void hear(const hubwire::Hello &hello);
    void hear(const hubwire::Login &login);
    void hear(const hubwire::PeerLogin &login);
    void hear(const hubwire::Put &put);
    void hear(const hubwire::Forward &forward);
    void hear(const hubwire::Gone &gone);
    void hear(const hubwire::Unknown &) {}

    template <typename T>
    void hear(const T &)
    {
        end(hubwire::Code::BadShape); // what only a hub says
    }

    void welcome();

    Mailroom &m_room;
    Line m_line;
    State m_state = State::Fresh;
    hubwire::Challenge m_challenge;
    int m_version = 0;
    bool m_peer = false;
    QByteArray m_mailbox;
    QByteArray m_station;
    QByteArray m_institution;
};

} // namespace sizhen
