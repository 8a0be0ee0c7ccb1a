// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/postgreslink.h"

#include <QSet>

#include <map>

namespace sizhen {

// The other hubs on one database, as this one hears them and is heard by them (LISTEN, NOTIFY): what was kept for whom, who
// is connected where, and urgent envelopes, which nobody stores. What is late is worthless, so what cannot be said now is
// dropped.
class HubNeighbours final : public QObject
{
    Q_OBJECT
public:
    HubNeighbours(const QString &database, const QByteArray &node);

    void listen(); // also again, when the connection was lost
    void tick(); // every second

    // Of this mailbox somebody is connected here now, or the hub of this URL; nobody any more.
    void come(const QByteArray &whose);
    void go(const QByteArray &whose);
    [[nodiscard]] bool have(const QByteArray &whose) const; // at another hub

    // To the hubs that have the mailbox; with a route, to the one that speaks to that hub. False: more waits than can be said.
    [[nodiscard]] bool sayUrgent(const QByteArray &envelope, const QString &route);

Q_SIGNALS:
    void noticed(const QString &notice); // what the store of another hub says
    void urgentArrived(const QByteArray &envelope, const QString &route);

private:
    void heard(const QByteArray &channel, const QByteArray &payload);
    void hearHere(const QByteArray &node, const QByteArrayList &whose);
    void hearPart(const QByteArray &node, const QByteArrayList &words);
    void say(const QByteArray &words);
    void sayAllHere();
    void speak();

    struct Parts {
        QByteArray bytes;
        int next = 0;
    };

    const QByteArray m_name; // short: it stands before each part
    PostgresLink m_ear;
    PostgresLink m_voice;
    QByteArrayList m_waiting; // to be said
    qsizetype m_waitingBytes = 0;
    quint64 m_number; // of urgent envelopes
    QSet<QByteArray> m_here; // mailboxes and URLs
    QHash<QByteArray, QHash<QByteArray, QDeadlineTimer>> m_there; // by whose and hub: until when we believe it
    std::map<std::pair<QByteArray, QByteArray>, Parts> m_parts; // by hub and number
    int m_ticks = 0;
};

} // namespace sizhen
