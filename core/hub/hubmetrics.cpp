// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubports.h"

#include <QTcpSocket>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 maxRequest = 8 * 1024;

void add(QByteArray &out, const char *name, const char *kind, const char *help, double value)
{
    out += "# HELP sizhen_hub_" + QByteArray(name) + ' ' + help + "\n# TYPE sizhen_hub_" + name + ' ' + kind
        + "\nsizhen_hub_" + name + ' ' + QByteArray::number(value, 'g', 15) + '\n';
}

} // namespace

HubMetrics::HubMetrics(Mailroom &room, HubServer &server)
    : m_room(room)
    , m_server(server)
{
    connect(&m_tcp, &QTcpServer::newConnection, this, &HubMetrics::accept);
}

Result<> HubMetrics::listen(int port)
{
    if (m_tcp.listen(QHostAddress::LocalHost, quint16(port)))
        return {};
    return fail(Fault::Busy, u"hub: the metrics port: "_s + m_tcp.errorString());
}

QByteArray HubMetrics::text() const
{
    const auto &c = m_room.counters();
    auto &store = m_room.store();
    QByteArray out;
    add(out, "stored_total", "counter", "Envelopes put on disk.", double(c.stored));
    add(out, "repeated_total", "counter", "Envelopes that lay there already.", double(c.repeated));
    add(out, "delivered_total", "counter", "Envelopes handed to a station.", double(c.delivered));
    add(out, "gone_total", "counter", "Answers that let an envelope be deleted.", double(c.gone));
    add(out, "urgent_total", "counter", "Urgent envelopes passed on unstored.", double(c.urgent));
    add(out, "urgent_dropped_total", "counter", "Urgent envelopes for a station that was too slow.",
        double(c.urgentDropped));
    add(out, "forwarded_total", "counter", "Envelopes taken by another hub.", double(c.forwarded));
    add(out, "expired_total", "counter", "Envelopes nobody fetched in time.", double(c.expired));
    add(out, "commits_total", "counter", "Commits.", double(c.commits));
    add(out, "commit_failures_total", "counter", "Commits that failed.", double(c.commitFailures));
    add(out, "commit_seconds_total", "counter", "Time spent in commits.", c.commitSeconds);
    add(out, "logins_total", "counter", "Log-ins.", double(c.logins));
    add(out, "strangers_refused_total", "counter", "Connections that were not let in.", double(c.strangersRefused));
    add(out, "hubs_refused_total", "counter", "Hubs that showed another key than the one written down.", double(c.hubsRefused));
    add(out, "slow_closed_total", "counter", "Clients that did not keep to the window.", double(c.slowClosed));
    add(out, "connections", "gauge", "Open connections.", m_server.connections());
    add(out, "strangers", "gauge", "Connections that have not logged in.", m_server.strangers());
    add(out, "institutions", "gauge", "Institutions admitted.", double(m_room.institutions().size()));
    add(out, "waiting_envelopes", "gauge", "Envelopes on disk.", double(store.all().number));
    add(out, "waiting_bytes", "gauge", "Bytes of envelopes on disk.", double(store.all().bytes));
    out += "# HELP sizhen_hub_refused_total Envelopes refused, by code.\n# TYPE sizhen_hub_refused_total counter\n";
    for (std::size_t code = 1; code < c.refused.size(); ++code)
        out += "sizhen_hub_refused_total{code=\"" + hubwire::nameOf(hubwire::Code(code)).toUtf8() + "\"} "
            + QByteArray::number(c.refused[code]) + '\n';
    out += "# HELP sizhen_hub_mailbox_bytes Bytes waiting, by institution.\n# TYPE sizhen_hub_mailbox_bytes gauge\n";
    for (const auto &institution : m_room.institutions())
        out += "sizhen_hub_mailbox_bytes{institution=\"" + shortId(institution.root).toUtf8() + "\"} "
            + QByteArray::number(store.inMailbox(institution.mailbox).bytes) + '\n';
    return out;
}

void HubMetrics::accept()
{
    while (auto *socket = m_tcp.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            const auto request = socket->peek(maxRequest);
            if (!request.contains("\r\n\r\n")) {
                if (request.size() >= maxRequest)
                    socket->abort();
                return;
            }
            socket->readAll();
            const auto known = request.startsWith("GET /metrics ");
            const auto body = known ? text() : QByteArray("see /metrics\n");
            socket->write(QByteArray(known ? "HTTP/1.1 200 OK" : "HTTP/1.1 404 Not Found")
                          + "\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: "
                          + QByteArray::number(body.size()) + "\r\n\r\n" + body);
            socket->disconnectFromHost();
        });
    }
}

} // namespace sizhen
