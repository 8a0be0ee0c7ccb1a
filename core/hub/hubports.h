// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/huboffice.h"
#include "core/hub/hubserver.h"

#include <QLocalServer>
#include <QTcpServer>

namespace sizhen {

// The operator's door: a local socket that only this user may open. One JSON object a line, one answer a line:
// {"ok": true, "result": {…}} or {"ok": false, "fault": 4, "message": "hub.card", "args": {…}, "detail": "…"}.
class HubControl final : public QObject
{
    Q_OBJECT
public:
    HubControl(HubOffice &office, QString path);

    [[nodiscard]] Result<> listen();

private:
    void accept();

    HubOffice &m_office;
    QString m_path;
    QLocalServer m_server;
};

[[nodiscard]] QByteArray controlAnswer(const Result<QJsonObject> &result);
[[nodiscard]] Result<QJsonObject> readControlAnswer(const QByteArray &line);

// Counters and gauges as Prometheus reads them: GET /metrics on loopback. Institutions appear by their short id alone.
class HubMetrics final : public QObject
{
    Q_OBJECT
public:
    HubMetrics(Mailroom &room, HubServer &server);

    [[nodiscard]] Result<> listen(int port);
    [[nodiscard]] int port() const { return m_tcp.serverPort(); }
    [[nodiscard]] QByteArray text() const;

private:
    void accept();

    Mailroom &m_room;
    HubServer &m_server;
    QTcpServer m_tcp;
};

} // namespace sizhen
