// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/peerlinks.h"

#include "core/base/log.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxCallers = 64; // in the middle of a handshake

} // namespace

PeerLinks::PeerLinks(NetSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
{
    m_setup.ownPin = pinOf(m_setup.tls.certificate);
    // Goes on counting across sessions and restarts, so that nothing old passes for new.
    m_setup.liveNumber = std::make_shared<quint64>(quint64(m_setup.clock().toMSecsSinceEpoch()) << 14);
    m_setup.isTaken = [this](const PeerLink *asking, const QByteArray &root, const QByteArray &pin) {
        return std::ranges::any_of(m_links, [&](const auto &item) {
            const auto *other = item.second;
            return other != asking && other->partner() == root && other->isConnected() && other->pin() == pin;
        });
    };
    connect(&m_server, &DirectServer::arrived, this, &PeerLinks::onArrived);
}

PeerLinks::~PeerLinks()
{
    for (const auto &[name, link] : m_links)
        link->disconnect();
    qDeleteAll(m_callers);
    for (const auto &[name, link] : m_links)
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

PeerLink *PeerLinks::add(const QByteArray &root, const QByteArray &pin)
{
    auto *link = new PeerLink(m_setup, root, pin, this);
    m_links[{root, pin}] = link;
    link->limitBulk(m_bulkLimit);
    link->setHurries(m_hurries);
    connect(link, &PeerLink::liveArrived, this,
            [this, link](const Session::LiveReceived &message) { onLive(link, message); });
    connect(link, &PeerLink::reachedAnother, this, &PeerLinks::place);
    return link;
}

void PeerLinks::setPartners(const QList<Partner> &partners)
{
    m_wanted.clear();
    QSet<QByteArray> roots;
    for (const auto &partner : partners) {
        const Name name{partner.root, partner.pin};
        m_wanted.insert(name);
        roots.insert(partner.root);
        if (const auto known = m_links.find(name); known != m_links.end()) {
            known->second->setAddresses(partner.addresses);
            continue;
        }
        auto *link = add(partner.root, partner.pin);
        link->setAddresses(partner.addresses);
        Q_EMIT linkAdded(link);
        if (m_started)
            link->start();
    }
    // A station that was withdrawn gets not one more word, whichever side dialled.
    const auto withdrawn = [this](const PeerLink &link) {
        const auto pin = link.pin();
        return !pin.isEmpty() && m_setup.judge(pin).value_or(QByteArray()) != link.partner();
    };
    std::erase_if(m_links, [&](const auto &item) {
        auto *link = item.second;
        const auto cut = withdrawn(*link);
        if (m_wanted.contains(item.first)) {
            if (cut && link->isConnected())
                link->cutOff();
            return false;
        }
        if (!cut && roots.contains(link->partner()) && link->isBound())
            return false; // a further station of a partner, which calls us
        if (cut && link->isConnected())
            link->cutOff();
        link->stop();
        link->deleteLater();
        return true;
    });
}

QList<PeerLink *> PeerLinks::linksOf(const QByteArray &root) const
{
    QList<PeerLink *> all;
    for (const auto &[name, link] : m_links)
        if (name.first == root)
            all.append(link);
    return all;
}

PeerLink *PeerLinks::link(const QByteArray &root) const
{
    const auto all = linksOf(root);
    const auto best = std::ranges::max_element(all, {}, &PeerLink::state); // Offline < Connecting < Up
    return best == all.cend() ? nullptr : *best;
}

// The one that speaks to this station, or may: bound to it, or free to speak to whichever it is.
PeerLink *PeerLinks::linkFor(const QByteArray &root, const QByteArray &pin)
{
    PeerLink *free = nullptr;
    for (const auto &[name, link] : m_links) {
        if (name.first != root)
            continue;
        if (link->isConnected() && link->pin() == pin)
            return link;
        if (name.second == pin || (!free && name.second.isEmpty() && !link->isConnected()))
            free = link;
        if (name.second == pin)
            break;
    }
    if (free)
        return free;
    const auto known = std::ranges::any_of(m_wanted, [&root](const Name &name) { return name.first == root; });
    if (!known && root != m_setup.root)
        return nullptr;
    auto *link = add(root, pin);
    Q_EMIT linkAdded(link);
    link->start();
    return link;
}

QList<PeerLink *> PeerLinks::links() const
{
    QList<PeerLink *> all;
    for (const auto &[name, link] : m_links)
        all.append(link);
    return all;
}

void PeerLinks::start()
{
    m_started = true;
    for (const auto &[name, link] : m_links)
        link->start();
}

void PeerLinks::stop()
{
    m_started = false;
    for (const auto &[name, link] : m_links)
        link->stop();
}

void PeerLinks::poke(const QByteArray &stream)
{
    for (const auto &[name, link] : m_links)
        link->poke(stream);
}

void PeerLinks::receiptArrived(const QByteArray &stream)
{
    for (const auto &[name, link] : m_links)
        link->receiptArrived(stream);
}

Result<> PeerLinks::sendLive(const QByteArray &stream, int channel, const QByteArray &payload)
{
    const auto up = std::ranges::any_of(
        m_links, [](const auto &item) { return item.second->state() == PeerLink::State::Up; });
    if (!up)
        return fail(Fault::Busy, u"live: no link is up"_s);
    const auto number = ++*m_setup.liveNumber;
    const auto sealed = m_setup.sealLive(stream, number, payload);
    if (!sealed)
        return tl::unexpected(sealed.error());
    Result<> sent = fail(Fault::Busy, u"live: nobody who shares it is there"_s);
    for (const auto &[name, link] : m_links)
        if (const auto one = link->forwardLive(stream, number, channel, *sealed, m_setup.ownPin.left(wire::originSize)))
            sent = {};
    return sent;
}

// What came by one link is told once and passed on to the others that share the stream, with its number and origin kept: a
// message that comes back, or by a second way, has a number that was seen.
void PeerLinks::onLive(PeerLink *from, const Session::LiveReceived &message)
{
    constexpr qsizetype mostRemembered = 10'000;
    const auto origin = message.origin.isEmpty() ? from->pin().left(wire::originSize) : message.origin;
    if (origin == m_setup.ownPin.left(wire::originSize))
        return;
    if (m_liveSeen.size() > mostRemembered)
        m_liveSeen.clear();
    auto &seen = m_liveSeen[{message.stream + origin, message.channel}];
    if (message.number < seen)
        return;
    seen = message.number + 1;
    for (const auto &[name, link] : m_links)
        if (link != from && message.channel != wire::neighbourChannel)
            (void)link->forwardLive(message.stream, message.number, message.channel, message.sealed, origin);
    from->deliver(message);
}

void PeerLinks::retryNow()
{
    for (const auto &[name, link] : m_links)
        link->retryNow();
}

void PeerLinks::setHurries(bool hurries)
{
    m_hurries = hurries;
    for (const auto &[name, link] : m_links)
        link->setHurries(hurries);
}

void PeerLinks::limitBulk(qint64 bytesPerSecond)
{
    m_bulkLimit = bytesPerSecond;
    for (const auto &[root, link] : m_links)
        link->limitBulk(bytesPerSecond);
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
        if (error.fault == Fault::Io) { // it left before we knew who it is: perhaps we are connected already (judgeReached)
            qCDebug(lcNet) << "a caller left:" << error.detail;
            return;
        }
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
    place(caller);
}

void PeerLinks::place(DirectLink *caller)
{
    if (auto *partner = linkFor(caller->partner(), caller->pin())) {
        partner->offer(caller);
        return;
    }
    Q_EMIT refused({Fault::Untrusted,
                    u"a partner without a link at "_s + caller->address(),
                    {},
                    {},
                    {{u"address"_s, caller->address()}}});
    caller->deleteLater();
}

} // namespace sizhen
