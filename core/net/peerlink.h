// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/bulkbudget.h"
#include "core/net/directlink.h"

#include <QElapsedTimer>
#include <memory>

namespace sizhen {

class PeerLink;

// What every link of this station has in common. Functions, so that core/net needs no vault to be tested.
struct NetSetup {
    using Sealer
        = std::function<Result<QByteArray>(const QByteArray &stream, quint64 number, const QByteArray &payload)>;

    QByteArray root; // our institution
    QByteArray certificate; // our station's, certified
    TlsMaterial tls;
    DirectLink::Judge judge; // Ledger::partnerByTlsKey, the root of what it finds
    std::function<std::unique_ptr<SyncStore>(const QByteArray &partnerRoot)> storeFor;
    Sealer sealLive; // Ledger::sealLive
    Sealer openLive; // Ledger::openLive
    // Ours to dial from, the preferred one first: each a provider's line; none: the system decides.
    std::function<QList<QHostAddress>()> sources;
    QByteArray ownPin; // SHA-256 of our TLS key; PeerLinks fills it in
    std::shared_ptr<quint64> liveNumber; // of the last live message: one count for all links, which carry the same ones
    // Is this station of that institution spoken to by another link already? PeerLinks fills it in.
    std::function<bool(const PeerLink *asking, const QByteArray &root, const QByteArray &pin)> isTaken;
    std::function<QByteArray(qsizetype)> random;
    Clock clock;
};

// The line to one station of a partner (or of our own institution), whichever side dialled: keeps one connection, a sync
// session on it and dials again when it is gone.
class PeerLink final : public QObject
{
    Q_OBJECT
public:
    enum class State { Offline, Connecting, Up };
    Q_ENUM(State)

    // `pin`: the one station it is for (SHA-256 of its TLS key); empty: whichever answers at its addresses.
    PeerLink(const NetSetup &setup, const QByteArray &partnerRoot, const QByteArray &pin, QObject *parent);
    ~PeerLink() override;

    // "host:port" each ("[::1]:7000" for IPv6); tried in turn. None: we wait to be called.
    void setAddresses(const QStringList &addresses);
    void start();
    void stop();

    [[nodiscard]] QByteArray partner() const { return m_partner; }

    // Of the station at the other end: the one it is for, else the one that is connected; else empty.
    [[nodiscard]] QByteArray pin() const { return m_link ? m_link->pin() : m_pin; }

    [[nodiscard]] bool isBound() const { return !m_pin.isEmpty(); }

    [[nodiscard]] bool isConnected() const { return m_link; } // up, or saying hello

    [[nodiscard]] bool isOurs() const { return m_partner == m_setup.root; } // a sister station

    [[nodiscard]] QStringList addresses() const { return m_addresses; }

    [[nodiscard]] QString lastAddress() const { return m_lastAddress; } // of the newest connection; empty: none yet

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] QDateTime since() const { return m_since; }

    [[nodiscard]] bool isIdle() const { return m_session && m_session->isIdle(); }

    // Seals and sends at once, or not at all: live messages are never kept. Channel 0 is call signalling.
    [[nodiscard]] Result<> sendLive(const QByteArray &stream, int channel, const QByteArray &payload);
    // The same, sealed already: passes a message on. `origin`: see Session::sendLive.
    [[nodiscard]] Result<> forwardLive(const QByteArray &stream, quint64 number, int channel, const QByteArray &sealed,
                                       const QByteArray &origin);
    [[nodiscard]] QHostAddress localAddress() const { return m_link ? m_link->localAddress() : QHostAddress(); }

    [[nodiscard]] DirectLink::Wear wear() const { return m_link ? m_link->wear() : DirectLink::Wear(); }

    // Opens a message that arrived and tells live().
    void deliver(const Session::LiveReceived &message);
    void receiptArrived(const QByteArray &stream);
    // The station at the other end was withdrawn: not one more word to it.
    void cutOff();
    // The station wrote or shared something in this stream.
    void poke(const QByteArray &stream);
    // The network came back: do not wait for the next try.
    void retryNow();

    // What was handed to the line since the last call.
    [[nodiscard]] qint64 takeSentBytes() { return std::exchange(m_sentBytes, 0); }

    // Bytes a second for history and originals, 0: as fast as it goes.
    void limitBulk(qint64 bytesPerSecond) { m_bulk.limit(bytesPerSecond); }

    // While a call runs: a line that is silent for three seconds is not waited for, another way is dialled beside it.
    void setHurries(bool hurries) { m_hurries = hurries; }

    // A pinned connection that the partner dialled; takes it over or closes it.
    void offer(DirectLink *link);

Q_SIGNALS:
    void stateChanged(sizhen::PeerLink::State state, const QDateTime &since);
    void idle(); // neither side lacks anything any more; again after every new round
    void liveArrived(const sizhen::Session::LiveReceived &message); // sealed; PeerLinks drops what came by another link
    void live(const QByteArray &stream, quint64 number, int channel, const QByteArray &payload);
    void advanced(const QByteArray &stream); // events or attachments of the partner arrived
    void failed(const sizhen::Error &error); // once a connection
    // At an address of the station that this link is for, a sister of it answers (a machine that replaced another). Whoever
    // hears it owns the connection.
    void reachedAnother(sizhen::DirectLink *link);

private:
    void setState(State state);
    void dialNext();
    void dialBeside();
    void dial(int patienceMs);
    [[nodiscard]] QHostAddress sourceTo(const QString &host, qsizetype attempt) const;
    void dialAgainLater();
    void take(DirectLink *link);
    void drop(wire::Code why);
    [[nodiscard]] bool isBetter(const DirectLink &link) const;
    [[nodiscard]] Result<> judgeHello(const wire::Hello &hello, const QByteArray &pin) const;
    [[nodiscard]] std::optional<Session::Outgoing> nextMessage(bool urgentOnly);
    void onMessages(const QList<QByteArray> &messages);
    void catchUp();
    void afterwards(); // whatever the session did: tell, send, close
    void onDrained();
    void retire(DirectLink *link);
    void handle(const Session::Event &event);
    [[nodiscard]] Result<QByteArray> judgeReached(const QByteArray &pin) const;
    void onReached(DirectLink *link);
    void onDialClosed();
    void onClosed(DirectLink *link);
    void tell(const Error &error);

    [[nodiscard]] qint64 nowMs() const { return m_running.elapsed(); }

    const NetSetup &m_setup; // PeerLinks' own, outlives us
    const QByteArray m_partner;
    const QByteArray m_pin;
    const std::unique_ptr<SyncStore> m_store;
    std::unique_ptr<Session> m_session;
    DirectLink *m_link = nullptr; // child; the one in use
    DirectLink *m_dialling = nullptr; // child; not pinned yet
    QElapsedTimer m_running;
    QTimer m_tick;
    QTimer m_again;
    QTimer m_catchUp;
    QStringList m_addresses;
    qsizetype m_nextAddress = 0;
    bool m_hurries = false;
    int m_failures = 0;
    qint64 m_upAt = -1;
    qint64 m_heardAt = 0;
    QString m_lastAddress;
    BulkBudget m_bulk;
    qint64 m_sentBytes = 0;
    State m_state = State::Offline;
    QDateTime m_since;
    bool m_started = false;
    bool m_wasIdle = false;
    bool m_told = false; // an error of this connection
};

} // namespace sizhen
