// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/hublink.h"

#include "core/base/log.h"
#include "core/crypto/x509.h"

#include <QHostAddress>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QtEndian>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 firstWaitMs = 1'000;
constexpr qint64 longestWaitMs = 60'000;
constexpr qint64 soundMs = 30'000; // up for so long, earlier failures are forgotten
constexpr qint64 beatMs = 15'000;
constexpr qint64 deadMs = 45'000;
constexpr qint64 mostUnsentBytes = 4 * 1024 * 1024;
constexpr qint64 mostUnansweredBytes = 16 * 1024 * 1024; // half of what a hub allows
constexpr qsizetype rememberedUrgent = 512;
constexpr int looksAnAnswer = 8;

bool isThisMachine(const QString &host)
{
    return host == u"localhost"_s || QHostAddress(host).isLoopback();
}

tl::unexpected<Error> badAddress(const QString &message, const QString &text)
{
    return tl::unexpected(Error{Fault::Invalid, u"not a hub's address"_s, u"RES-02"_s, message, {{u"text"_s, text}}});
}

Error refusal(hubwire::Code code)
{
    const auto unknown = code == hubwire::Code::UnknownInstitution;
    return {unknown ? Fault::Untrusted : Fault::Busy,
            u"the hub ended it: "_s + hubwire::nameOf(code),
            {},
            unknown ? u"link.hub_unknown_here"_s : u"link.hub_ended"_s,
            {}};
}

} // namespace

Result<HubAddress> HubAddress::parse(const QString &text)
{
    HubAddress address{QUrl(text.section(u'#', 0, 0), QUrl::StrictMode), {}};
    const auto &url = address.url;
    const auto secure = url.scheme() == u"wss"_s;
    if (!url.isValid() || url.host().isEmpty() || (!secure && url.scheme() != u"ws"_s) || !url.userInfo().isEmpty())
        return badAddress(u"link.hub_address"_s, text);
    if (!secure && !isThisMachine(url.host()))
        return badAddress(u"link.hub_insecure"_s, text);
    if (text.contains(u'#')) {
        const auto digits = text.section(u'#', 1).remove(u':').toLatin1().toLower();
        address.pin = QByteArray::fromHex(digits);
        if (address.pin.size() != hashSize || address.pin.toHex() != digits)
            return badAddress(u"link.hub_address"_s, text);
    }
    return address;
}

bool HubAddress::isSameHub(const HubAddress &other) const
{
    const auto port = [](const QUrl &one) { return one.port(one.scheme() == u"wss"_s ? 443 : 80); };
    return url.host() == other.url.host() && port(url) == port(other.url);
}

HubLink::HubLink(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_since(m_setup.clock())
{
    m_running.start();
    m_again.setSingleShot(true);
    m_goneSoon.setSingleShot(true);
    m_goneSoon.setInterval(0);
    m_answers.setInterval(m_setup.answerIn / looksAnAnswer);
    m_beat.setInterval(beatMs);
    connect(&m_again, &QTimer::timeout, this, &HubLink::dial);
    connect(&m_beat, &QTimer::timeout, this, &HubLink::beat);
    connect(&m_goneSoon, &QTimer::timeout, this, &HubLink::sendGone);
    connect(&m_answers, &QTimer::timeout, this, &HubLink::lookForAnswers);
}

HubLink::~HubLink()
{
    if (m_socket)
        m_socket->disconnect(this);
}

void HubLink::start(const HubAddress &address)
{
    if (m_started && address == m_address)
        return;
    stop();
    m_address = address;
    m_started = true;
    m_failures = 0;
    dial();
}

void HubLink::stop()
{
    m_started = false;
    m_again.stop();
    if (m_socket) {
        sendGone();
        m_socket->disconnect(this);
        m_socket->close();
        m_socket.release()->deleteLater();
        onDisconnected();
    }
    setState(State::Off);
}

void HubLink::retryNow()
{
    m_failures = 0;
    if (m_started && !m_socket)
        dial();
}

void HubLink::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    m_since = m_setup.clock();
    Q_EMIT stateChanged(state);
}

