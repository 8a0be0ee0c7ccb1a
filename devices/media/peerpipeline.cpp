// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/peerpipeline.h"

#include "devices/media/linestatistics.h"
#include "devices/media/peerkey.h"

#include <QNetworkInterface>

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
constexpr int mostCandidates = 256;

Error stoppedHere(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.stopped"_s, {}};
}

GstWebRTCSDPType typeOf(SessionDescription::Kind kind)
{
    return kind == SessionDescription::Kind::Offer ? GST_WEBRTC_SDP_TYPE_OFFER : GST_WEBRTC_SDP_TYPE_ANSWER;
}

struct DescriptionFree {
    void operator()(GstWebRTCSessionDescription *one) const { gst_webrtc_session_description_free(one); }
};

using DescriptionRef = std::unique_ptr<GstWebRTCSessionDescription, DescriptionFree>;

// Null when GStreamer's own reader refuses it.
DescriptionRef descriptionOf(SessionDescription::Kind kind, const QString &text)
{
    GstSDPMessage *message = nullptr;
    if (gst_sdp_message_new_from_text(text.toUtf8().constData(), &message) != GST_SDP_OK) {
        if (message)
            gst_sdp_message_free(message);
        return nullptr;
    }
    return DescriptionRef(gst_webrtc_session_description_new(typeOf(kind), message));
}

// The reason why webrtcbin refused, or "" when it did not.
QString refusalIn(const GstStructure *reply)
{
    GError *error = nullptr;
    if (!reply || !gst_structure_has_field(reply, "error")
        || !gst_structure_get(reply, "error", G_TYPE_ERROR, &error, nullptr) || !error)
        return {};
    const auto text = QString::fromUtf8(error->message);
    g_error_free(error);
    return text;
}

} // namespace

PeerPipeline::PeerPipeline(QObject *parent)
    : QObject(parent)
    , m_second(this)
    , m_watch(this)
    , m_patience(this)
{
    m_second.setInterval(std::chrono::seconds(1));
    m_watch.setInterval(lookEvery);
    m_patience.setInterval(mostConnecting);
    m_patience.setSingleShot(true);
    connect(&m_second, &QTimer::timeout, this, &PeerPipeline::everySecond);
    connect(&m_watch, &QTimer::timeout, this, &PeerPipeline::look);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        giveUp({Fault::Timeout, u"media: not connected"_s, {}, u"media.no_answer"_s, {}});
    });
}

PeerPipeline::~PeerPipeline()
{
    release();
}

GstPromise *PeerPipeline::promise(Reply reply)
{
    return gst_promise_new_with_change_func(
        [](GstPromise *done, gpointer data) {
            const bool replied = gst_promise_wait(done) == GST_PROMISE_RESULT_REPLIED;
            (*static_cast<Reply *>(data))(replied ? gst_promise_get_reply(done) : nullptr);
            gst_promise_unref(done);
        },
        new Reply(std::move(reply)), [](gpointer data) { delete static_cast<Reply *>(data); });
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
    m_webrtc = *webrtc;
    gst_bin_add(GST_BIN(m_pipeline.get()), m_webrtc);
    m_received = std::make_unique<ReceivedMedia>(m_setup.pictures, [this](const QVideoFrame &picture) {
        QMetaObject::invokeMethod(this, [this, picture] { Q_EMIT pictureArrived(picture); });
    });
    m_buffers.watch(m_webrtc);
    m_buffers.setLatency(m_webrtc, m_pipeline.get(), m_latency.ms());
    g_signal_connect(m_webrtc, "on-ice-candidate", G_CALLBACK(&PeerPipeline::whenCandidate), this);
    g_signal_connect(m_webrtc, "pad-added", G_CALLBACK(&PeerPipeline::whenPad), this);
    g_signal_connect(m_webrtc, "notify::connection-state", G_CALLBACK(&PeerPipeline::whenState), this);
    watchBus();
    useAddresses();
    return {};
}

