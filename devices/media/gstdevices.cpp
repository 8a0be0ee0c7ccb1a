// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstdevices.h"

#include "devices/media/devicemonitor.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

GstDevices::GstDevices(QObject *parent)
    : MediaDevices(parent)
    , m_monitor(new DeviceMonitor)
{
    m_thread.setObjectName(u"devices"_s);
    m_monitor->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_monitor, &QObject::deleteLater);
    connect(m_monitor, &DeviceMonitor::listed, this, [this](const QList<MediaDevice> &devices) {
        if (m_known && m_list == devices)
            return;
        m_known = true;
        m_list = devices;
        Q_EMIT changed();
    });
    m_thread.start();
}

GstDevices::~GstDevices()
{
    m_thread.quit();
    m_thread.wait();
}

void GstDevices::start()
{
    QMetaObject::invokeMethod(m_monitor, [monitor = m_monitor] { monitor->start(); });
}

} // namespace sizhen