void HubLink::dial()
{
    if (!m_started || m_socket)
        return;
    m_told = false;
    m_upAt = -1;
    m_socket = std::make_unique<QWebSocket>();
    m_socket->setMaxAllowedIncomingMessageSize(hubwire::maxMessageBytes);
    m_socket->setMaxAllowedIncomingFrameSize(hubwire::maxMessageBytes);
    auto *socket = m_socket.get();
    connect(socket, &QWebSocket::connected, this, &HubLink::onConnected);
    connect(socket, &QWebSocket::sslErrors, this, &HubLink::onSslErrors);
    connect(socket, &QWebSocket::binaryMessageReceived, this, &HubLink::onMessage);
    connect(socket, &QWebSocket::pong, this, [this] { m_heardAt = m_running.elapsed(); });
    connect(socket, &QWebSocket::bytesWritten, this, [this] {
        if (hasRoom())
            Q_EMIT roomy();
    });
    connect(socket, &QWebSocket::disconnected, this, &HubLink::onDisconnected);
    connect(socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this, [this](QAbstractSocket::SocketError) {
        giveUp({Fault::Io, u"hub: "_s + m_socket->errorString(), {}, u"link.hub_unreachable"_s,
                {{u"hub"_s, m_address.url.host()}}});
    });
    m_heardAt = m_running.elapsed();
    setState(State::Connecting);
    m_beat.start();
    m_socket->open(m_address.url);
}

bool HubLink::isPinned() const
{
    const auto spki = spkiOf(m_socket->sslConfiguration().peerCertificate().toDer());
    return spki && sha256(*spki) == m_address.pin;
}

// A pinned hub may sign for itself; everything else that is wrong with its certificate stays wrong.
void HubLink::onSslErrors(const QList<QSslError> &errors)
{
    if (!m_address.pin.isEmpty() && isPinned())
        m_socket->ignoreSslErrors(errors);
    else
        giveUp({Fault::Untrusted, u"hub: "_s + errors.first().errorString(), {}, u"link.hub_untrusted"_s,
                {{u"hub"_s, m_address.url.host()}}});
}

void HubLink::onConnected()
{
    if (!m_address.pin.isEmpty() && !isPinned())
        return giveUp({Fault::Untrusted, u"hub: another key than the pinned one"_s, {}, u"link.hub_untrusted"_s,
                       {{u"hub"_s, m_address.url.host()}}});
    say(hubwire::Hello{{hubwire::protocolVersion}});
}

void HubLink::say(const hubwire::Message &message)
{
    m_socket->sendBinaryMessage(hubwire::write(message));
}

void HubLink::onMessage(const QByteArray &bytes)
{
    m_heardAt = m_running.elapsed();
    const auto message = hubwire::read(bytes);
    if (!message)
        return giveUp(message.error());
    std::visit(
        [this]<typename T>(const T &one) {
            if constexpr (requires { hear(one); })
                hear(one);
        },
        *message);
}

void HubLink::hear(const hubwire::Challenge &challenge)
{
    if (m_state != State::Connecting)
        return;
    say(hubwire::Login{m_setup.certificate,
                       m_setup.sign(hubwire::loginDomain, hubwire::loginWords(challenge))});
}

void HubLink::hear(const hubwire::Welcome &welcome)
{
    if (m_state != State::Connecting)
        return;
    m_welcome = welcome;
    m_upAt = m_running.elapsed();
    setState(State::Up);
    Q_EMIT roomy();
}

std::optional<bool> HubLink::close(qint64 number)
{
    const auto known = m_open.constFind(number);
    if (known == m_open.cend())
        return {};
    const auto bytes = known->bytes;
    m_open.erase(known);
    if (bytes > 0) {
        --m_unanswered;
        m_unansweredBytes -= bytes;
    }
    return bytes == 0;
}

void HubLink::hear(const hubwire::Stored &stored)
{
    for (const auto number : stored.numbers)
        if (close(number))
            Q_EMIT this->stored(number);
    if (hasRoom())
        Q_EMIT roomy();
}

void HubLink::hear(const hubwire::Refused &refused)
{
    if (const auto urgent = close(refused.number))
        Q_EMIT this->refused(refused.number, refused.code, *urgent);
}

