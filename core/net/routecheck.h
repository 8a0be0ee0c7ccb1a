// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/net/relayaddress.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QObject>

#include <functional>
#include <vector>

namespace sizhen {

// A way that packets may take from this room, to be tried before a session (NET-05, SES-01).
struct Route {
    enum class Kind {
        Tcp, // somebody takes the connection
        Tls, // … and speaks TLS
        StunUdp, // a relay answers a Binding request (RFC 8489) over UDP
        StunTcp,
        StunTls
    };

    Kind kind = Kind::Tcp;
    QString name; // for the reader: the partner's, the hub's, the relay's
    QString host;
    quint16 port = 0;
    QByteArray pin; // of Tls and StunTls
    QString provider = {}; // through whose line it is tried; empty: the system decides
    QHostAddress from = {}; // ours in that line

    [[nodiscard]] bool isRelay() const { return kind != Kind::Tcp && kind != Kind::Tls; }
};

struct RouteResult {
    Route route;
    std::optional<qint64> ms; // until the answer; nothing: it does not pass
    Error why; // "net.blocked" with {port}, {way}; "net.refused"; "link.relay_untrusted"
};

// Tries them all at once, each for some seconds.
class RouteCheck final : public QObject
{
    Q_OBJECT
public:
    explicit RouteCheck(std::vector<Route> routes, QObject *parent = nullptr);

    void run(int patienceMs = 4000);

Q_SIGNALS:
    void finished(const std::vector<sizhen::RouteResult> &results); // in the order of the routes

private:
    void begin(std::size_t index);
    void connectStream(std::size_t index);
    void askOverUdp(std::size_t index);
    void done(std::size_t index, const Error &why);
    void passed(std::size_t index);
    void over();

    std::vector<RouteResult> m_results;
    std::vector<bool> m_ended;
    QElapsedTimer m_clock;
};

// Of a relay: the way its address names, and what else it usually offers.
[[nodiscard]] std::vector<Route> routesOf(const RelayAddress &relay, const QString &name);

// A Binding request with this transaction (12 bytes), and whether `answer` is the response to it.
[[nodiscard]] QByteArray stunRequest(const QByteArray &transaction);
[[nodiscard]] bool isStunResponse(const QByteArray &answer, const QByteArray &transaction);

} // namespace sizhen
