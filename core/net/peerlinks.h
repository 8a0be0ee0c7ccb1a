// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/directserver.h"
#include "core/net/peerlink.h"

#include <QHash>
#include <QHostAddress>
#include <QSet>
#include <map>

namespace sizhen {

// All direct links of this station: listens on one port for everybody, dials those whose addresses are known and keeps one
// PeerLink for each station that it speaks to: several of one partner, and the sisters of our own institution. Live messages
// are passed on among them, so that one reaches whoever has the case open. Event-loop driven; nothing blocks.
class PeerLinks final : public QObject
{
    Q_OBJECT
public:
    struct Partner {
        QByteArray root;
        QStringList addresses; // may be empty: they call us
        QByteArray pin = {}; // the one station of it that answers there; empty: whichever does
    };

    explicit PeerLinks(NetSetup setup, QObject *parent = nullptr);
    ~PeerLinks() override;

    // Port 0: any. Returns the port. Fault::Busy when it is taken.
    [[nodiscard]] Result<quint16> listen(const QHostAddress &address, quint16 port);
    void stopListening();

    // The verified partners and the sisters as they are now. New ones get a link, started when we are; links of others, and of
    // stations that were withdrawn, are stopped and deleted.
    void setPartners(const QList<Partner> &partners);
    [[nodiscard]] PeerLink *link(const QByteArray &root) const; // the best of that institution; null for no partner
    [[nodiscard]] QList<PeerLink *> linksOf(const QByteArray &root) const;
    [[nodiscard]] QList<PeerLink *> links() const;

    void start();
    void stop();
    void poke(const QByteArray &stream); // every link
    void receiptArrived(const QByteArray &stream); // of a partner: the sisters want to know
    // To every station that shares the stream and is up. Fault::Busy when none is.
    [[nodiscard]] Result<> sendLive(const QByteArray &stream, int channel, const QByteArray &payload);
    void retryNow();
    void setHurries(bool hurries); // every link, also later ones: see PeerLink
    void limitBulk(qint64 bytesPerSecond); // every link, also later ones; 0: no limit

Q_SIGNALS:
    void linkAdded(sizhen::PeerLink *link);
    // Somebody called who is no partner of ours, or spoke otherwise than we do. args: "address".
    void refused(const sizhen::Error &error);

private:
    void onArrived(qintptr descriptor);
    void onPinned(DirectLink *link);
    void place(DirectLink *link); // gives it to the link of its station
    void onLive(PeerLink *from, const Session::LiveReceived &message);
    [[nodiscard]] PeerLink *linkFor(const QByteArray &root, const QByteArray &pin);
    [[nodiscard]] PeerLink *add(const QByteArray &root, const QByteArray &pin);

    using Name = std::pair<QByteArray, QByteArray>; // root, pin of the one station it is for

    NetSetup m_setup;
    DirectServer m_server;
    std::map<Name, PeerLink *> m_links; // children
    QSet<Name> m_wanted; // named by setPartners; the others answer callers only
    QHash<std::pair<QByteArray, int>, quint64> m_liveSeen; // highest number of (stream and origin, channel)
    QList<DirectLink *> m_callers; // children, not pinned yet
    bool m_started = false;
    qint64 m_bulkLimit = 0;
    bool m_hurries = false;
};

} // namespace sizhen
