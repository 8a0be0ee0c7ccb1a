// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/peerpipeline.h"

#include "devices/media/peeraddresses.h"
#include "devices/media/peerkey.h"
#include "devices/media/webrtcreply.h"

#include <gst/video/video.h>
#include <gst/webrtc/webrtc.h>

#include <algorithm>
#include <functional>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::chrono::seconds mostConnecting{30};
constexpr std::chrono::milliseconds lookEvery{200};
constexpr double pictureMissingS = 0.6;

void askForKeyFrame(GstPad *pad)
{
    gst_pad_send_event(pad, gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

} // namespace

Error PeerPipeline::stoppedHere(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.stopped"_s, {}};
}

PeerPipeline::PeerPipeline(RoomDevices &room, QObject *parent)
    : QObject(parent)
    , m_room(room)
    , m_seat(room, this)
    , m_second(this)
    , m_eachPicture(this)
    , m_watch(this)
    , m_patience(this)
{
    m_second.setInterval(std::chrono::seconds(1));
    m_eachPicture.setInterval(std::chrono::milliseconds(33));
    m_watch.setInterval(lookEvery);
    m_patience.setInterval(mostConnecting);
    m_patience.setSingleShot(true);
    connect(&m_second, &QTimer::timeout, this, &PeerPipeline::everySecond);
    connect(&m_eachPicture, &QTimer::timeout, this, [this] { m_control.tick(); });
    connect(&m_watch, &QTimer::timeout, this, &PeerPipeline::look);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        giveUp({Fault::Timeout, u"media: not connected"_s, {}, u"media.no_answer"_s, {}});
    });
    connect(&m_seat, &DeviceSeat::failed, this, &PeerPipeline::giveUp);
    connect(&m_seat, &DeviceSeat::detailFlows, this, [this](bool flows) { m_control.setDetail(flows); });
}

PeerPipeline::~PeerPipeline()
{
    release();
}

void PeerPipeline::start(const MediaSetup &setup)
{
    if (m_state != CallState::Idle)
        return;
    m_setup = setup;
    if (const auto built = build(); !built)
        return giveUp(built.error());
    setState(CallState::Ready);
    Q_EMIT started();
}

Result<> PeerPipeline::build()
{
    if (const auto loaded = loadGStreamer(); !loaded)
        return loaded;
    const auto webrtc = makeElement("webrtcbin", {{"bundle-policy", "max-bundle"}});
    if (!webrtc)
        return tl::unexpected(webrtc.error());
    m_pipeline.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    m_room.keepTime(m_pipeline.get());
    m_webrtc = *webrtc;
    gst_bin_add(GST_BIN(m_pipeline.get()), m_webrtc);
    m_received = std::make_unique<ReceivedMedia>(m_setup.pictures, [this](const QVideoFrame &picture) {
        QMetaObject::invokeMethod(this, [this, picture] { Q_EMIT pictureArrived(picture); });
    });
    m_received->giveDetailTo([this](const QVideoFrame &picture) {
        QMetaObject::invokeMethod(this, [this, picture] { Q_EMIT detailArrived(picture); });
    });
    m_received->tap(m_setup.tap, m_setup.inviting ? u"invited"_s : u"inviting"_s);
    m_buffers.watch(m_webrtc);
    m_control.watch(m_webrtc);
    m_copies.watch(m_webrtc);
    setLatency(m_latency.ms());
    if (hasDevices()) {
        m_seat.build(GST_BIN(m_pipeline.get()), m_setup);
        m_received->giveSoundTo([this](std::span<const qint16> samples, qint64 ns) { m_seat.hear(samples, ns); });
    }
    listen();
    useOwnAddresses(m_webrtc, m_setup);
    useRelay(m_webrtc, m_setup);
    return {};
}

Result<> PeerPipeline::addSenders(const CallPlan &plan)
{
    auto *bin = GST_BIN(m_pipeline.get());
    std::vector<std::pair<MediaRole, Result<Sender>>> senders;
    if (plan.audio)
        senders.emplace_back(MediaRole::Microphone, addAudioSender(bin, m_webrtc, m_setup, *plan.audio));
    if (plan.video)
        senders.emplace_back(MediaRole::Camera,
                             addVideoSender(bin, m_webrtc, m_setup, plan.codec, *plan.video, m_control.picture()));
    if (plan.detail)
        senders.emplace_back(MediaRole::TongueCamera, addDetail(plan));
    for (const auto &[role, sender] : senders) {
        if (!sender)
            return tl::unexpected(sender.error());
        m_senders.push_back(*sender);
        if (hasDevices())
            m_seat.adopt(*sender, role);
    }
    m_answers = plan.video && plan.video->feedbackId;
    m_offersDetail = plan.detail.has_value();
    if (m_setup.direction == MediaSetup::Direction::SendOnly)
        sendOnly(m_webrtc);
    return {};
}

Result<Sender> PeerPipeline::addDetail(const CallPlan &plan)
{
    auto setup = m_setup;
    setup.framesPerSecond = std::min(setup.framesPerSecond, SendControl::detailPerSecond);
    return addVideoSender(GST_BIN(m_pipeline.get()), m_webrtc, setup, plan.codec, *plan.detail, m_control.detail(),
                          MediaTrack::Kind::Detail);
}

