// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/peerlink.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto linkTickMs = 200;
constexpr qint64 soundLinkMs = 10'000; // up for so long, a link's earlier failures are forgotten

} // namespace

PeerLink::PeerLink(const NetSetup &setup, const QByteArray &partnerRoot, const QByteArray &pin, QObject *parent)
    : QObject(parent)
    , m_setup(setup)
    , m_partner(partnerRoot)
    , m_pin(pin)
    , m_store(setup.storeFor(partnerRoot))
    , m_since(setup.clock())
{
    m_running.start();
    m_tick.setInterval(linkTickMs);
    m_again.setSingleShot(true);
    m_catchUp.setSingleShot(true);
    m_catchUp.setInterval(0);
    connect(&m_again, &QTimer::timeout, this, &PeerLink::dialNext);
    connect(&m_catchUp, &QTimer::timeout, this, &PeerLink::catchUp);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (!m_session)
            return;
        m_session->tick(nowMs());
        afterwards();
        dialBeside();
    });
}

PeerLink::~PeerLink()
{
    m_started = false;
}

void PeerLink::setAddresses(const QStringList &addresses)
{
    if (m_addresses == addresses)
        return;
    m_addresses = addresses;
    m_nextAddress = 0;
    retryNow();
}

void PeerLink::start()
{
    if (std::exchange(m_started, true))
        return;
    m_failures = 0;
    dialNext();
}

void PeerLink::stop()
{
    m_started = false;
    m_again.stop();
    if (m_dialling)
        std::exchange(m_dialling, nullptr)->deleteLater();
    if (m_session)
        m_session->bye();
    if (m_link)
        retire(std::exchange(m_link, nullptr));
    m_session.reset();
    m_tick.stop();
    setState(State::Offline);
}

void PeerLink::retryNow()
{
    m_failures = 0;
    if (m_started && !m_link && !m_dialling)
        dialNext();
}

void PeerLink::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    m_since = m_setup.clock();
    Q_EMIT stateChanged(state, m_since);
}

// Lets it say its farewell and go.
void PeerLink::retire(DirectLink *link)
{
    link->disconnect(this);
    link->close();
    if (link->isFinished())
        link->deleteLater();
    else
        connect(link, &DirectLink::closed, link, &QObject::deleteLater);
}

void PeerLink::take(DirectLink *link)
{
    m_again.stop();
    m_link = link;
    m_lastAddress = link->address();
    m_told = false;
    m_wasIdle = false;
    m_upAt = -1;
    m_heardAt = nowMs();
    m_session = std::make_unique<Session>(
        *m_store,
        Session::Setup{m_setup.root, m_setup.certificate, m_setup.random(wire::nonceSize),
                       [this, pin = link->pin()](const wire::Hello &hello) { return judgeHello(hello, pin); }});
    link->setSource([this](bool urgentOnly) { return nextMessage(urgentOnly); });
    connect(link, &DirectLink::messagesArrived, this, &PeerLink::onMessages);
    connect(link, &DirectLink::heard, this, [this] {
        m_heardAt = nowMs();
        if (m_session)
            m_session->heard(m_heardAt);
    });
    connect(link, &DirectLink::drained, this, &PeerLink::onDrained);
    connect(link, &DirectLink::failed, this, &PeerLink::tell);
    connect(link, &DirectLink::closed, this, [this, link] { onClosed(link); });
    setState(State::Connecting);
    m_session->start(nowMs());
    m_tick.start();
    link->wake();
}

std::optional<Session::Outgoing> PeerLink::nextMessage(bool urgentOnly)
{
    if (!m_session)
        return {};
    auto message = m_session->next(urgentOnly || !m_bulk.allows(nowMs()));
    if (message)
        m_sentBytes += message->bytes.size();
    if (message && !message->urgent)
        m_bulk.spend(message->bytes.size());
    return message;
}

Result<> PeerLink::judgeHello(const wire::Hello &hello, const QByteArray &pin) const
{
    const auto station = openStationCertificate(hello.certificate);
    if (!station)
        return tl::unexpected(station.error());
    if (hello.root != m_partner || station->institution != m_partner)
        return fail(Fault::Untrusted, u"HELLO names another institution than the pinned key"_s);
    if (station->tlsSpkiHash != pin)
        return fail(Fault::Untrusted, u"HELLO shows the certificate of another station"_s);
    return {};
}

