// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/mailroom.h"

#include <QJsonObject>

namespace sizhen {

// What an operator may ask of a hub, as data: the running hub answers over its local socket, a stopped one in the
// command itself.
//   {"do": "admit", "card": base64}   {"do": "list"}   {"do": "remove", "institution": id, "yes": bool}
//   {"do": "revoke", "station": hex or base64 certificate}   {"do": "peer-add", "url", "key", "pin"}
//   {"do": "peer-list"}   {"do": "peer-remove", "url"}   {"do": "status"}
class HubOffice
{
public:
    explicit HubOffice(Mailroom &room)
        : m_room(room)
    {
    }

    // Fault::Invalid for what it does not know; the rest as the store says.
    [[nodiscard]] Result<QJsonObject> answer(const QJsonObject &request);

private:
    [[nodiscard]] Result<QJsonObject> admit(const QJsonObject &request);
    [[nodiscard]] Result<QJsonObject> list() const;
    [[nodiscard]] Result<QJsonObject> remove(const QJsonObject &request);
    [[nodiscard]] Result<QJsonObject> revoke(const QJsonObject &request);
    [[nodiscard]] Result<QJsonObject> addPeer(const QJsonObject &request);
    [[nodiscard]] Result<QJsonObject> listPeers() const;
    [[nodiscard]] Result<QJsonObject> removePeer(const QJsonObject &request);
    [[nodiscard]] Result<QJsonObject> status() const;

    Mailroom &m_room;
};

// 10 hex digits by which log, metrics and lists name an institution.
[[nodiscard]] QString shortId(const QByteArray &root);

} // namespace sizhen
