// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hub.h"

#include <QLocalSocket>

namespace sizhen {

// One request of an operator: to the hub that runs, else done here on its files.
class HubCaller final : public QObject
{
    Q_OBJECT
public:
    HubCaller(HubSettings settings, QJsonObject request);

    void start();

Q_SIGNALS:
    void finished(const sizhen::Result<QJsonObject> &result);

private:
    void withoutHub();
    void finish(const Result<QJsonObject> &result);

    HubSettings m_settings;
    QJsonObject m_request;
    QLocalSocket m_socket;
    bool m_done = false;
};

} // namespace sizhen