void PeerLink::onMessages(const QList<QByteArray> &messages)
{
    if (!m_session)
        return;
    m_heardAt = nowMs();
    m_session->arrived(messages, m_heardAt);
    if (m_session->isBehind())
        m_catchUp.start(); // unless more arrives before
    afterwards();
}

void PeerLink::catchUp()
{
    if (!m_session || !m_session->isBehind())
        return;
    m_session->catchUp(nowMs());
    m_catchUp.start();
    afterwards();
}

void PeerLink::afterwards()
{
    const auto events = m_session->takeEvents();
    for (const auto &event : events) {
        handle(event);
        if (!m_session)
            return; // a receiver stopped us
    }
    if (m_session->isClosed())
        onClosed(m_link);
    else
        m_link->wake();
}

// Everything there was to say is on its way: now it shows whether anything is still lacking.
void PeerLink::onDrained()
{
    if (!m_session)
        return;
    if (m_session->hasWork())
        m_link->wake();
    const auto nowIdle = m_session->isIdle();
    if (nowIdle && !std::exchange(m_wasIdle, true))
        Q_EMIT idle();
    else
        m_wasIdle = nowIdle;
}

void PeerLink::handle(const Session::Event &event)
{
    if (std::holds_alternative<Session::WentUp>(event)) {
        m_upAt = nowMs();
        setState(State::Up);
    } else if (const auto *stream = std::get_if<Session::StreamAdvanced>(&event)) {
        Q_EMIT advanced(stream->stream);
    } else if (const auto *message = std::get_if<Session::LiveReceived>(&event)) {
        Q_EMIT liveArrived(*message);
    } else if (const auto *trouble = std::get_if<Session::Trouble>(&event)) {
        if (trouble->fatal)
            tell(trouble->error);
        else
            qCWarning(lcNet) << "sync:" << trouble->error.detail;
    }
}

void PeerLink::tell(const Error &error)
{
    if (!std::exchange(m_told, true))
        Q_EMIT failed(error);
}

void PeerLink::drop(wire::Code why)
{
    m_session->close(why);
    retire(std::exchange(m_link, nullptr));
    m_session.reset();
}

void PeerLink::onClosed(DirectLink *link)
{
    while (link == m_link && m_session && m_session->isBehind())
        catchUp(); // with what came before the end
    if (link != m_link)
        return;
    retire(link);
    if (m_upAt >= 0 && nowMs() - m_upAt >= soundLinkMs)
        m_failures = 0;
    m_link = nullptr;
    m_session.reset();
    m_tick.stop();
    m_wasIdle = false;
    setState(m_dialling ? State::Connecting : State::Offline);
    if (!m_dialling)
        dialAgainLater();
}

void PeerLink::deliver(const Session::LiveReceived &message)
{
    const auto payload = m_setup.openLive(message.stream, message.number, message.sealed);
    if (payload)
        Q_EMIT live(message.stream, message.number, message.channel, *payload);
    else
        qCWarning(lcNet) << "a live message that does not open:" << payload.error().detail;
}

Result<> PeerLink::sendLive(const QByteArray &stream, int channel, const QByteArray &payload)
{
    if (!m_session || !m_session->isUp())
        return fail(Fault::Busy, u"live: the link is not up"_s);
    const auto number = ++*m_setup.liveNumber;
    const auto sealed = m_setup.sealLive(stream, number, payload);
    if (!sealed)
        return tl::unexpected(sealed.error());
    return forwardLive(stream, number, channel, *sealed, m_setup.ownPin.left(wire::originSize));
}

Result<> PeerLink::forwardLive(const QByteArray &stream, quint64 number, int channel, const QByteArray &sealed,
                               const QByteArray &origin)
{
    if (!m_session || !m_session->isUp())
        return fail(Fault::Busy, u"live: the link is not up"_s);
    auto sent = m_session->sendLive(stream, number, channel, sealed, origin);
    m_link->wake();
    return sent;
}

void PeerLink::receiptArrived(const QByteArray &stream)
{
    if (!m_session || !isOurs())
        return;
    m_session->receiptArrived(stream);
    m_wasIdle = m_wasIdle && m_session->isIdle();
    afterwards();
}

void PeerLink::cutOff()
{
    if (m_link)
        drop(wire::Code::Untrusted);
    m_tick.stop();
    setState(State::Offline);
    if (!m_dialling)
        dialAgainLater();
}

void PeerLink::poke(const QByteArray &stream)
{
    if (!m_session)
        return;
    m_session->localChanged(stream);
    m_wasIdle = m_wasIdle && m_session->isIdle();
    afterwards();
}

} // namespace sizhen
