// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpServer>

namespace sizhen {

// Listens and hands every caller on unseen; who it is, DirectLink finds out.
class DirectServer final : public QTcpServer
{
    Q_OBJECT
public:
    using QTcpServer::QTcpServer;

    static void hangUp(qintptr descriptor); // on a caller we have no room for

Q_SIGNALS:
    void arrived(qintptr descriptor);

protected:
    void incomingConnection(qintptr descriptor) override { Q_EMIT arrived(descriptor); }
};

} // namespace sizhen
