// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hub/hubcaller.h"

#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

HubCaller::HubCaller(HubSettings settings, QJsonObject request)
    : m_settings(std::move(settings))
    , m_request(std::move(request))
{
    connect(&m_socket, &QLocalSocket::connected, this, [this] {
        m_socket.write(QJsonDocument(m_request).toJson(QJsonDocument::Compact) + '\n');
    });
    connect(&m_socket, &QLocalSocket::readyRead, this, [this] {
        if (m_socket.canReadLine())
            finish(readControlAnswer(m_socket.readLine()));
    });
    connect(&m_socket, &QLocalSocket::errorOccurred, this, [this](QLocalSocket::LocalSocketError error) {
        if (error == QLocalSocket::ServerNotFoundError || error == QLocalSocket::ConnectionRefusedError)
            withoutHub();
        else if (error == QLocalSocket::SocketAccessError)
            finish(fail(Fault::Denied, u"hub: only its own user may speak to a running hub"_s));
        else
            finish(fail(Fault::Io, u"hub: the running hub hung up"_s));
    });
}

void HubCaller::start()
{
    m_socket.connectToServer(Hub::controlPath(m_settings.dataFolder));
}

void HubCaller::withoutHub()
{
    const auto hub = Hub::open(m_settings);
    finish(hub ? (*hub)->office().answer(m_request) : tl::unexpected(hub.error()));
}

void HubCaller::finish(const Result<QJsonObject> &result)
{
    if (std::exchange(m_done, true))
        return;
    m_result = result;
    Q_EMIT finished();
}

} // namespace sizhen
