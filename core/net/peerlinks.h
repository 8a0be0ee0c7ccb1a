// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/directserver.h"
#include "core/net/peerlink.h"

#include <QHostAddress>
#include <map>

namespace sizhen {

// All direct links of this station: listens on one port for every partner, dials those whose addresses are known and
// keeps one PeerLink a partner. Event-loop driven; nothing blocks.
class PeerLinks final : public QObject
{
    Q_OBJECT
public:
    struct Partner {
        QByteArray root;
        QStringList addresses; // may be empty: they call us
    };

    explicit PeerLinks(NetSetup setup, QObject *parent = nullptr);
    ~PeerLinks() override;

    // Port 0: any. Returns the port. Fault::Busy when it is taken.
    [[nodiscard]] Result<quint16> listen(const QHostAddress &address, quint16 port);
    void stopListening();

    // The verified partners as they are now. New ones get a link, started when we are; links of others are stopped and
    // deleted.
    void setPartners(const QList<Partner> &partners);
    [[nodiscard]] PeerLink *link(const QByteArray &root) const; // null for no partner
    [[nodiscard]] QList<PeerLink *> links() const;

    void start();
    void stop();
    void poke(const QByteArray &stream); // every link
    void retryNow();

Q_SIGNALS:
    void linkAdded(sizhen::PeerLink *link);
    // Somebody called who is no partner of ours, or spoke otherwise than we do. args: "address".
    void refused(const sizhen::Error &error);

private:
    void onArrived(qintptr descriptor);
    void onPinned(DirectLink *link);

    const NetSetup m_setup;
    DirectServer m_server;
    std::map<QByteArray, PeerLink *> m_links; // children
    QList<DirectLink *> m_callers; // children, not pinned yet
    bool m_started = false;
};

} // namespace sizhen
