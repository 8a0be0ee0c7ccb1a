// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/forwardersocket.h"

#include "core/call/janusmessage.h"
#include "core/crypto/primitives.h"
#include "core/crypto/x509.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QWebSocketHandshakeOptions>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr auto forwarderBeat = 5s;
constexpr auto farewell = 3s;
constexpr qint64 forwarderDeadMs = 12'000; // neither words nor pongs

} // namespace

ForwarderSocket::ForwarderSocket(ForwarderPlace place, QObject *parent)
    : QObject(parent)
    , m_place(std::move(place))
{
    m_beat.setInterval(forwarderBeat);
    connect(&m_beat, &QTimer::timeout, this, &ForwarderSocket::beat);
}

ForwarderSocket::~ForwarderSocket()
{
    drop();
}

void ForwarderSocket::dial()
{
    drop();
    m_socket = std::make_unique<QWebSocket>();
    auto *socket = m_socket.get();
    socket->setMaxAllowedIncomingMessageSize(JanusMessage::longest);
    socket->setMaxAllowedIncomingFrameSize(JanusMessage::longest);
    connect(socket, &QWebSocket::connected, this, &ForwarderSocket::onConnected);
    connect(socket, &QWebSocket::sslErrors, this, &ForwarderSocket::onSslErrors);
    connect(socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
        m_heard.restart();
        Q_EMIT heard(text.toUtf8());
    });
    connect(socket, &QWebSocket::pong, this, [this] { m_heard.restart(); });
    const auto gone = [this, socket] {
        end({Fault::Io, u"forwarder: "_s + socket->errorString(), {}, u"link.forwarder_gone"_s,
             {{u"forwarder"_s, m_place.url.host()}}});
    };
    connect(socket, &QWebSocket::disconnected, this, gone);
    connect(socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this, gone);
    m_heard.start();
    m_beat.start();
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({u"janus-protocol"_s});
    socket->open(m_place.url, options);
}

void ForwarderSocket::say(const QByteArray &json)
{
    if (m_socket && m_socket->isValid())
        m_socket->sendTextMessage(QString::fromUtf8(json));
}

void ForwarderSocket::drop()
{
    m_beat.stop();
    if (!m_socket)
        return;
    auto *socket = m_socket.release();
    socket->disconnect(this);
    socket->setParent(QCoreApplication::instance());
    // What was said last (that a room is to be taken away) leaves first.
    connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
    QTimer::singleShot(farewell, socket, &QObject::deleteLater);
    socket->flush();
    socket->close();
}

bool ForwarderSocket::isPinned() const
{
    const auto spki = spkiOf(m_socket->sslConfiguration().peerCertificate().toDer());
    return spki && sha256(*spki) == m_place.pin;
}

void ForwarderSocket::untrusted(const QString &why)
{
    end({Fault::Untrusted, u"forwarder: "_s + why, u"SES-08"_s, u"link.forwarder_untrusted"_s,
         {{u"forwarder"_s, m_place.url.host()}}});
}

// A pinned server may sign for itself; everything else that is wrong with its certificate stays wrong.
void ForwarderSocket::onSslErrors(const QList<QSslError> &errors)
{
    if (!m_place.pin.isEmpty() && isPinned())
        m_socket->ignoreSslErrors(errors);
    else
        untrusted(errors.first().errorString());
}

void ForwarderSocket::onConnected()
{
    if (!m_place.pin.isEmpty() && !isPinned())
        return untrusted(u"another key than the pinned one"_s);
    m_heard.restart();
    Q_EMIT opened();
}

void ForwarderSocket::end(const Error &why)
{
    drop();
    Q_EMIT closed(why);
}

void ForwarderSocket::beat()
{
    if (m_heard.elapsed() >= forwarderDeadMs)
        return end({Fault::Timeout, u"forwarder: silent"_s, {}, u"link.forwarder_gone"_s,
                    {{u"forwarder"_s, m_place.url.host()}}});
    if (m_socket && m_socket->isValid())
        m_socket->ping();
}

} // namespace sizhen
