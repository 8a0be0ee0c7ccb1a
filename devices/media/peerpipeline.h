// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callplan.h"
#include "core/call/jitterlatency.h"
#include "core/call/mediaengine.h"
#include "devices/media/buswatch.h"
#include "devices/media/deviceseat.h"
#include "devices/media/handshakecopies.h"
#include "devices/media/linefeedback.h"
#include "devices/media/receivedline.h"
#include "devices/media/receivedmedia.h"
#include "devices/media/repair.h"
#include "devices/media/sendbranch.h"
#include "devices/media/sendcontrol.h"

#include <QTimer>

#include <memory>

namespace sizhen {

// The pipeline of one call and its webrtcbin. Lives on a thread of its own: loading plugins, opening devices and taking
// all down again block. What GStreamer says on its own threads is queued to this one.
class PeerPipeline final : public QObject
{
    Q_OBJECT
public:
    explicit PeerPipeline(RoomDevices &room, QObject *parent = nullptr); // which must outlive it
    ~PeerPipeline() override;

    void start(const MediaSetup &setup);
    void offer();
    void takeDescription(const SessionDescription &description);
    void takeCandidate(const IceCandidate &candidate);
    void stop();
    void expectPicture(bool expected);
    void refreshPictures();
    void pictureTaken(); // one of `pictureArrived` was dealt with
    void detailTaken(); // of `detailArrived`

    [[nodiscard]] DeviceSeat &seat() { return m_seat; }

    [[nodiscard]] GstElement *webrtc() const { return m_webrtc; } // for tests: what was really set

Q_SIGNALS:
    void started();
    void described(const sizhen::SessionDescription &description);
    void candidateFound(const sizhen::IceCandidate &candidate);
    void stateChanged(sizhen::CallState state);
    void pictureArrived(const QVideoFrame &picture);
    void detailArrived(const QVideoFrame &picture);
    void statisticsChanged(const sizhen::CallStatistics &statistics);
    void failed(const sizhen::Error &reason);
    void stopped();

private:
    [[nodiscard]] static Error stoppedHere(const QString &detail);
    [[nodiscard]] Result<> build();
    void listen();

    [[nodiscard]] bool hasDevices() const { return m_setup.source == MediaSetup::Source::Devices; }

    // A second camera may be switched on while the call goes on. Foreign programs are not asked for it.
    [[nodiscard]] bool mayHaveDetail() const { return hasDevices() && !m_setup.foreign; }

    void setLatency(int ms); // packets wait for so long
    [[nodiscard]] Result<> addSenders(const CallPlan &plan);
    [[nodiscard]] Result<Sender> addDetail(const CallPlan &plan);
    [[nodiscard]] static bool isDetail(GstPad *pad, int line); // webrtcbin's
    [[nodiscard]] Result<> play();
    // --- peerdescription.cpp
    void describeWhenKnown(SessionDescription::Kind kind);
    void describe(SessionDescription::Kind kind);
    void setLocal(SessionDescription description);
    void answer(const SessionDescription &offer, const Sdp &parsed);
    void setRemote(const SessionDescription &description);
    void answerNow();
    // --- peerpipeline.cpp
    void latencyChanged();
    void connectionChanged(int state);
    void connected();
    void everySecond();
    void count();
    void look();
    void giveUp(const Error &reason);
    void setState(CallState state);
    void release();

    static void whenCandidate(GstElement *, guint line, char *candidate, gpointer self);
    static void whenPad(GstElement *, GstPad *pad, gpointer self);
    static void whenCaps(GObject *, GParamSpec *, gpointer self);
    static void whenState(GstElement *webrtc, GParamSpec *, gpointer self);

    RoomDevices &m_room;
    MediaSetup m_setup;
    GstRef<GstElement> m_pipeline;
    std::unique_ptr<BusWatch> m_bus;
    GstElement *m_webrtc = nullptr; // the pipeline's
    JitterBuffers m_buffers;
    JitterLatency m_latency;
    LineFeedback m_feedback;
    SendControl m_control;
    ReceivedLine m_line;
    HandshakeCopies m_copies{this};
    std::unique_ptr<ReceivedMedia> m_received;
    std::vector<Sender> m_senders;
    DeviceSeat m_seat; // with MediaSetup::Source::Devices
    GstRef<GstPad> m_picturePad; // of webrtcbin, where the picture comes out
    GstRef<GstPad> m_detailPad; // and the second camera's
    bool m_offersDetail = false; // our description has a line for it
    std::atomic<int> m_detailLine = -1; // of the other end's description; -1: it knows no such thing
    QByteArray m_announcedKey; // SHA-256 of the other end's certificate, from its description
    CallStatistics m_statistics;
    CallState m_state = CallState::Idle;
    std::optional<SessionDescription::Kind> m_toDescribe; // as soon as the sources have told what they give
    bool m_answers = false; // the other end tells what it got of us
    int m_candidates = 0; // taken from the other end
    QTimer m_second;
    QTimer m_eachPicture; // for what is sent
    QTimer m_watch; // for a picture that does not come
    QTimer m_patience; // for a way that is not found
};

} // namespace sizhen
