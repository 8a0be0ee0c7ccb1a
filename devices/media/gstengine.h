// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"

#include <QThread>

namespace sizhen {

class DeviceRoom;
class PeerPipeline;

// MediaEngine with GStreamer's webrtcbin. Everything runs on a thread of its own and on GStreamer's; this object only
// hands over.
class GstEngine final : public MediaEngine
{
    Q_OBJECT
public:
    explicit GstEngine(QObject *parent = nullptr); // with devices of its own
    // Shared with the other engines of a maker, and with the maker.
    explicit GstEngine(std::shared_ptr<DeviceRoom> room, QObject *parent = nullptr);
    ~GstEngine() override;

    void start(const MediaSetup &setup) override;
    void offer() override;
    void takeDescription(const SessionDescription &description) override;
    void takeCandidate(const IceCandidate &candidate) override;
    void useDevices(const CallDevices &devices) override;
    void expectPicture(bool expected) override;
    void refreshPictures() override;
    void takeStill(MediaRole role = MediaRole::Camera) override;
    void setVolume(double gain) override;
    void stop() override;

    [[nodiscard]] CallState state() const override { return m_state; }

    [[nodiscard]] CallStatistics statistics() const override { return m_statistics; }

private:
    void followPipeline();
    void followSeat();

    const std::shared_ptr<DeviceRoom> m_room;
    QThread m_thread;
    PeerPipeline *m_pipeline = nullptr; // lives on m_thread, deleted when it ends
    bool m_usesDevices = false; // of the room
    CallState m_state = CallState::Idle;
    CallStatistics m_statistics;
};

} // namespace sizhen
