// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/singleinstance.h"

#include "core/crypto/primitives.h"

#include <QDir>
#include <QLocalSocket>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
constexpr int answerMs = 1500;
}

SingleInstance::SingleInstance(const QString &vaultFolder, QObject *parent)
    : QObject(parent)
    , m_name(
          u"sizhen-"_s
          + QString::fromLatin1(hash("sizhen.instance", QDir(vaultFolder).absolutePath().toUtf8()).toHex().first(24)))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (auto *caller = m_server.nextPendingConnection()) {
            caller->write("1");
            caller->disconnectFromServer();
            connect(caller, &QLocalSocket::disconnected, caller, &QObject::deleteLater);
        }
        Q_EMIT knocked();
    });
}

void SingleInstance::listen()
{
    if (m_server.isListening()) // the vault was closed and opened again
        return;
    QLocalServer::removeServer(m_name); // left by a crash; the vault's lock says that nobody else is there
    m_server.listen(m_name);
}

void SingleInstance::knock(const std::function<void(bool)> &done)
{
    auto *socket = new QLocalSocket(this);
    const auto answer = [socket, done](bool heard) {
        socket->disconnect();
        socket->deleteLater();
        done(heard);
    };
    connect(socket, &QLocalSocket::readyRead, this, [answer] { answer(true); });
    connect(socket, &QLocalSocket::errorOccurred, this, [answer](QLocalSocket::LocalSocketError) { answer(false); });
    QTimer::singleShot(answerMs, socket, [answer] { answer(false); });
    socket->connectToServer(m_name);
}

} // namespace sizhen
