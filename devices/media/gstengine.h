// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"

#include <QThread>

namespace sizhen {

class PeerPipeline;

// MediaEngine with GStreamer's webrtcbin. Everything runs on a thread of its own and on GStreamer's; this object only
// hands over.
class GstEngine final : public MediaEngine
{
    Q_OBJECT
public:
    explicit GstEngine(QObject *parent = nullptr);
    ~GstEngine() override;

    void start(const MediaSetup &setup) override;
    void offer() override;
    void takeDescription(const SessionDescription &description) override;
    void takeCandidate(const IceCandidate &candidate) override;
    void useDevices(const CallDevices &devices) override;
    void expectPicture(bool expected) override;
    void refreshPictures() override;
    void takeStill() override;
    void stop() override;

    [[nodiscard]] CallState state() const override { return m_state; }

    [[nodiscard]] CallStatistics statistics() const override { return m_statistics; }

private:
    void followDevices();

    QThread m_thread;
    PeerPipeline *m_pipeline = nullptr; // lives on m_thread, deleted when it ends
    CallState m_state = CallState::Idle;
    CallStatistics m_statistics;
};

} // namespace sizhen
