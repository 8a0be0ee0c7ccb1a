// SPDX-License-Identifier: GPL-3.0-or-later
// PeerPipeline: descriptions and ways, given and taken.
#include "devices/media/peerpipeline.h"

#include "devices/media/webrtcreply.h"

#include <algorithm>
#include <functional>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostCandidates = 256;

} // namespace

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
        if (!mine->m_webrtc || !mine->m_toDescribe || !knowsWhatIsSent(mine->m_webrtc))
            return;
        std::for_each(mine->m_senders.begin(), mine->m_senders.end(), std::mem_fn(&Sender::rest));
        if (mine->hasDevices())
            mine->m_seat.open();
        mine->describe(*std::exchange(mine->m_toDescribe, std::nullopt));
    });
}

void PeerPipeline::describe(SessionDescription::Kind kind)
{
    const auto *const action = kind == SessionDescription::Kind::Offer ? "create-offer" : "create-answer";
    const auto made = [this, kind](const GstStructure *reply) {
        const SessionDescription description{kind, sdpIn(reply, kind)};
        const auto refusal = refusalIn(reply);
        QMetaObject::invokeMethod(this, [this, description, refusal] {
            if (description.sdp.isEmpty())
                giveUp(stoppedHere(u"no description: "_s + refusal));
            else
                setLocal(description);
        });
    };
    g_signal_emit_by_name(m_webrtc, action, nullptr, promiseOf(made));
}

void PeerPipeline::setLocal(SessionDescription description)
{
    const auto local = descriptionOf(description);
    if (!m_webrtc || !local)
        return;
    if (m_setup.foreign)
        description.sdp = withoutSoundRepair(description.sdp);
    if (m_offersDetail)
        description.sdp = withDetail(description.sdp);
    Q_EMIT described(description); // before the first candidate
    g_signal_emit_by_name(m_webrtc, "set-local-description", local.get(), nullptr);
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
    m_detailLine = parsed->detailLine().value_or(-1);
    if (isOffer)
        return answer(description, *parsed);
    if (m_detailLine < 0)
        m_seat.withhold(MediaRole::TongueCamera); // it would be taken for the first camera's
    setRemote(description);
}

void PeerPipeline::answer(const SessionDescription &offer, const Sdp &parsed)
{
    const auto plan = CallPlan::answering(parsed, m_setup.codec, mayHaveDetail());
    if (!plan)
        return giveUp(plan.error());
    const bool sends = m_setup.direction != MediaSetup::Direction::ReceiveOnly;
    auto done = sends ? addSenders(*plan) : Result<>();
    if (done)
        done = play();
    if (!done)
        return giveUp(done.error());
    setState(CallState::Connecting);
    setRemote(offer);
}

void PeerPipeline::setRemote(const SessionDescription &description)
{
    const auto remote = descriptionOf(description);
    if (!remote)
        return giveUp({Fault::Invalid, u"media: sdp"_s, {}, u"media.sdp"_s, {}});
    const bool isOffer = description.kind == SessionDescription::Kind::Offer;
    const auto set = [this, isOffer](const GstStructure *reply) {
        QMetaObject::invokeMethod(this, [this, isOffer, refusal = refusalIn(reply)] {
            if (!refusal.isEmpty())
                giveUp({Fault::Invalid, u"media: sdp: "_s + refusal, {}, u"media.sdp"_s, {}});
            else if (isOffer && m_webrtc)
                answerNow();
        });
    };
    g_signal_emit_by_name(m_webrtc, "set-remote-description", remote.get(), promiseOf(set));
}

void PeerPipeline::answerNow()
{
    if (const auto repair = repairOn(m_webrtc); !repair) // lines of the offer are transceivers now
        return giveUp(repair.error());
    describeWhenKnown(SessionDescription::Kind::Answer);
}

void PeerPipeline::takeCandidate(const IceCandidate &candidate)
{
    if (!m_webrtc || candidate.candidate.isEmpty() || m_candidates >= mostCandidates)
        return;
    ++m_candidates;
    g_signal_emit_by_name(m_webrtc, "add-ice-candidate", guint(candidate.line),
                          candidate.candidate.toUtf8().constData());
}

} // namespace sizhen