// libnice leaves 127.0.0.1 out, and once one address is named it looks for no other.
void PeerPipeline::useAddresses()
{
    GstObject *ice = nullptr;
    g_object_get(m_webrtc, "ice-agent", &ice, nullptr);
    if (!ice)
        return;
    GObject *agent = nullptr;
    g_object_get(ice, "agent", &agent, nullptr);
    if (agent) {
        g_object_set(agent, "ice-tcp", FALSE, "upnp", FALSE, nullptr);
        g_object_unref(agent);
    }
    if (m_setup.loopback)
        for (const auto &address : QNetworkInterface::allAddresses()) {
            if (address.isLinkLocal() || (address.isLoopback() && address.protocol() != QAbstractSocket::IPv4Protocol))
                continue;
            gboolean added = FALSE;
            g_signal_emit_by_name(ice, "add-local-ip-address", address.toString().toLatin1().constData(), &added);
        }
    gst_object_unref(ice);
}

Result<> PeerPipeline::addSenders(const CallPlan &plan)
{
    auto *bin = GST_BIN(m_pipeline.get());
    std::vector<Result<Sender>> senders;
    if (plan.audio)
        senders.push_back(addAudioSender(bin, m_webrtc, m_setup, *plan.audio));
    if (plan.video)
        senders.push_back(addVideoSender(bin, m_webrtc, m_setup, plan.codec, *plan.video));
    for (const auto &sender : senders) {
        if (!sender)
            return tl::unexpected(sender.error());
        m_senders.push_back(*sender);
    }
    return {};
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
    auto done = addSenders(CallPlan::offering(m_setup.codec));
    if (done)
        done = play();
    if (!done)
        return giveUp(done.error());
    setState(CallState::Connecting);
    describeWhenKnown(SessionDescription::Kind::Offer);
}

// A description that is made before the first packet lacks the streams' SSRC and parameters: some programs then stay
// without picture or sound, one way.
void PeerPipeline::describeWhenKnown(SessionDescription::Kind kind)
{
    m_patience.start();
    m_toDescribe = kind;
    gst_element_foreach_sink_pad(
        m_webrtc,
        [](GstElement *, GstPad *pad, gpointer self) {
            g_signal_connect(pad, "notify::caps", G_CALLBACK(&PeerPipeline::whenCaps), self);
            return gboolean(TRUE);
        },
        this);
    whenCaps(nullptr, nullptr, this);
}

void PeerPipeline::whenCaps(GObject *, GParamSpec *, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    QMetaObject::invokeMethod(mine, [mine] {
        if (!mine->m_webrtc || !mine->m_toDescribe || !mine->knowsWhatIsSent())
            return;
        std::for_each(mine->m_senders.begin(), mine->m_senders.end(), std::mem_fn(&Sender::rest));
        mine->describe(*std::exchange(mine->m_toDescribe, std::nullopt));
    });
}

bool PeerPipeline::knowsWhatIsSent() const
{
    return gst_element_foreach_sink_pad(
               m_webrtc,
               [](GstElement *, GstPad *pad, gpointer) {
                   auto *caps = gst_pad_get_current_caps(pad);
                   const bool known = caps != nullptr;
                   if (caps)
                       gst_caps_unref(caps);
                   return gboolean(known);
               },
               nullptr)
        != FALSE;
}

void PeerPipeline::describe(SessionDescription::Kind kind)
{
    const bool isOffer = kind == SessionDescription::Kind::Offer;
    g_signal_emit_by_name(m_webrtc, isOffer ? "create-offer" : "create-answer", nullptr,
                          promise([this, kind, isOffer](const auto *reply) {
                              GstWebRTCSessionDescription *made = nullptr;
                              if (reply)
                                  gst_structure_get(reply, isOffer ? "offer" : "answer",
                                                    GST_TYPE_WEBRTC_SESSION_DESCRIPTION, &made, nullptr);
                              QString sdp;
                              if (const DescriptionRef held{made}) {
                                  gchar *text = gst_sdp_message_as_text(held->sdp);
                                  sdp = QString::fromUtf8(text);
                                  g_free(text);
                              }
                              const auto refusal = refusalIn(reply);
                              QMetaObject::invokeMethod(this, [this, kind, sdp, refusal] {
                                  if (sdp.isEmpty())
                                      giveUp(stoppedHere(u"no description: "_s + refusal));
                                  else
                                      setLocal(kind, sdp);
                              });
                          }));
}

