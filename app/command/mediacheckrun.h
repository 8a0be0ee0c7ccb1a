// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/call/mediacheck.h"
#include "core/call/mediadevices.h"

#include <QTimer>

namespace sizhen {

// What is asked of a look at the devices of this computer.
struct MediaCheckOrder {
    MediaChoice choice;
    bool checks = false; // and tries them; else they are listed
};

// One look, and a test when it was asked for. Deletes itself when `done` was called.
class MediaCheckRun final : public QObject
{
    Q_OBJECT
public:
    MediaCheckRun(std::unique_ptr<MediaDevices> devices, std::unique_ptr<MediaCheck> check, MediaCheckOrder order,
                  CommandDone done, QObject *parent);

private:
    void listed();
    void finish(const QJsonObject &result);

    std::unique_ptr<MediaDevices> m_devices;
    std::unique_ptr<MediaCheck> m_check;
    const MediaCheckOrder m_order;
    const CommandDone m_done;
    CallDevices m_used;
    bool m_listed = false;
    QTimer m_settled; // a camera gives its first pictures dark and slowly
};

} // namespace sizhen
