// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/peerhubs.h"

#include "core/crypto/x509.h"
#include "core/hub/hublog.h"

#include <QHostAddress>
#include <QRandomGenerator>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

namespace {

constexpr int shortestPauseMs = 500;
constexpr int longestPauseMs = 60'000;
constexpr int patienceMs = 30'000;
constexpr int roundMs = 30'000;
constexpr qint64 forwardAtOnceBytes = 1024 * 1024;
constexpr qint64 urgentBacklog = 512 * 1024;

bool mayCall(const QUrl &url)
{
    return url.scheme() == u"wss" || (url.scheme() == u"ws" && QHostAddress(url.host()).isLoopback());
}

} // namespace

PeerHub::PeerHub(Mailroom &room, HubPeer peer)
    : m_room(room)
    , m_peer(std::move(peer))
{
    m_socket.setMaxAllowedIncomingMessageSize(quint64(maxMessageBytes));
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_state = State::Greeting;
        send(Hello{{protocolVersion}});
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &PeerHub::heard);
    connect(&m_socket, &QWebSocket::disconnected, this, &PeerHub::lost);
    connect(&m_socket, &QWebSocket::bytesWritten, this, [this] { pump(); });
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &) {
        // A pinned certificate needs no authority; any other must be without fault.
        const auto spki = spkiOf(m_socket.sslConfiguration().peerCertificate().toDer());
        if (!m_peer.pin.isEmpty() && spki && sha256(*spki) == m_peer.pin)
            m_socket.ignoreSslErrors();
    });
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &PeerHub::call);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] { m_socket.abort(); });
}

PeerHub::~PeerHub()
{
    m_socket.disconnect(this);
}

void PeerHub::send(const Message &message)
{
    m_socket.sendBinaryMessage(write(message));
}

void PeerHub::wake()
{
    if (m_state == State::Up)
        pump();
    else if (m_state == State::Down && !m_again.isActive())
        call();
}

void PeerHub::call()
{
    const QUrl url(m_peer.url);
    if (!mayCall(url) || !m_room.store().claimRoute(m_peer.url))
        return;
    m_state = State::Calling;
    m_patience.start();
    m_socket.open(url);
}

void PeerHub::lost()
{
    const auto before = std::exchange(m_state, State::Down);
    if (before == State::Down)
        return;
    if (auto *neighbours = m_room.store().neighbours(); neighbours && before == State::Up)
        neighbours->go(m_peer.url.toUtf8());
    m_open.clear();
    m_cursor = 0;
    m_patience.stop();
    const auto pause = qMin(longestPauseMs, shortestPauseMs << qMin(m_failures++, 7));
    m_again.start(pause + QRandomGenerator::global()->bounded(pause / 4));
}

void PeerHub::heard(const QByteArray &bytes)
{
    const auto message = read(bytes);
    if (!message)
        return m_socket.abort();
    if (const auto *challenge = std::get_if<Challenge>(&*message); challenge && m_state == State::Greeting) {
        const auto pinned = m_peer.pin.isEmpty()
            || sha256(spkiOf(m_socket.sslConfiguration().peerCertificate().toDer()).value_or(QByteArray())) == m_peer.pin;
        if (challenge->hubKey != m_peer.key || !pinned) {
            ++m_room.counters().hubsRefused;
            qCWarning(lcHub, "another hub shows another key than the one that is known");
            return m_socket.abort();
        }
        const auto &key = m_room.key();
        send(PeerLogin{key.publicKey(), key.sign(peerDomain, loginWords(*challenge))});
    } else if (const auto *welcome = std::get_if<Welcome>(&*message); welcome && m_state == State::Greeting) {
        m_state = State::Up;
        if (auto *neighbours = m_room.store().neighbours())
            neighbours->come(m_peer.url.toUtf8());
        m_failures = 0;
        m_window = welcome->window;
        m_patience.stop();
        pump();
    } else if (const auto *stored = std::get_if<Stored>(&*message); stored && m_state == State::Up) {
        m_room.counters().forwarded += stored->numbers.size();
        finish(stored->numbers);
    } else if (const auto *refused = std::get_if<Refused>(&*message); refused && m_state == State::Up) {
        // What will never be taken goes; its sender learns it from the receipt that does not come.
        const auto later = refused->code == Code::Quota || refused->code == Code::SlowDown
            || refused->code == Code::StorageFull || refused->code == Code::NotNow;
        if (!later)
            finish({refused->number});
        else if (refused->number > 0)
            m_socket.close(); // the pause before the next call is the pause before the next try
    } else if (std::holds_alternative<Problem>(*message)) {
        m_socket.close();
    }
}

void PeerHub::finish(const QList<qint64> &ids)
{
    if (const auto done = m_room.store().forwarded(m_peer.url, ids); !done)
        qCWarning(lcHub, "what was forwarded cannot be deleted: %s", qUtf8Printable(done.error().detail));
    for (const auto id : ids)
        m_open.remove(id);
    if (m_open.isEmpty())
        m_patience.stop();
    else
        m_patience.start();
    pump();
}

void PeerHub::pump()
{
    while (m_state == State::Up && m_open.size() < m_window && m_socket.bytesToWrite() < forwardAtOnceBytes) {
        const HubStore::Span span{m_cursor, int(m_window - m_open.size()), forwardAtOnceBytes, m_room.nowMs()};
        const auto rows = m_room.store().toForward(m_peer.url, span);
        if (!rows || rows->isEmpty())
            return;
        for (const auto &row : *rows) {
            m_cursor = row.id;
            m_open.insert(row.id);
            send(Forward{row.id, row.body, false});
        }
        m_patience.start();
    }
}

bool PeerHub::sendUrgent(const QByteArray &envelope)
{
    if (m_state != State::Up || m_socket.bytesToWrite() > urgentBacklog) {
        wake(); // for the next one
        return false;
    }
    send(Forward{0, envelope, true});
    return true;
}

PeerHubs::PeerHubs(Mailroom &room)
    : m_room(room)
{
    connect(&room, &Mailroom::routed, this, &PeerHubs::wake);
    connect(&room, &Mailroom::urgentForHub, this, [this](const QString &url, const QByteArray &envelope, bool *taken) {
        auto *hub = find(url);
        *taken = hub && hub->sendUrgent(envelope);
    });
    connect(&m_round, &QTimer::timeout, this, &PeerHubs::wakeAll);
    m_round.start(roundMs);
}

PeerHub *PeerHubs::find(const QString &url)
{
    const auto peer = std::ranges::find(m_room.peers(), url, &HubPeer::url);
    if (peer == m_room.peers().end()) {
        m_hubs.erase(url);
        return nullptr;
    }
    auto &hub = m_hubs[url];
    if (!hub)
        hub = std::make_unique<PeerHub>(m_room, *peer);
    return hub.get();
}

void PeerHubs::wake(const QString &url)
{
    if (auto *hub = find(url))
        hub->wake();
}

void PeerHubs::wakeAll()
{
    for (const auto &peer : m_room.peers())
        if (const auto waiting = m_room.store().toForward(peer.url, {0, 1, 1, m_room.nowMs()});
            waiting && !waiting->isEmpty())
            wake(peer.url);
}

} // namespace sizhen
