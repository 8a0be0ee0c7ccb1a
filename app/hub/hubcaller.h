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

    [[nodiscard]] const Result<QJsonObject> &result() const { return m_result; }

Q_SIGNALS:
    void finished(); // once; see result()

private:
    void withoutHub();
    void finish(const Result<QJsonObject> &result);

    HubSettings m_settings;
    QJsonObject m_request;
    QLocalSocket m_socket;
    tl::expected<QJsonObject, Error> m_result;
    bool m_done = false;
};

} // namespace sizhen
