// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevices.h"

#include <QThread>

namespace sizhen {

class DeviceMonitor;

// MediaDevices by GStreamer's device monitor: PulseAudio and PipeWire, ALSA only where neither is, Video4Linux. On a
// thread of its own: the first look waits for the sound server.
class GstDevices final : public MediaDevices
{
    Q_OBJECT
public:
    explicit GstDevices(QObject *parent = nullptr);
    ~GstDevices() override;

    void start() override;

    [[nodiscard]] QList<MediaDevice> list() const override { return m_list; }

    [[nodiscard]] bool isKnown() const override { return m_known; }

private:
    QThread m_thread;
    DeviceMonitor *m_monitor = nullptr; // lives on m_thread, deleted when it ends
    QList<MediaDevice> m_list;
    bool m_known = false;
};

} // namespace sizhen
