// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/sendcontrol.h"

#include "devices/media/linefeedback.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr double headersShare = 1.08;
constexpr double soundHeadersKbit = 30;
constexpr double pace = 2.5;
constexpr double roomForRepair = 1.1;
constexpr double leastDetailKbit = 60;
constexpr double slowDetailKbit = 100; // less: a picture now and then

} // namespace

void SendControl::start(const MediaSetup &setup, bool answers)
{
    m_audioKbit = setup.audioKbit;
    m_videoKbit = setup.videoKbit;
    m_step.emplace(setup.size, setup.framesPerSecond);
    m_detailStep.emplace(setup.size, detailPerSecond);
    if (answers) {
        m_rate.emplace(mostKbit() * roomForRepair);
    } else {
        m_picture.setKbit(setup.videoKbit, pace * mostKbit());
        m_detail.setKbit(setup.videoKbit, pace * mostKbit());
    }
    apply(LineFeedback::nowS());
}

double SendControl::mostKbit() const
{
    return m_videoKbit * (m_sendsDetail ? 2 : 1) * headersShare + m_audioKbit + soundHeadersKbit;
}

void SendControl::setDetail(bool sent)
{
    m_sendsDetail = sent;
    if (m_rate)
        m_rate->setMost(mostKbit() * roomForRepair);
    apply(LineFeedback::nowS());
}

// Of what both pictures may use. A rate that is low on a wide line only means that no more was needed so far.
double SendControl::detailOf(double kbit, bool squeezed) const
{
    if (!m_sendsDetail)
        return 0;
    const double least = std::min(squeezed ? leastDetailKbit : double(m_videoKbit), kbit / 4);
    return std::clamp(kbit - m_videoKbit, least, double(m_videoKbit));
}

void SendControl::feedback(const std::vector<PacketFeedback> &packets)
{
    if (!m_rate)
        return;
    const double nowS = LineFeedback::nowS();
    m_rate->feedback(nowS, packets);
    apply(nowS);
}

void SendControl::tick()
{
    if (!m_rate)
        return;
    const double nowS = LineFeedback::nowS();
    m_rate->tick(nowS);
    apply(nowS);
}

void SendControl::apply(double nowS)
{
    if (!m_rate)
        return;
    const auto &allowance = m_rate->allowance();
    const double lossPct = m_rate->load().lossPct;
    const bool squeezed = allowance.trouble != LineTrouble::None;
    const double lasting = allowance.pictureKbit(allowance.lastingKbit, m_audioKbit, lossPct);
    const double both = allowance.pictureKbit(allowance.targetKbit, m_audioKbit, lossPct);
    const double detail = detailOf(both, squeezed);
    const double share = both > 0 ? detail / both : 0;
    m_picture.setShape(m_step->take(nowS, lasting - detailOf(lasting, squeezed), squeezed));
    m_picture.setKbit(both - detail, allowance.pacingKbit * (1 - share));
    m_picture.setHeld(allowance.hold);
    if (m_sendsDetail) {
        m_detail.setShape(m_detailStep->take(nowS, detailOf(lasting, squeezed), squeezed));
        m_detail.setKbit(detail, allowance.pacingKbit * share);
        m_detail.setHeld(allowance.hold);
        m_detail.setThin(squeezed && detail < slowDetailKbit);
    }
    countHeld(nowS, allowance.hold);
    m_repair.allow(allowance.repairTries);
    if (std::exchange(m_refreshes, allowance.refreshes) == allowance.refreshes)
        return;
    m_picture.refresh();
    if (m_sendsDetail)
        m_detail.refresh();
}

void SendControl::countHeld(double nowS, bool hold)
{
    if (m_appliedS > 0 && m_held)
        m_heldS += std::max(0.0, nowS - m_appliedS);
    m_appliedS = nowS;
    m_held = hold;
}

void SendControl::count(CallStatistics &statistics) const
{
    if (!m_rate)
        return;
    auto &sending = statistics.sending.emplace();
    sending.sentKbit = m_rate->load().sentKbit;
    sending.targetKbit = m_rate->allowance().targetKbit;
    sending.carriesKbit = m_rate->allowance().carriesKbit;
    sending.trouble = m_rate->allowance().trouble;
    sending.picture = m_step->shape();
    sending.smaller = !m_step->isFull();
    sending.heldS = m_heldS;
}

} // namespace sizhen
