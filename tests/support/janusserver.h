// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QNetworkInterface>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

namespace sizhen::test {

// A real forwarding server (Janus, plugin videoroom) on this machine, set up as packaging/linux/janus says: TLS with a
// certificate of its own, nothing but WebSockets and rooms.
class JanusServer
{
public:
    quint16 port = freePort();
    QByteArray pin; // SHA-256 of the public key of TLS
    QByteArray fingerprint; // of the certificate of DTLS
    QString adminKey = QStringLiteral("rooms");

    // What packaging/linux/janus has, with our port, keys and addresses; `keep`: seconds of a session without a socket.
    [[nodiscard]] bool prepare()
    {
        return makeCertificate(QStringLiteral("tls")) && makeCertificate(QStringLiteral("dtls")) && write();
    }

    [[nodiscard]] bool start()
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(at(QStringLiteral("log")), QIODevice::Append);
        m_process.start(QStringLiteral("janus"), {QStringLiteral("-F"), m_folder.path(), QStringLiteral("-C"),
                                                  at(QStringLiteral("janus.jcfg"))});
        return m_process.waitForStarted() && QTest::qWaitFor([this] { return takesConnections(); }, 20'000);
    }

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

    // Of this machine: janus offers no loopback address.
    [[nodiscard]] static QString mediaAddress()
    {
        for (const auto &one : QNetworkInterface::allAddresses())
            if (one.protocol() == QAbstractSocket::IPv4Protocol && !one.isLoopback() && !one.isLinkLocal())
                return one.toString();
        return {};
    }

    [[nodiscard]] QString address() const
    {
        return QStringLiteral("wss://127.0.0.1:%1#%2").arg(port).arg(QString::fromLatin1(pin.toHex()));
    }

    // Of a processor, since it was started.
    [[nodiscard]] double cpuSeconds() const
    {
        QFile stat(QStringLiteral("/proc/%1/stat").arg(m_process.processId()));
        if (!stat.open(QIODevice::ReadOnly))
            return 0;
        const auto fields = stat.readAll().split(')').last().split(' ');
        return (fields.value(12).toDouble() + fields.value(13).toDouble()) / 100;
    }

    [[nodiscard]] QString log() const
    {
        QFile file(at(QStringLiteral("log")));
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    }

    JanusServer() = default;
    Q_DISABLE_COPY_MOVE(JanusServer)

    ~JanusServer() { kill(); }

private:
    [[nodiscard]] static quint16 freePort()
    {
        QTcpServer probe;
        return probe.listen(QHostAddress::LocalHost, 0) ? probe.serverPort() : 0;
    }

    [[nodiscard]] QString at(const QString &name) const { return m_folder.filePath(name); }

    [[nodiscard]] bool takesConnections() const
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        return socket.waitForConnected(200);
    }

    [[nodiscard]] static QByteArray output(const QString &command)
    {
        QProcess shell;
        shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
        return shell.waitForFinished() ? shell.readAllStandardOutput() : QByteArray();
    }

    [[nodiscard]] bool makeCertificate(const QString &name)
    {
        const auto cert = at(name + QStringLiteral(".pem"));
        (void)output(QStringLiteral("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout '%1' "
                              "-out '%2' -days 2 -subj /CN=localhost 2>/dev/null")
                   .arg(at(name + QStringLiteral(".key")), cert));
        // As docs/user/it.md says it.
        if (name == QStringLiteral("tls"))
            pin = QByteArray::fromHex(
                output(QStringLiteral(
                           "openssl x509 -in '%1' -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum")
                           .arg(cert))
                    .left(64));
        else
            fingerprint = QByteArray::fromHex(
                output(QStringLiteral("openssl x509 -in '%1' -outform DER | sha256sum").arg(cert)).left(64));
        return name == QStringLiteral("tls") ? pin.size() == 32 : fingerprint.size() == 32;
    }

    [[nodiscard]] bool write()
    {
        QDir given(QStringLiteral(SIZHEN_SOURCE_DIR "/packaging/linux/janus"));
        const auto files = given.entryList({QStringLiteral("*.jcfg")});
        for (const auto &name : files) {
            QFile file(given.filePath(name));
            QFile made(at(name));
            if (!file.open(QIODevice::ReadOnly) || !made.open(QIODevice::WriteOnly))
                return false;
            auto text = QString::fromUtf8(file.readAll());
            text.replace(QStringLiteral("/etc/janus/keys"), m_folder.path());
            text.replace(QStringLiteral("/etc/janus"), m_folder.path());
            text.replace(QStringLiteral("8989"), QString::number(port));
            text.replace(QStringLiteral("@ROOM_SECRET@"), adminKey);
            text.replace(QStringLiteral("@ADDRESS@"), mediaAddress());
            made.write(text.toUtf8());
        }
        return !files.isEmpty();
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace sizhen::test
