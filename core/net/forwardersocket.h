// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/forwarderaddress.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWebSocket>

#include <memory>

namespace sizhen {

// One WebSocket to a forwarding server (subprotocol "janus-protocol"). Nothing is said before the server's certificate
// was judged. Dials when it is told to, and never by itself.
class ForwarderSocket final : public QObject
{
    Q_OBJECT
public:
    explicit ForwarderSocket(ForwarderPlace place, QObject *parent = nullptr);
    ~ForwarderSocket() override;

    void dial(); // the one before is thrown away, without a signal
    void say(const QByteArray &json); // dropped while it is not open
    void drop(); // without a signal, once what was said has left

Q_SIGNALS:
    void opened();
    void heard(const QByteArray &json);
    void closed(const sizhen::Error &why); // once a dialling; link.forwarder_gone, link.forwarder_untrusted

private:
    [[nodiscard]] bool isPinned() const;
    void onConnected();
    void onSslErrors(const QList<QSslError> &errors);
    void untrusted(const QString &why);
    void end(const Error &why);
    void beat();

    const ForwarderPlace m_place;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_beat{this};
    QElapsedTimer m_heard; // since something came
};

} // namespace sizhen
