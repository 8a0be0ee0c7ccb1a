// SPDX-License-Identifier: GPL-3.0-or-later
// PeerLink: dialling, and which of two connections to one station is kept.
#include "core/net/peerlink.h"

#include <QNetworkInterface>
#include <QUrl>
#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 firstRedialMs = 500;
constexpr qint64 longestRedialMs = 30'000;
constexpr qint64 quietMs = 6'000; // two pings unanswered: probably dead
constexpr qint64 hurriedQuietMs = 3'000; // in a call something comes each second
constexpr int hurriedPatienceMs = 2'500;

// The system knows its way to a neighbour better than we do.
bool isNeighbour(const QHostAddress &host)
{
    const auto interfaces = QNetworkInterface::allInterfaces();
    return std::ranges::any_of(interfaces, [&](const QNetworkInterface &one) {
        const auto entries = one.addressEntries();
        return std::ranges::any_of(entries, [&](const QNetworkAddressEntry &entry) {
            return entry.prefixLength() >= 0 && host.isInSubnet(entry.ip(), entry.prefixLength());
        });
    });
}

} // namespace

void PeerLink::dialNext()
{
    m_again.stop();
    if (!m_started || m_link || m_dialling || m_addresses.isEmpty())
        return;
    dial(m_hurries ? hurriedPatienceMs : DirectLink::handshakeMs);
}

// NET-07: the connection that is silent stays until another one has come through.
void PeerLink::dialBeside()
{
    const bool silent = m_hurries && m_link && nowMs() - m_heardAt > hurriedQuietMs;
    if (silent && m_started && !m_dialling && !m_again.isActive() && !m_addresses.isEmpty())
        dial(hurriedPatienceMs);
}

// Every address from every line, and the next dialling changes both.
QHostAddress PeerLink::sourceTo(const QString &host, qsizetype attempt) const
{
    const auto sources = m_setup.sources ? m_setup.sources() : QList<QHostAddress>();
    const QHostAddress to(host);
    if (sources.isEmpty() || isNeighbour(to))
        return {};
    const auto many = m_addresses.size();
    const auto source = sources.at((attempt % many + attempt / many) % sources.size());
    return to.isNull() || to.protocol() == source.protocol() ? source : QHostAddress();
}

void PeerLink::dial(int patienceMs)
{
    const auto attempt = m_nextAddress++;
    const auto address = m_addresses.at(attempt % m_addresses.size());
    const QUrl url(u"tls://"_s + address);
    if (!url.isValid() || url.host().isEmpty() || url.port() < 1) {
        Q_EMIT failed({Fault::Invalid, u"not an address: "_s + address, {}, {}, {}});
        dialAgainLater();
        return;
    }
    m_told = m_told && m_link;
    m_dialling = new DirectLink(m_setup.tls, [this](const QByteArray &pin) { return judgeReached(pin); }, this);
    connect(m_dialling, &DirectLink::failed, this, [this](const Error &error) {
        if (error.fault != Fault::Busy && !m_link) // what is dialled beside a line is that line's trouble
            tell(error);
    });
    connect(m_dialling, &DirectLink::closed, this, &PeerLink::onDialClosed);
    connect(m_dialling, &DirectLink::pinned, this, [this] { onReached(std::exchange(m_dialling, nullptr)); });
    if (!m_link)
        setState(State::Connecting);
    m_dialling->dial(url.host(), quint16(url.port()), sourceTo(url.host(), attempt), patienceMs);
}

// A station that is spoken to already is left before the handshake is over: it would take a second connection for a sign
// that we lost the first.
Result<QByteArray> PeerLink::judgeReached(const QByteArray &pin) const
{
    auto root = m_setup.judge(pin);
    if (root && *root == m_partner && m_setup.isTaken && m_setup.isTaken(this, m_partner, pin))
        return fail(Fault::Busy, u"this station is connected already"_s);
    return root;
}

void PeerLink::onReached(DirectLink *link)
{
    link->disconnect(this);
    if (link->partner() != m_partner) {
        tell({Fault::Untrusted,
              u"another partner answers at %1"_s.arg(link->address()),
              {},
              {},
              {{u"address"_s, link->address()}}});
        link->deleteLater();
        dialAgainLater();
        return;
    }
    if (m_pin.isEmpty() || link->pin() == m_pin) {
        offer(link);
        return;
    }
    dialAgainLater();
    Q_EMIT reachedAnother(link);
}

void PeerLink::onDialClosed()
{
    if (m_dialling)
        std::exchange(m_dialling, nullptr)->deleteLater();
    if (m_link) { // the partner reached us meanwhile, or it was dialled beside it
        if (m_hurries)
            m_again.start(firstRedialMs);
        return;
    }
    setState(State::Offline);
    dialAgainLater();
}

void PeerLink::dialAgainLater()
{
    if (!m_started || m_addresses.isEmpty())
        return;
    if (!m_link && !m_dialling)
        setState(State::Offline);
    const auto wait = std::min(firstRedialMs << std::min(m_failures, 10), longestRedialMs);
    ++m_failures;
    // Two stations that lost each other at once must not knock in step for ever.
    const auto dice = qFromLittleEndian<quint16>(m_setup.random(2).constData());
    m_again.start(std::chrono::milliseconds(wait * 3 / 4 + wait * dice / 65536 / 2));
}

// Both may dial at once. Both must then keep the same connection: the one dialled by the smaller root (of two sisters, the
// smaller TLS key).
bool PeerLink::isBetter(const DirectLink &link) const
{
    if (m_hurries && link.pin() == m_link->pin() && nowMs() - m_heardAt > hurriedQuietMs)
        return true;
    if (link.isDialled() != m_link->isDialled()) {
        const auto weAreSmaller = isOurs() ? m_setup.ownPin < link.pin() : m_setup.root < m_partner;
        return link.isDialled() == weAreSmaller;
    }
    // Twice from the same side: a station that dials again has lost the first. Another station of the same partner
    // waits until this one is gone.
    return link.pin() == m_link->pin() || nowMs() - m_heardAt > quietMs;
}

void PeerLink::offer(DirectLink *link)
{
    link->setParent(this);
    if (m_started && (!m_link || isBetter(*link))) {
        if (m_link)
            drop(wire::Code::Busy);
        take(link);
        return;
    }
    retire(link);
}

} // namespace sizhen
