// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstengine.h"

#include "devices/media/peerpipeline.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

GstEngine::GstEngine(QObject *parent)
    : GstEngine(std::make_shared<DeviceRoom>(std::chrono::milliseconds(0)), parent)
{
}

GstEngine::GstEngine(std::shared_ptr<DeviceRoom> room, QObject *parent)
    : MediaEngine(parent)
    , m_room(std::move(room))
    , m_pipeline(new PeerPipeline(m_room->devices()))
{
    m_thread.setObjectName(u"media"_s);
    m_pipeline->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_pipeline, &QObject::deleteLater);
    followPipeline();
    connect(m_pipeline, &PeerPipeline::detailArrived, this, [this](const QVideoFrame &picture) {
        Q_EMIT detailArrived(picture);
        QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->detailTaken(); });
    });
    followSeat();
    m_thread.start();
}

void GstEngine::followPipeline()
{
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
}

void GstEngine::followSeat()
{
    const auto *seat = &m_pipeline->seat();
    connect(seat, &DeviceSeat::sendingChanged, this, &MediaEngine::sendingChanged);
    connect(seat, &DeviceSeat::levelsChanged, this, &MediaEngine::levelsChanged);
    connect(seat, &DeviceSeat::stillTaken, this, &MediaEngine::stillTaken);
    connect(seat, &DeviceSeat::stillFailed, this, &MediaEngine::stillFailed);
    connect(seat, &DeviceSeat::deviceFailed, this, &MediaEngine::deviceFailed);
    connect(seat, &DeviceSeat::ownPictureArrived, this, [this](const QVideoFrame &picture) {
        Q_EMIT ownPictureArrived(picture);
        QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->seat().ownPictureTaken(); });
    });
}

GstEngine::~GstEngine()
{
    m_thread.quit();
    m_thread.wait();
}

void GstEngine::start(const MediaSetup &setup)
{
    m_usesDevices = setup.source == MediaSetup::Source::Devices;
    if (m_usesDevices)
        m_room->devices().use(setup.devices);
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
    if (m_usesDevices)
        m_room->devices().use(devices);
}

void GstEngine::expectPicture(bool expected)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, expected] { pipeline->expectPicture(expected); });
}

void GstEngine::refreshPictures()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->refreshPictures(); });
}

void GstEngine::takeStill(MediaRole role)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, role] { pipeline->seat().takeStill(role); });
}

void GstEngine::setVolume(double gain)
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline, gain] { pipeline->seat().setVolume(gain); });
}

void GstEngine::stop()
{
    QMetaObject::invokeMethod(m_pipeline, [pipeline = m_pipeline] { pipeline->stop(); });
}

} // namespace sizhen
