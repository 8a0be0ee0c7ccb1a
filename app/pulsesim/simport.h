// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/sim/pseudoterminal.h"

#include <QTcpServer>
#include <QTcpSocket>

namespace sizhen {

// Where the station plugs in: a pseudo-terminal, or a TCP port of this machine.
class SimPort
{
public:
    virtual ~SimPort() = default;

    [[nodiscard]] virtual Result<> plugIn() = 0;
    virtual void unplug() = 0;
    [[nodiscard]] virtual bool isPlugged() const = 0;
    [[nodiscard]] virtual QString address() const = 0; // "serial:///dev/pts/3?baud=115200", "tcp://127.0.0.1:4711"
    [[nodiscard]] virtual QByteArray read() = 0;
    virtual bool write(const QByteArray &bytes) = 0;
};

// With a link file, that path becomes a symbolic link to the terminal, so that the address survives a new cable.
class PtyPort final : public SimPort
{
public:
    explicit PtyPort(QString linkFile);
    ~PtyPort() override;

    [[nodiscard]] Result<> plugIn() override;
    void unplug() override;

    [[nodiscard]] bool isPlugged() const override { return m_terminal != nullptr; }

    [[nodiscard]] QString address() const override;
    [[nodiscard]] QByteArray read() override;
    bool write(const QByteArray &bytes) override;

private:
    QString m_linkFile;
    std::unique_ptr<PseudoTerminal> m_terminal;
};

class TcpPort final : public SimPort
{
public:
    explicit TcpPort(quint16 port);

    [[nodiscard]] Result<> plugIn() override;
    void unplug() override;

    [[nodiscard]] bool isPlugged() const override { return m_server.isListening(); }

    [[nodiscard]] QString address() const override;
    [[nodiscard]] QByteArray read() override;
    bool write(const QByteArray &bytes) override;

private:
    QTcpServer m_server;
    QTcpSocket *m_client = nullptr; // child of m_server; the newest one
    quint16 m_port;
};

} // namespace sizhen
