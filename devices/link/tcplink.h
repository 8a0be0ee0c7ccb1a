// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"

#include <QTcpSocket>
#include <QUrl>

namespace sizhen {

// A simulated instrument on this machine: tcp://127.0.0.1:4711. Another machine is refused: instruments stand in the
// room. open() only begins; when nobody answers, closed() says so.
class TcpLink final : public Link
{
    Q_OBJECT
public:
    explicit TcpLink(const QUrl &address, QObject *parent = nullptr);

    [[nodiscard]] Result<> open() override;
    void close() override;
    [[nodiscard]] Result<> write(const QByteArray &bytes) override;

private:
    QTcpSocket m_socket{this};
    QString m_host;
    int m_port = 0;
};

} // namespace sizhen
