// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstengine.h"

#include "devices/media/peerpipeline.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

GstEngine::GstEngine(QObject *parent)
    : MediaEngine(parent)
    , m_pipeline(new PeerPipeline)
{
    m_thread.setObjectName(u"media"_s);
    m_pipeline->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_pipeline, &QObject::deleteLater);
    connect(m_pipeline, &PeerPipeline::started, this, &MediaEngine::started);
    connect(m_pipeline, &PeerPipeline::described, this, &MediaEngine::described);
    connect(m_pipeline, &PeerPipeline::candidateFound, this, &MediaEngine::candidateFound);
    connect(m_pipeline, &PeerPipeline::failed, this, &MediaEngine::failed);
    connect(m_pipeline, &PeerPipeline::stopped, this, &MediaEngine::stopped);
    connect(m_pipeline, &PeerPipeline::stateChanged, this, [this](CallState state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    });
    connect(m_pipeline, &PeerPipeline::statisticsChanged, this, [this](const CallStatistics &statistics) {
        m_statistics = statistics;
        Q_EMIT statisticsChanged(statistics);
    });
    connect(m_pipeline, &PeerPipeline::pictureArrived, this, [this](const QVideoFrame &picture) {
        Q_EMIT pictureArrived(picture);
        QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->pictureTaken(); });
    });
    followDevices();
    m_thread.start();
}

void GstEngine::followDevices()
{
    const auto *devices = &m_pipeline->devices();
    connect(devices, &DeviceBranches::sendingChanged, this, &MediaEngine::sendingChanged);
    connect(devices, &DeviceBranches::levelsChanged, this, &MediaEngine::levelsChanged);
    connect(devices, &DeviceBranches::stillTaken, this, &MediaEngine::stillTaken);
    connect(devices, &DeviceBranches::stillFailed, this, &MediaEngine::stillFailed);
    connect(devices, &DeviceBranches::deviceFailed, this, &MediaEngine::deviceFailed);
    connect(devices, &DeviceBranches::ownPictureArrived, this, [this](const QVideoFrame &picture) {
        Q_EMIT ownPictureArrived(picture);
        QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->devices().ownPictureTaken(); });
    });
}

GstEngine::~GstEngine()
{
    m_thread.quit();
    m_thread.wait();
}

void GstEngine::start(const MediaSetup &setup)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, setup] { pipeline->start(setup); });
}

void GstEngine::offer()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->offer(); });
}

void GstEngine::takeDescription(const SessionDescription &description)
{
    QMetaObject::invokeMethod(m_pipeline,
                              [pipeline = m_pipeline, description] { pipeline->takeDescription(description); });
}

void GstEngine::takeCandidate(const IceCandidate &candidate)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, candidate] { pipeline->takeCandidate(candidate); });
}

void GstEngine::useDevices(const CallDevices &devices)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, devices] { pipeline->useDevices(devices); });
}

void GstEngine::expectPicture(bool expected)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, expected] { pipeline->expectPicture(expected); });
}

void GstEngine::refreshPictures()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->refreshPictures(); });
}

void GstEngine::takeStill()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->devices().takeStill(); });
}

void GstEngine::stop()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->stop(); });
}

} // namespace sizhen