void PeerPipeline::setLocal(SessionDescription::Kind kind, const QString &sdp)
{
    const auto description = descriptionOf(kind, sdp);
    if (!m_webrtc || !description)
        return;
    Q_EMIT described({kind, m_setup.foreign ? withoutSoundRepair(sdp) : sdp}); // before the first candidate
    g_signal_emit_by_name(m_webrtc, "set-local-description", description.get(), nullptr);
}

void PeerPipeline::takeDescription(const SessionDescription &description)
{
    const bool isOffer = description.kind == SessionDescription::Kind::Offer;
    if (m_state != (isOffer ? CallState::Ready : CallState::Connecting) || !m_announcedKey.isEmpty())
        return; // nobody asked for it
    const auto parsed = Sdp::parse(description.sdp);
    if (!parsed)
        return giveUp(parsed.error());
    m_announcedKey = parsed->fingerprint();
    if (m_announcedKey.isEmpty())
        return giveUp({Fault::Untrusted, u"media: several keys"_s, {}, u"media.sdp_keys"_s, {}});
    if (isOffer)
        answer(description, *parsed);
    else
        setRemote(description, false);
}

void PeerPipeline::answer(const SessionDescription &offer, const Sdp &parsed)
{
    const auto plan = CallPlan::answering(parsed, m_setup.codec);
    if (!plan)
        return giveUp(plan.error());
    auto done = addSenders(*plan);
    if (done)
        done = play();
    if (!done)
        return giveUp(done.error());
    setState(CallState::Connecting);
    setRemote(offer, true);
}

void PeerPipeline::setRemote(const SessionDescription &description, bool thenAnswer)
{
    const auto remote = descriptionOf(description.kind, description.sdp);
    if (!remote)
        return giveUp({Fault::Invalid, u"media: sdp"_s, {}, u"media.sdp"_s, {}});
    g_signal_emit_by_name(
        m_webrtc, "set-remote-description", remote.get(), promise([this, thenAnswer](const auto *reply) {
            const auto refusal = refusalIn(reply);
            QMetaObject::invokeMethod(this, [this, thenAnswer, refusal] {
                if (!m_webrtc)
                    return;
                if (!refusal.isEmpty())
                    return giveUp({Fault::Invalid, u"media: sdp: "_s + refusal, {}, u"media.sdp"_s, {}});
                if (!thenAnswer)
                    return;
                if (const auto repair = repairOn(m_webrtc); !repair) // lines of the offer are transceivers now
                    return giveUp(repair.error());
                describeWhenKnown(SessionDescription::Kind::Answer);
            });
        }));
}

void PeerPipeline::takeCandidate(const IceCandidate &candidate)
{
    if (!m_webrtc || candidate.candidate.isEmpty() || m_candidates >= mostCandidates)
        return;
    ++m_candidates;
    g_signal_emit_by_name(m_webrtc, "add-ice-candidate", guint(candidate.line),
                          candidate.candidate.toUtf8().constData());
}

void PeerPipeline::whenCandidate(GstElement *, guint line, char *candidate, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    const IceCandidate found{QString::fromUtf8(candidate), int(line)};
    QMetaObject::invokeMethod(mine, [mine, found] { Q_EMIT mine->candidateFound(found); });
}

void PeerPipeline::whenPad(GstElement *, GstPad *pad, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    if (GST_PAD_DIRECTION(pad) != GST_PAD_SRC)
        return;
    // Here and now: packets are waiting.
    if (const auto attached = mine->m_received->attach(GST_BIN(mine->m_pipeline.get()), pad); !attached) {
        QMetaObject::invokeMethod(mine, [mine, error = attached.error()] { mine->giveUp(error); });
        return;
    }
    const auto held = std::shared_ptr<GstPad>(GST_PAD(gst_object_ref(pad)), GstUnref());
    QMetaObject::invokeMethod(mine, [mine, held] {
        auto *caps = gst_pad_get_current_caps(held.get());
        const char *media = caps ? gst_structure_get_string(gst_caps_get_structure(caps, 0), "media") : nullptr;
        if (media && qstrcmp(media, "video") == 0)
            mine->m_picturePad.reset(GST_PAD(gst_object_ref(held.get())));
        if (caps)
            gst_caps_unref(caps);
    });
}

