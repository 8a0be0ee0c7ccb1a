// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/peerlinks.h"

#include "core/base/log.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxCallers = 64; // in the middle of a handshake

} // namespace

PeerLinks::PeerLinks(NetSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
{
    connect(&m_server, &DirectServer::arrived, this, &PeerLinks::onArrived);
}

PeerLinks::~PeerLinks()
{
    for (const auto &[root, link] : m_links)
        link->disconnect();
    qDeleteAll(m_callers);
    for (const auto &[root, link] : m_links)
        delete link; // they borrow m_setup
}

Result<quint16> PeerLinks::listen(const QHostAddress &address, quint16 port)
{
    m_server.close();
    if (m_server.listen(address, port))
        return m_server.serverPort();
    const auto taken = m_server.serverError() == QAbstractSocket::AddressInUseError;
    return fail(taken ? Fault::Busy : Fault::Io, u"port %1: %2"_s.arg(port).arg(m_server.errorString()));
}

void PeerLinks::stopListening()
{
    m_server.close();
}

void PeerLinks::setPartners(const QList<Partner> &partners)
{
    QSet<QByteArray> kept;
    for (const auto &partner : partners) {
        kept.insert(partner.root);
        auto &link = m_links[partner.root];
        if (link) {
            link->setAddresses(partner.addresses);
            continue;
        }
        link = new PeerLink(m_setup, partner.root, this);
        link->setAddresses(partner.addresses);
        Q_EMIT linkAdded(link);
        if (m_started)
            link->start();
    }
    std::erase_if(m_links, [&kept](const auto &item) {
        if (kept.contains(item.first))
            return false;
        item.second->stop();
        item.second->deleteLater();
        return true;
    });
}

PeerLink *PeerLinks::link(const QByteArray &root) const
{
    const auto found = m_links.find(root);
    return found == m_links.end() ? nullptr : found->second;
}

QList<PeerLink *> PeerLinks::links() const
{
    QList<PeerLink *> all;
    for (const auto &[root, link] : m_links)
        all.append(link);
    return all;
}

void PeerLinks::start()
{
    m_started = true;
    for (const auto &[root, link] : m_links)
        link->start();
}

void PeerLinks::stop()
{
    m_started = false;
    for (const auto &[root, link] : m_links)
        link->stop();
}

void PeerLinks::poke(const QByteArray &stream)
{
    for (const auto &[root, link] : m_links)
        link->poke(stream);
}

void PeerLinks::retryNow()
{
    for (const auto &[root, link] : m_links)
        link->retryNow();
}

void PeerLinks::onArrived(qintptr descriptor)
{
    if (!m_started || m_callers.size() >= maxCallers) {
        DirectServer::hangUp(descriptor);
        return;
    }
    auto *caller = new DirectLink(m_setup.tls, m_setup.judge, this);
    m_callers.append(caller);
    connect(caller, &DirectLink::failed, this, [this](const Error &error) {
        qCInfo(lcNet) << "refused a caller:" << error.detail;
        Q_EMIT refused(error);
    });
    connect(caller, &DirectLink::closed, this, [this, caller] {
        m_callers.removeOne(caller);
        caller->deleteLater();
    });
    connect(caller, &DirectLink::pinned, this, [this, caller] { onPinned(caller); });
    caller->accept(descriptor);
}

void PeerLinks::onPinned(DirectLink *caller)
{
    m_callers.removeOne(caller);
    caller->disconnect(this);
    if (auto *partner = link(caller->partner())) {
        partner->offer(caller);
        return;
    }
    Q_EMIT refused({Fault::Untrusted,
                    u"a partner without a link calls from "_s + caller->address(),
                    {},
                    {},
                    {{u"address"_s, caller->address()}}});
    caller->deleteLater();
}

} // namespace sizhen