// The mix and the loudspeaker keep some sound ahead; pictures wait for it.
void PeerPipeline::setLatency(int ms)
{
    m_seat.setWait(ms);
    m_buffers.setLatency(m_webrtc, m_pipeline.get(), ms, hasDevices() ? RoomDevices::outputMs : 0);
}

Result<> PeerPipeline::play()
{
    if (gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        return tl::unexpected(stoppedHere(u"the pipeline does not start"_s));
    return {};
}

void PeerPipeline::offer()
{
    if (m_state != CallState::Ready)
        return;
    auto done = addSenders(CallPlan::offering(m_setup.codec, mayHaveDetail()));
    if (done)
        done = play();
    if (!done)
        return giveUp(done.error());
    setState(CallState::Connecting);
    describeWhenKnown(SessionDescription::Kind::Offer);
}

void PeerPipeline::connectionChanged(int state)
{
    if (!m_webrtc)
        return;
    if (state == GST_WEBRTC_PEER_CONNECTION_STATE_CONNECTED && m_state == CallState::Connecting)
        return connected();
    if (state != GST_WEBRTC_PEER_CONNECTION_STATE_FAILED && state != GST_WEBRTC_PEER_CONNECTION_STATE_CLOSED)
        return;
    if (m_state == CallState::Connected)
        giveUp({Fault::Timeout, u"media: lost"_s, {}, u"media.lost"_s, {}});
    else if (m_state == CallState::Connecting)
        giveUp({Fault::Timeout, u"media: no way"_s, {}, u"media.no_answer"_s, {}});
}

void PeerPipeline::connected()
{
    // webrtcbin 1.22 does not compare them itself.
    if (peerKeyOf(m_webrtc) != m_announcedKey)
        return giveUp({Fault::Untrusted, u"media: another key"_s, u"SES-08"_s, u"media.wrong_key"_s, {}});
    m_patience.stop();
    m_received->openGate();
    repairAtOnce(m_webrtc, !m_setup.foreign);
    if (hasDevices())
        m_seat.connected();
    else
        std::for_each(m_senders.begin(), m_senders.end(), std::mem_fn(&Sender::go));
    m_control.start(m_setup, m_answers);
    for (auto *timer : {&m_second, &m_eachPicture, &m_watch})
        timer->start();
    setState(CallState::Connected);
}

void PeerPipeline::everySecond()
{
    const auto line = m_feedback.reading();
    if (line.rttMs) {
        m_statistics.rttMs = line.rttMs;
        const int before = m_latency.ms();
        if (const int now = m_latency.measured(*line.rttMs + line.variesMs, line.lossPct); now != before)
            setLatency(now);
    }
    count();
}

void PeerPipeline::count()
{
    m_received->count(m_statistics);
    m_buffers.count(m_statistics);
    m_line.count(m_webrtc, m_statistics);
    m_seat.count(m_statistics);
    m_control.count(m_statistics);
    Q_EMIT statisticsChanged(m_statistics);
}

// A first key frame may be lost, and the next one comes only when it is asked for.
void PeerPipeline::look()
{
    if (m_picturePad && m_received->sinceLastPictureS() >= pictureMissingS)
        askForKeyFrame(m_picturePad.get());
    if (m_detailPad && m_received->missesDetail(pictureMissingS))
        askForKeyFrame(m_detailPad.get());
}

void PeerPipeline::expectPicture(bool expected)
{
    if (m_received)
        m_received->expectPicture(expected);
}

void PeerPipeline::refreshPictures()
{
    if (m_state != CallState::Connected)
        return;
    m_control.picture().refresh();
    m_control.detail().refresh();
    for (const auto *pad : {&m_picturePad, &m_detailPad})
        if (*pad)
            askForKeyFrame(pad->get());
}

void PeerPipeline::latencyChanged()
{
    if (m_pipeline)
        gst_bin_recalculate_latency(GST_BIN(m_pipeline.get()));
}

void PeerPipeline::pictureTaken()
{
    if (m_received)
        m_received->pictureTaken();
}

void PeerPipeline::detailTaken()
{
    if (m_received)
        m_received->detailTaken();
}

void PeerPipeline::giveUp(const Error &reason)
{
    if (m_state == CallState::Failed || m_state == CallState::Stopped)
        return;
    setState(CallState::Failed);
    Q_EMIT failed(reason);
    stop();
}

void PeerPipeline::stop()
{
    if (m_state == CallState::Stopped)
        return;
    if (m_received) {
        m_received->end();
        count();
    }
    release();
    setState(CallState::Stopped);
    Q_EMIT stopped();
}

void PeerPipeline::setState(CallState state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(state);
}

void PeerPipeline::release()
{
    for (auto *timer : {&m_second, &m_eachPicture, &m_watch, &m_patience})
        timer->stop();
    m_control.stop();
    m_picturePad.reset();
    m_detailPad.reset();
    m_senders.clear();
    m_seat.release();
    if (m_pipeline)
        gst_element_set_state(m_pipeline.get(), GST_STATE_NULL); // no callback comes any more
    m_bus.reset();
    m_pipeline.reset();
    m_webrtc = nullptr;
    m_received.reset();
}

} // namespace sizhen
