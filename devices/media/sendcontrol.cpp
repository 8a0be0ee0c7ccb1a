// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/sendcontrol.h"

#include "devices/media/linefeedback.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr double headersShare = 1.08;
constexpr double soundHeadersKbit = 30;
constexpr double pace = 2.5;

} // namespace

void SendControl::start(const MediaSetup &setup, bool answers)
{
    m_audioKbit = setup.audioKbit;
    m_step.emplace(setup.size, setup.framesPerSecond);
    const double mostKbit = setup.videoKbit * headersShare + setup.audioKbit + soundHeadersKbit;
    if (answers)
        m_rate.emplace(mostKbit * 1.1); // room for repair
    else
        m_picture.setKbit(setup.videoKbit, pace * mostKbit);
    apply(LineFeedback::nowS());
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
    m_picture.setShape(m_step->take(nowS, allowance.pictureKbit(allowance.lastingKbit, m_audioKbit, lossPct),
                                    allowance.trouble != LineTrouble::None));
    m_picture.setKbit(allowance.pictureKbit(allowance.targetKbit, m_audioKbit, lossPct), allowance.pacingKbit);
    m_picture.setHeld(allowance.hold);
    countHeld(nowS, allowance.hold);
    m_repair.allow(allowance.repairTries);
    if (std::exchange(m_refreshes, allowance.refreshes) != allowance.refreshes)
        m_picture.refresh();
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
