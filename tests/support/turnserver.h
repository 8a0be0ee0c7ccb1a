// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/program.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace sizhen::test {

// A real relay (coturn) on this machine with a certificate of its own.
class TurnServer
{
public:
    quint16 turnPort = freePort();
    quint16 tlsPort = freePort();
    QByteArray pin; // SHA-256 of its public key

    [[nodiscard]] bool start()
    {
        if (!makeCertificate())
            return false;
        const auto at = [this](const QString &name) { return m_folder.filePath(name); };
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(at(QStringLiteral("log")));
        m_process.start(QStringLiteral("turnserver"),
                        {QStringLiteral("-n"), QStringLiteral("--no-cli"), QStringLiteral("--lt-cred-mech"),
                         QStringLiteral("--user=room:secret"), QStringLiteral("--realm=sizhen.test"),
                         QStringLiteral("--listening-ip=127.0.0.1"), QStringLiteral("--relay-ip=127.0.0.1"),
                         QStringLiteral("--allow-loopback-peers"), QStringLiteral("--listening-port=%1").arg(turnPort),
                         QStringLiteral("--tls-listening-port=%1").arg(tlsPort),
                         QStringLiteral("--cert=") + at(QStringLiteral("cert.pem")),
                         QStringLiteral("--pkey=") + at(QStringLiteral("key.pem")),
                         QStringLiteral("--pidfile=") + at(QStringLiteral("pid")),
                         QStringLiteral("--db=") + at(QStringLiteral("turndb")), QStringLiteral("--no-stdout-log"),
                         QStringLiteral("--log-file=") + at(QStringLiteral("turn.log"))});
        return m_process.waitForStarted() && QTest::qWaitFor([this] { return takesConnections(tlsPort); }, 15'000);
    }

    void stop()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    ~TurnServer() { stop(); }

    [[nodiscard]] QString log() const
    {
        QFile file(m_folder.filePath(QStringLiteral("turn.log")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

private:
    [[nodiscard]] static quint16 freePort()
    {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost, 0) ? probe.serverPort() : 0;
    }

    [[nodiscard]] static bool takesConnections(quint16 port)
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        return socket.waitForConnected(200);
    }

    [[nodiscard]] bool makeCertificate()
    {
        const auto key = m_folder.filePath(QStringLiteral("key.pem"));
        const auto cert = m_folder.filePath(QStringLiteral("cert.pem"));
        const auto made = QProcess::execute(
            QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
             QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
             QStringLiteral("-keyout"), key, QStringLiteral("-out"), cert, QStringLiteral("-days"), QStringLiteral("2"),
             QStringLiteral("-subj"), QStringLiteral("/CN=localhost")});
        QProcess spki;
        spki.start(
            QStringLiteral("sh"),
            {QStringLiteral("-c"),
             QStringLiteral("openssl x509 -in '%1' -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum")
                 .arg(cert)});
        if (made != 0 || !spki.waitForFinished())
            return false;
        pin = QByteArray::fromHex(spki.readAllStandardOutput().left(64));
        return pin.size() == 32;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace sizhen::test
