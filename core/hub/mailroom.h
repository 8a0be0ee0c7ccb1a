// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/crypto/primitives.h"
#include "core/hub/envelopelabel.h"
#include "core/hub/hubcounters.h"
#include "core/hub/hubsession.h"
#include "core/hub/hubstore.h"
#include "core/records/certificate.h"

#include <optional>

namespace sizhen {

// "wss://hub.example.org:443/" and "wss://HUB.example.org#pin" name the same hub: scheme, host, port.
[[nodiscard]] QString plainHubUrl(const QString &url);

// Takes envelopes in, keeps them and hands them out. What came in since the last commit() is made durable by one
// commit; only then is it acknowledged. Without sockets and without a clock of its own.
class Mailroom final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        HubLimits limits;
        QString country;
        SigningKey key; // who we are for other hubs
        Clock clock;
    };

    Mailroom(HubStore &store, Setup setup);

    // Makes durable what came since the last one, then acknowledges and hands it out: at once, or when the database
    // answers. What comes meanwhile has its turn afterwards.
    void commit();
    [[nodiscard]] bool isDirty() const { return !m_coming.isEmpty(); }

    // Something left the socket: there is room for more.
    void feed(HubSession &session);
    // Every second or so: expiry, and what other hubs did.
    void tick();
    // Reads the registry anew and hangs up on who is in it no more.
    [[nodiscard]] Result<> reload();
    // Nothing new is taken from here on.
    void close();

    [[nodiscard]] const HubCounters &counters() const { return m_counters; }
    [[nodiscard]] HubCounters &counters() { return m_counters; }
    [[nodiscard]] const HubLimits &limits() const { return m_setup.limits; }
    [[nodiscard]] const QList<HubInstitution> &institutions() const { return m_institutions; }
    [[nodiscard]] const QList<HubPeer> &peers() const { return m_peers; }
    [[nodiscard]] const SigningKey &key() const { return m_setup.key; }
    [[nodiscard]] HubStore &store() { return m_store; }
    [[nodiscard]] int connected(const QByteArray &mailbox) const { return int(m_present.value(mailbox).size()); }
    [[nodiscard]] qint64 nowMs() const { return m_setup.clock().toMSecsSinceEpoch(); }

    // --- for HubSession
    void enter(HubSession *session);
    void leave(HubSession *session);
    // The institution's mailbox, or why it may not come in.
    [[nodiscard]] Result<StationCertificate> judge(const hubwire::Login &login, const hubwire::Challenge &challenge);
    [[nodiscard]] bool knowsPeer(const QByteArray &key) const;
    void put(HubSession *session, const hubwire::Put &put);
    void gone(HubSession *session, const QList<qint64> &ids);
    [[nodiscard]] hubwire::Welcome welcome(const QByteArray &mailbox) const;

Q_SIGNALS:
    void dirty(); // commit() when the event loop has read what there is
    void routed(const QString &url); // something waits for that hub
    // An urgent one for a mailbox of another hub. `taken` false: no connection to it.
    void urgentForHub(const QString &url, const QByteArray &envelope, bool *taken);

private:
    struct Incoming {
        HubSession *from = nullptr; // null when it left meanwhile
        qint64 number = 0;
        qint64 bytes = 0;
    };

    struct Farewell {
        HubSession *from = nullptr;
        QByteArray mailbox;
        QList<qint64> ids;
    };

    struct Batch {
        QList<Incoming> incoming;
        QList<Parcel> parcels; // beside `incoming`
        qint64 bytes = 0; // of them
        QList<Farewell> leaving;

        [[nodiscard]] bool isEmpty() const { return incoming.isEmpty() && leaving.isEmpty(); }

        void forget(const HubSession *session); // it left; what it brought is kept all the same
    };

    [[nodiscard]] std::optional<hubwire::Code> refusal(const HubSession &session, const EnvelopeLabel &label,
                                                       qint64 size, const QString &route) const;
    void putUrgent(HubSession *session, const hubwire::Put &put, const EnvelopeLabel &label, const QString &route);
    void handUrgent(const QByteArray &mailbox, const QByteArray &envelope); // to who is connected here
    void takeUrgent(const QByteArray &envelope, const QString &route); // from another hub on this database
    void refuse(HubSession *session, qint64 number, hubwire::Code code);
    void landed(const Result<QList<qint64>> &ids, double seconds);
    void answer(const Batch &batch, const QList<qint64> &ids);
    void refuseAll(const Batch &batch, Fault fault);
    void deliver(HubSession &session, qint64 id, const QByteArray &body);
    void release(const QList<Farewell> &farewells);
    void look(const QByteArray &mailbox);

    HubStore &m_store;
    Setup m_setup;
    HubCounters m_counters;
    QList<HubInstitution> m_institutions;
    QHash<QByteArray, QByteArray> m_mailboxes; // mailbox → root
    QHash<QByteArray, qint64> m_revoked;
    QList<HubPeer> m_peers;
    QSet<HubSession *> m_sessions;
    QHash<QByteArray, QList<HubSession *>> m_present; // by mailbox
    Batch m_coming;
    Batch m_flying; // under way to the database
    bool m_isFlying = false;
    bool m_deleteFirst = false; // what leaves goes alone, once
    QHash<QByteArray, Lying> m_comingTo; // counted against quotas before it is stored
    QHash<QByteArray, Lying> m_comingFrom;
    int m_ticks = 0;
    bool m_closed = false;
};

} // namespace sizhen