// What is said about one envelope may be lost like the envelope; it must not keep the window shut for ever.
void HubLink::lookForAnswers()
{
    const auto now = m_running.elapsed();
    if (m_unanswered == 0)
        return m_answers.stop();
    if (!m_socket || m_socket->bytesToWrite() > 0) {
        m_crammedAt = now; // it may not have reached the hub
        return;
    }
    QList<qint64> numbers;
    for (auto open = m_open.cbegin(); open != m_open.cend(); ++open)
        if (open->bytes > 0 && now - std::max(open->since, m_crammedAt) >= m_setup.answerIn.count())
            numbers.append(open.key());
    for (const auto number : std::as_const(numbers)) {
        (void)close(number);
        Q_EMIT unsaid(number);
    }
    if (!numbers.isEmpty()) {
        qCInfo(lcNet) << "the hub says nothing about" << numbers.size() << "envelopes";
        Q_EMIT roomy();
    }
}

void HubLink::hear(const hubwire::Deliver &deliver)
{
    Q_EMIT delivered(deliver.id, deliver.envelope, deliver.urgent);
}

void HubLink::hear(const hubwire::Problem &problem)
{
    giveUp(refusal(problem.code));
}

bool HubLink::hasRoom() const
{
    return m_state == State::Up && m_unanswered < std::max(m_welcome.window, 1)
        && m_unansweredBytes < mostUnansweredBytes && m_socket->bytesToWrite() < mostUnsentBytes;
}

qint64 HubLink::put(const QByteArray &envelope, bool urgent, const QString &hubUrl)
{
    const auto number = ++m_number;
    if (urgent) {
        m_open.removeIf(
            [number](const auto &item) { return item.value().bytes == 0 && item.key() + rememberedUrgent < number; });
    } else {
        ++m_unanswered;
        m_unansweredBytes += envelope.size();
    }
    m_open.insert(number, {urgent ? 0 : envelope.size(), m_running.elapsed()});
    if (m_unanswered > 0 && !m_answers.isActive())
        m_answers.start();
    say(hubwire::Put{number, envelope, urgent, hubUrl});
    return number;
}

void HubLink::gone(qint64 id)
{
    if (id == 0)
        return;
    m_gone.append(id);
    if (m_gone.size() >= hubwire::maxNumbers)
        sendGone();
    else if (!m_goneSoon.isActive())
        m_goneSoon.start();
}

void HubLink::sendGone()
{
    auto ids = std::exchange(m_gone, {});
    if (ids.isEmpty() || m_state != State::Up || !m_socket)
        return; // they will be brought again, and are known
    std::ranges::sort(ids);
    say(hubwire::Gone{ids});
}

void HubLink::giveUp(const Error &error)
{
    if (!std::exchange(m_told, true))
        Q_EMIT failed(error);
    if (m_socket)
        m_socket->abort();
    if (m_socket) // it never was connected
        onDisconnected();
}

void HubLink::onDisconnected()
{
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket.release()->deleteLater();
    }
    m_beat.stop();
    m_answers.stop();
    m_open.clear();
    m_gone.clear();
    m_unanswered = 0;
    m_unansweredBytes = 0;
    if (m_upAt >= 0 && m_running.elapsed() - m_upAt >= soundMs)
        m_failures = 0;
    setState(State::Off);
    dialAgainLater();
}

void HubLink::dialAgainLater()
{
    if (!m_started || m_again.isActive())
        return;
    const auto wait = std::min(firstWaitMs << std::min(m_failures, 10), longestWaitMs);
    ++m_failures;
    const auto dice = qFromLittleEndian<quint16>(m_setup.random(2).constData());
    m_again.start(std::chrono::milliseconds(wait * 3 / 4 + wait * dice / 65536 / 2));
}

void HubLink::beat()
{
    if (m_running.elapsed() - m_heardAt >= deadMs)
        return giveUp({Fault::Timeout, u"hub: silent"_s, {}, u"link.hub_unreachable"_s,
                       {{u"hub"_s, m_address.url.host()}}});
    if (m_state == State::Up)
        m_socket->ping();
}

} // namespace sizhen
