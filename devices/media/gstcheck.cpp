// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstcheck.h"

#include "devices/media/checkpipeline.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

GstCheck::GstCheck(QObject *parent)
    : MediaCheck(parent)
    , m_pipeline(new CheckPipeline)
{
    m_thread.setObjectName(u"mediacheck"_s);
    m_pipeline->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_pipeline, &QObject::deleteLater);
    connect(m_pipeline, &CheckPipeline::levelsChanged, this, &MediaCheck::levelsChanged);
    connect(m_pipeline, &CheckPipeline::found, this, &MediaCheck::found);
    connect(m_pipeline, &CheckPipeline::stopped, this, &MediaCheck::stopped);
    connect(m_pipeline, &CheckPipeline::pictureArrived, this, [this](const QVideoFrame &picture) {
        Q_EMIT pictureArrived(picture);
        m_pipeline->pictureTaken();
    });
    m_thread.start();
}

GstCheck::~GstCheck()
{
    m_thread.quit();
    m_thread.wait();
}

void GstCheck::start(const CallDevices &devices)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, devices] { pipeline->start(devices); });
}

void GstCheck::playSound()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->playSound(); });
}

void GstCheck::stop()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->stop(); });
}

} // namespace sizhen
