// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/directserver.h"

#include <QTcpSocket>

namespace sizhen {

void DirectServer::hangUp(qintptr descriptor)
{
    QTcpSocket socket;
    socket.setSocketDescriptor(descriptor);
    socket.abort();
}

} // namespace sizhen
