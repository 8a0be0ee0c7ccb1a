// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QObject>

namespace sizhen {

// A byte pipe to one device. It knows nothing of what the bytes mean.
// Lives on the device's thread; every call and every signal happens there.
class Link : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual Result<> open() = 0;
    virtual void close() = 0; // closed() follows at once
    // Fault::Busy when more waits to be written than a working device leaves unread.
    [[nodiscard]] virtual Result<> write(const QByteArray &bytes) = 0;

    [[nodiscard]] bool isOpen() const { return m_open; }

Q_SIGNALS:
    void received(const QByteArray &bytes);
    void closed(const sizhen::Error &reason); // once per successful open(), whoever closed it

protected:
    void began() { m_open = true; }

    // Says closed() if nobody has since began().
    void ended(const Error &reason);

    // A pulse instrument takes a few bytes a second from us; a backlog this long means that it is wedged.
    static constexpr qint64 maxBacklog = 64 * 1024;

private:
    bool m_open = false;
};

} // namespace sizhen