void PeerPipeline::whenState(GstElement *webrtc, GParamSpec *, gpointer self)
{
    auto *mine = static_cast<PeerPipeline *>(self);
    GstWebRTCPeerConnectionState state{};
    g_object_get(webrtc, "connection-state", &state, nullptr);
    QMetaObject::invokeMethod(mine, [mine, state] { mine->connectionChanged(state); });
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
    std::for_each(m_senders.begin(), m_senders.end(), std::mem_fn(&Sender::go));
    JitterBuffers::reportEverySecond(m_webrtc);
    m_second.start();
    m_watch.start();
    setState(CallState::Connected);
}

void PeerPipeline::everySecond()
{
    g_signal_emit_by_name(m_webrtc, "get-stats", nullptr, promise([this](const auto *reply) {
                              const auto line = reply ? lineStatistics(reply) : LineStatistics();
                              QMetaObject::invokeMethod(this, [this, line] {
                                  if (m_state != CallState::Connected)
                                      return;
                                  m_received->count(m_statistics);
                                  line.into(m_statistics);
                                  if (m_statistics.rttMs)
                                      m_buffers.setLatency(
                                          m_webrtc, m_pipeline.get(),
                                          m_latency.measured(*m_statistics.rttMs, line.lossBeforeRepairPct));
                                  Q_EMIT statisticsChanged(m_statistics);
                              });
                          }));
}

// A first key frame may be lost, and the next one comes only when it is asked for.
void PeerPipeline::look()
{
    if (!m_picturePad || m_received->sinceLastPictureS() < pictureMissingS)
        return;
    gst_pad_send_event(m_picturePad.get(), gst_video_event_new_upstream_force_key_unit(GST_CLOCK_TIME_NONE, TRUE, 0));
}

void PeerPipeline::watchBus()
{
    const GstRef<GstBus> bus(gst_pipeline_get_bus(GST_PIPELINE(m_pipeline.get())));
    gst_bus_set_sync_handler(
        bus.get(),
        [](GstBus *, GstMessage *message, gpointer self) {
            auto *mine = static_cast<PeerPipeline *>(self);
            if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
                GError *error = nullptr;
                gst_message_parse_error(message, &error, nullptr);
                const auto detail = QString::fromUtf8(GST_OBJECT_NAME(GST_MESSAGE_SRC(message))) + u": "_s
                    + QString::fromUtf8(error->message);
                g_error_free(error);
                QMetaObject::invokeMethod(mine, [mine, detail] { mine->giveUp(stoppedHere(detail)); });
            } else if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_LATENCY) {
                QMetaObject::invokeMethod(mine, [mine] {
                    if (mine->m_pipeline)
                        gst_bin_recalculate_latency(GST_BIN(mine->m_pipeline.get()));
                });
            }
            gst_message_unref(message);
            return GST_BUS_DROP;
        },
        this, nullptr);
}

void PeerPipeline::pictureTaken()
{
    if (m_received)
        m_received->pictureTaken();
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
        m_received->count(m_statistics);
        Q_EMIT statisticsChanged(m_statistics);
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
    m_second.stop();
    m_watch.stop();
    m_patience.stop();
    m_picturePad.reset();
    m_senders.clear();
    if (m_pipeline) {
        gst_element_set_state(m_pipeline.get(), GST_STATE_NULL); // no callback comes any more
        const GstRef<GstBus> bus(gst_pipeline_get_bus(GST_PIPELINE(m_pipeline.get())));
        gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
    }
    m_pipeline.reset();
    m_webrtc = nullptr;
    m_received.reset();
}

} // namespace sizhen
