// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

namespace sizhen::test {

inline quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

// The cable: what dials `from` reaches `to`, until it is cut.
class Cable final : public QObject
{
public:
    Cable(const QString &from, quint16 to)
        : m_from(from.section(u':', -1).toUShort())
        , m_to(to)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (auto *near = m_server.nextPendingConnection()) {
                auto *far = new QTcpSocket(near);
                m_ends.append(near);
                join(near, far);
                join(far, near);
                far->connectToHost(QHostAddress::LocalHost, m_to);
            }
        });
    }

    [[nodiscard]] quint16 port() const { return m_to; } // where the far end listens

    void plugIn() { QVERIFY2(m_server.listen(QHostAddress::LocalHost, m_from), qPrintable(m_server.errorString())); }

    // It stays plugged in, and nothing comes through any more.
    void fallSilent() { m_silent = true; }

    void cut()
    {
        m_server.close();
        for (const auto &end : std::exchange(m_ends, {}))
            if (end)
                delete end;
    }

private:
    void join(QTcpSocket *one, QTcpSocket *other)
    {
        connect(one, &QTcpSocket::readyRead, other, [this, one, other] {
            if (m_silent)
                (void)one->readAll();
            else if (other->state() == QAbstractSocket::ConnectedState)
                other->write(one->readAll());
        });
        connect(one, &QTcpSocket::connected, other, [one, other] { one->write(other->readAll()); });
        connect(one, &QTcpSocket::disconnected, other, &QTcpSocket::disconnectFromHost);
    }

    quint16 m_from;
    quint16 m_to;
    bool m_silent = false;
    QTcpServer m_server;
    QList<QPointer<QTcpSocket>> m_ends;
};

} // namespace sizhen::test
