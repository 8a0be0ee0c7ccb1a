// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubports.h"

#include <QJsonDocument>
#include <QLocalSocket>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 maxLine = 256 * 1024; // a card has 64 KiB at most

} // namespace

QByteArray controlAnswer(const Result<QJsonObject> &result)
{
    const auto object = result
        ? QJsonObject{{u"ok"_s, true}, {u"result"_s, *result}}
        : QJsonObject{{u"ok"_s, false},
                      {u"fault"_s, int(result.error().fault)},
                      {u"message"_s, result.error().message},
                      {u"args"_s, QJsonObject::fromVariantMap(result.error().args)},
                      {u"detail"_s, result.error().detail}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

Result<QJsonObject> readControlAnswer(const QByteArray &line)
{
    const auto object = QJsonDocument::fromJson(line).object();
    if (object.isEmpty())
        return fail(Fault::Corrupt, u"hub: the running hub answers in no words we know"_s);
    if (object.value(u"ok"_s).toBool())
        return object.value(u"result"_s).toObject();
    return tl::unexpected(Error{Fault(object.value(u"fault"_s).toInt()), object.value(u"detail"_s).toString(), {},
                                object.value(u"message"_s).toString(),
                                object.value(u"args"_s).toObject().toVariantMap()});
}

HubControl::HubControl(HubOffice &office, QString path)
    : m_office(office)
    , m_path(std::move(path))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &HubControl::accept);
}

Result<> HubControl::listen()
{
    QLocalServer::removeServer(m_path); // of a hub that was killed; a living one holds the lock of the data folder
    if (m_server.listen(m_path))
        return {};
    return fail(Fault::Io, u"hub: the control socket cannot be made: "_s + m_server.errorString());
}

void HubControl::accept()
{
    while (auto *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (!socket->canReadLine()) {
                if (socket->bytesAvailable() > maxLine)
                    socket->abort();
                return;
            }
            const auto request = QJsonDocument::fromJson(socket->readLine(maxLine)).object();
            socket->write(controlAnswer(m_office.answer(request)));
            socket->disconnectFromServer();
        });
    }
}

} // namespace sizhen
