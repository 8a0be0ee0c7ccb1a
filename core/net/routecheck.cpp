// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/routecheck.h"

#include "core/crypto/primitives.h"
#include "core/crypto/x509.h"

#include <QHostInfo>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QUdpSocket>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype transactionSize = 12;
constexpr qsizetype stunHeader = 20;
constexpr int askAgainMs = 500; // a packet may be lost
constexpr quint16 usualTls = 443;
constexpr quint16 usualTurn = 3478;
const QByteArray stunBinding("\x00\x01\x00\x00\x21\x12\xa4\x42", 8); // type, length 0, magic cookie
const QByteArray stunAnswer("\x01\x01", 2);

QString wayOf(Route::Kind kind)
{
    return kind == Route::Kind::StunUdp                            ? u"UDP"_s
        : kind == Route::Kind::Tls || kind == Route::Kind::StunTls ? u"TLS"_s
                                                                   : u"TCP"_s;
}

bool isStun(Route::Kind kind)
{
    return kind == Route::Kind::StunUdp || kind == Route::Kind::StunTcp || kind == Route::Kind::StunTls;
}

Error routeError(const Route &route, const QString &message, const QString &detail)
{
    return {message == u"link.relay_untrusted"_s ? Fault::Untrusted : Fault::Timeout,
            u"route: "_s + detail,
            u"NET-05"_s,
            message,
            {{u"port"_s, route.port}, {u"way"_s, wayOf(route.kind)}, {u"name"_s, route.name}}};
}

} // namespace

QByteArray stunRequest(const QByteArray &transaction)
{
    return stunBinding + transaction;
}

bool isStunResponse(const QByteArray &answer, const QByteArray &transaction)
{
    return answer.size() >= stunHeader && answer.startsWith(stunAnswer) && answer.mid(4, 4) == stunBinding.mid(4, 4)
        && answer.mid(8, transactionSize) == transaction;
}

RouteCheck::RouteCheck(std::vector<Route> routes, QObject *parent)
    : QObject(parent)
    , m_ended(routes.size(), false)
{
    for (auto &route : routes)
        m_results.push_back({std::move(route), std::nullopt, {}});
}

void RouteCheck::run(int patienceMs)
{
    m_clock.start();
    QTimer::singleShot(patienceMs, this, [this] {
        for (std::size_t i = 0; i < m_results.size(); ++i)
            done(i, routeError(m_results[i].route, u"net.blocked"_s, u"no answer"_s));
    });
    for (std::size_t i = 0; i < m_results.size(); ++i)
        begin(i);
    if (m_results.empty())
        QTimer::singleShot(0, this, &RouteCheck::over);
}

void RouteCheck::begin(std::size_t index)
{
    if (m_results[index].route.kind == Route::Kind::StunUdp)
        askOverUdp(index);
    else
        connectStream(index);
}

void RouteCheck::connectStream(std::size_t index)
{
    const auto &route = m_results[index].route;
    auto *socket = new QSslSocket(this);
    const auto transaction = randomBytes(transactionSize);
    const bool tls = route.kind == Route::Kind::Tls || route.kind == Route::Kind::StunTls;
    if (!route.pin.isEmpty() || route.kind == Route::Kind::Tls) // who answers there proves itself to its own protocol
        socket->setPeerVerifyMode(QSslSocket::QueryPeer);
    const auto ready = [this, index, socket, transaction] {
        const auto &asked = m_results[index].route;
        if (!asked.pin.isEmpty()) {
            const auto spki = spkiOf(socket->sslConfiguration().peerCertificate().toDer());
            if (!spki || sha256(*spki) != asked.pin)
                return done(index, routeError(asked, u"link.relay_untrusted"_s, u"another certificate"_s));
        }
        if (!isStun(asked.kind))
            return passed(index);
        socket->write(stunRequest(transaction));
    };
    connect(socket, tls ? &QSslSocket::encrypted : &QSslSocket::connected, this, ready);
    connect(socket, &QSslSocket::readyRead, this, [this, index, socket, transaction] {
        if (isStun(m_results[index].route.kind) && isStunResponse(socket->peek(stunHeader), transaction))
            passed(index);
    });
    connect(socket, &QSslSocket::errorOccurred, this, [this, index, socket](QAbstractSocket::SocketError error) {
        const auto &asked = m_results[index].route;
        const auto message = error == QAbstractSocket::SslHandshakeFailedError ? u"link.relay_untrusted"_s
            : error == QAbstractSocket::HostNotFoundError                      ? u"net.no_host"_s
            : error == QAbstractSocket::ConnectionRefusedError                 ? u"net.refused"_s
                                                                               : u"net.blocked"_s;
        done(index, routeError(asked, message, socket->errorString()));
    });
    if (!route.from.isNull())
        socket->bind(route.from);
    if (tls)
        socket->connectToHostEncrypted(route.host, route.port);
    else
        socket->connectToHost(route.host, route.port);
}

void RouteCheck::askOverUdp(std::size_t index)
{
    QHostInfo::lookupHost(m_results[index].route.host, this, [this, index](const QHostInfo &host) {
        const auto &route = m_results[index].route;
        if (host.addresses().isEmpty())
            return done(index, routeError(route, u"net.no_host"_s, host.errorString()));
        auto *socket = new QUdpSocket(this);
        if (!route.from.isNull())
            socket->bind(route.from);
        const auto transaction = randomBytes(transactionSize);
        const auto ask = [socket, transaction, to = host.addresses().first(), port = route.port] {
            socket->writeDatagram(stunRequest(transaction), to, port);
        };
        connect(socket, &QUdpSocket::readyRead, this, [this, index, socket, transaction] {
            while (socket->hasPendingDatagrams()) {
                QByteArray answer(socket->pendingDatagramSize(), Qt::Uninitialized);
                socket->readDatagram(answer.data(), answer.size());
                if (isStunResponse(answer, transaction))
                    passed(index);
            }
        });
        auto *again = new QTimer(socket);
        again->setInterval(askAgainMs);
        connect(again, &QTimer::timeout, socket, ask);
        again->start();
        ask();
    });
}

void RouteCheck::passed(std::size_t index)
{
    if (m_ended[index])
        return;
    m_results[index].ms = m_clock.elapsed();
    m_ended[index] = true;
    over();
}

void RouteCheck::done(std::size_t index, const Error &why)
{
    if (m_ended[index])
        return;
    m_results[index].why = why;
    m_ended[index] = true;
    over();
}

void RouteCheck::over()
{
    if (std::ranges::find(m_ended, false) == m_ended.end())
        Q_EMIT finished(m_results);
}

std::vector<Route> routesOf(const RelayAddress &relay, const QString &name)
{
    std::vector<Route> routes{
        {Route::Kind::StunUdp, name, relay.host, relay.way == RelayAddress::Way::Udp ? relay.port : usualTurn, {}},
        {Route::Kind::StunTcp, name, relay.host, relay.way == RelayAddress::Way::Tcp ? relay.port : usualTurn, {}},
        {Route::Kind::StunTls, name, relay.host, relay.way == RelayAddress::Way::Tls ? relay.port : usualTls,
         relay.pin}};
    return routes;
}

} // namespace sizhen
