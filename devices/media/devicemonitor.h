// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"
#include "devices/media/gstref.h"

#include <QObject>
#include <QTimer>

namespace sizhen {

// Looks for devices and hears of those that come and go. May block: give it a thread.
class DeviceMonitor final : public QObject
{
    Q_OBJECT
public:
    explicit DeviceMonitor(QObject *parent = nullptr);
    ~DeviceMonitor() override;

    void start();

Q_SIGNALS:
    void listed(const QList<sizhen::MediaDevice> &devices); // the practice patient among them

private:
    static GstBusSyncReply heard(GstBus *, GstMessage *message, gpointer self);
    void look();

    GstRef<GstDeviceMonitor> m_monitor;
    QTimer m_soon; // one unplugged cable is several messages
};

// What GStreamer says of a device, in our words; nothing for what is of no use in a call.
[[nodiscard]] std::optional<MediaDevice> describedDevice(GstDevice *device);

} // namespace sizhen
