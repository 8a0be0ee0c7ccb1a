// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/sendrate.h"

#include <algorithm>
#include <cmath>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double fullMs = 80;
constexpr double fillingMs = 45;
constexpr double suddenMs = 60; // in one report: not the median's quarter of a second is waited for
constexpr double emptyMs = 25;
constexpr double drainS = 0.5;
constexpr double longestDrainS = 1.5;
constexpr double belowCarried = 0.95;
constexpr double leastWhileDraining = 0.35;
constexpr double suddenGrowth = 0.25;
constexpr double holdFromMs = 220;
constexpr double longestHoldS = 0.5;
constexpr double mostQueuedMs = 400;
constexpr double mostLateMs = 220;
constexpr double soundKbit = 70;
constexpr double plannedS = 2;
constexpr double leastOfTarget = 0.25;
constexpr double leastUnfilled = 0.6;
constexpr double burstOfStandstill = 1.8;
constexpr double leastBurstKbit = 400;
constexpr double lossAlonePct = 25;
constexpr double lossOfFullPct = 12;
constexpr double shallowMs = 10; // a queue that holds so little overflows before it tells
constexpr int leastForLoss = 40; // packets a second
constexpr double leastForLossKbit = 250;
constexpr double belowArriving = 0.85;
constexpr double lossesJudgedAfterS = 1.5;
constexpr double stillLost = 0.7;
constexpr double lossesForgottenS = 15;
constexpr double silentS = 0.45; // feedback comes ten times a second, and is lost like anything else
constexpr double silenceCostsEveryS = 0.3;
constexpr double aheadOfSent = 1.25;
constexpr double aheadAtFirst = 1.6;
constexpr double unprovenKbit = 250;
constexpr double filledFrom = 0.6;
constexpr int mostRepairTries = 3;
constexpr double usedFades = 0.3; // a second
constexpr double lossesOfQueueS = 1.5; // of one that is drained: they are told for a second
constexpr double longestStepS = 0.25;

} // namespace

QString lineTroubleName(LineTrouble trouble)
{
    switch (trouble) {
    case LineTrouble::None:
        return u"none"_s;
    case LineTrouble::Narrow:
        return u"narrow"_s;
    case LineTrouble::Losses:
        return u"losses"_s;
    case LineTrouble::Silent:
        return u"silent"_s;
    }
    Q_UNREACHABLE();
}

double SendAllowance::pictureKbit(double kbit, int soundBits, double lossPct) const
{
    constexpr double soundHeadersKbit = 28; // fifty packets a second
    constexpr double picturesOwn = 0.94; // the rest are headers
    const double repair = repairTries < 2 ? 1.0 : 1.25;
    const double left = (kbit - soundBits - soundHeadersKbit) * picturesOwn;
    return std::max(30.0, left / (1 + repair * std::clamp(lossPct, 0.0, 30.0) / 100));
}

SendRate::SendRate(double mostKbit, double startKbit)
    : m_mostKbit(std::max(mostKbit, leastKbit))
{
    m_allowance.targetKbit = std::clamp(startKbit, leastKbit, m_mostKbit);
    settle(0);
}

void SendRate::setMost(double kbit)
{
    m_mostKbit = std::max(kbit, leastKbit);
}

void SendRate::feedback(double nowS, const std::vector<PacketFeedback> &packets)
{
    if (!m_load.feedback(nowS, packets))
        return;
    const double stepS = m_heardS < 0 ? 0 : std::clamp(nowS - m_steppedS, 0.0, longestStepS);
    m_heardS = nowS;
    m_steppedS = nowS;
    if (m_beforeSilenceKbit > 0)
        speaksAgain(nowS);
    m_usedKbit = std::max(m_load.reading().sentKbit, m_usedKbit * std::pow(usedFades, stepS));
    judgeLosses(nowS);
    const auto &load = m_load.reading();
    if (m_draining)
        drain(nowS);
    else if (isFull() && mayDecrease(nowS))
        full(nowS);
    else if (isLossy(nowS) && mayDecrease(nowS))
        sendLessForLosses(nowS);
    else if (load.queueMs < fillingMs && !isLossy(nowS))
        grow(stepS);
    settle(nowS);
}

bool SendRate::isFull() const
{
    const auto &load = m_load.reading();
    if (stoodStill())
        return false;
    return load.queueMs > fullMs || (load.queueMs > fillingMs && load.rises)
        || (load.newestMs > suddenMs && load.rises && isFilled());
}

// Packets that waited and then come faster than we may send did not wait for a narrow line, but for a busy machine.
bool SendRate::stoodStill() const
{
    return m_load.reading().burstKbit > burstOfStandstill * std::max(m_allowance.lastingKbit, leastBurstKbit);
}

// Else what waits waits for something else.
bool SendRate::isFilled() const
{
    return m_usedKbit > filledFrom * m_allowance.targetKbit;
}

bool SendRate::isLossy(double nowS) const
{
    const auto &load = m_load.reading();
    return nowS > m_lossesMeanNothingUntilS && nowS > m_decreasedS + lossesOfQueueS && m_lossBeforePct <= 0
        && load.packets >= leastForLoss
        && (load.lossPct > lossAlonePct || (load.lossPct > lossOfFullPct && load.queueMs > shallowMs));
}

bool SendRate::mayDecrease(double nowS) const
{
    const auto &load = m_load.reading();
    const bool isStillTooMuch = load.newestMs > fullMs && load.growth > suddenGrowth / 2 && isFilled();
    return nowS - m_decreasedS > (isStillTooMuch ? 0.4 : 0.8 + 2 * load.queueMs / 1000);
}

// What arrives while packets queue is what the line carries; while the queue is only growing it is less than that.
void SendRate::full(double nowS)
{
    const auto &load = m_load.reading();
    const double grownKbit = load.sentKbit / (1 + std::max(load.growth, 0.0));
    const double carriesKbit = std::max(std::min({load.arrivesKbit, load.arrivesNowKbit, grownKbit}),
                                        (isFilled() ? leastOfTarget : leastUnfilled) * m_allowance.targetKbit);
    m_carriesKbit = std::clamp(carriesKbit, leastKbit, m_mostKbit);
    m_decreasedS = nowS;
    m_drainsSinceS = nowS;
    m_beforeDrainKbit = m_allowance.targetKbit;
    m_draining = true;
    m_beginning = false;
    m_allowance.trouble = LineTrouble::Narrow;
    const double queuedMs = std::min(queuedNowMs(nowS), mostQueuedMs);
    if (load.growth > suddenGrowth && queuedMs > holdFromMs)
        holdWhile(queuedMs, nowS);
    else
        drainTo(queuedMs);
}

// Nothing but sound until it is gone: what is sent into a full queue is lost, and costs more than a moment's picture.
void SendRate::holdWhile(double queuedMs, double nowS)
{
    const double soundShare = std::min(0.5, soundKbit / m_carriesKbit);
    m_holdsUntilS = nowS + std::min(queuedMs / 1000 / (1 - soundShare), longestHoldS);
    m_holds = true;
    m_allowance.targetKbit = m_carriesKbit * leastWhileDraining;
}

// The news is old: what was sent meanwhile came in, and what the line carries went out.
double SendRate::queuedNowMs(double nowS) const
{
    const auto &load = m_load.reading();
    double queuedKbit = load.newestMs / 1000 * m_carriesKbit;
    for (std::size_t i = 0; i < m_planned.size(); ++i) {
        const double fromS = std::max(m_planned[i].fromS, load.newestSentS);
        const double toS = i + 1 < m_planned.size() ? m_planned[i + 1].fromS : nowS;
        if (toS > fromS)
            queuedKbit = std::max(0.0, queuedKbit + (m_planned[i].kbit - m_carriesKbit) * (toS - fromS));
    }
    return queuedKbit / m_carriesKbit * 1000;
}

void SendRate::drain(double nowS)
{
    const auto &load = m_load.reading();
    if (stoodStill()) {
        m_holds = false;
        m_draining = false;
        m_allowance.targetKbit = std::max(m_allowance.targetKbit, m_beforeDrainKbit * belowCarried);
        return;
    }
    if (load.newestMs > fillingMs) // still full: a better look at the same width
        m_carriesKbit = std::clamp(std::max(load.arrivesNowKbit, 0.8 * m_carriesKbit), leastKbit, m_mostKbit);
    if (m_holds && nowS < m_holdsUntilS && queuedNowMs(nowS) > emptyMs)
        return;
    if (std::exchange(m_holds, false))
        ++m_allowance.refreshes;
    const double queuedMs = queuedNowMs(nowS);
    if (queuedMs > emptyMs && nowS - m_drainsSinceS < longestDrainS)
        return drainTo(queuedMs);
    m_draining = false;
    m_allowance.targetKbit = std::min(m_carriesKbit * belowCarried, m_beforeDrainKbit);
    m_decreasedS = nowS;
}

void SendRate::drainTo(double queuedMs)
{
    const double share = belowCarried - queuedMs / 1000 / drainS;
    m_allowance.targetKbit = m_carriesKbit * std::max(share, leastWhileDraining);
}

void SendRate::sendLessForLosses(double nowS)
{
    const auto &load = m_load.reading();
    m_decreasedS = nowS;
    m_beginning = false;
    m_beforeLossKbit = m_allowance.targetKbit;
    m_lessForLossesS = nowS;
    m_lossBeforePct = load.lossPct;
    m_carriesKbit = std::clamp(load.arrivesKbit, leastKbit, m_mostKbit);
    m_allowance.targetKbit
        = std::min(m_allowance.targetKbit, std::max(leastForLossKbit, belowArriving * load.arrivesKbit));
    m_allowance.trouble = LineTrouble::Losses;
}

void SendRate::judgeLosses(double nowS)
{
    if (m_lossBeforePct <= 0 || nowS - m_lessForLossesS < lossesJudgedAfterS)
        return;
    if (m_load.reading().lossPct > stillLost * m_lossBeforePct) {
        m_allowance.targetKbit = std::max(m_allowance.targetKbit, m_beforeLossKbit);
        m_carriesKbit = 0;
        m_lossesMeanNothingUntilS = nowS + lossesForgottenS;
    }
    m_lossBeforePct = 0;
}

// What is under way has nowhere to go, here or on the way back. It costs a picture or two, and no rate.
bool SendRate::isLate(double nowS) const
{
    const auto &load = m_load.reading();
    return m_heardS >= 0 && m_beforeSilenceKbit <= 0
        && (nowS - load.newestSentS) * 1000 > load.leastAnswerMs + mostLateMs;
}

bool SendRate::isNearCarried() const
{
    return m_carriesKbit > 0 && m_allowance.targetKbit > 0.8 * m_carriesKbit
        && m_allowance.targetKbit < 1.15 * m_carriesKbit;
}

// Never far ahead of what is sent: an encoder that has little to say tells nothing about the line. A little, so that a
// larger picture is tried.
void SendRate::grow(double stepS)
{
    const auto &load = m_load.reading();
    const double aSecond = m_beginning ? 2.0 : isNearCarried() ? 1.05 : 1.25;
    const double aheadKbit = m_beginning ? aheadAtFirst * load.arrivesKbit
                                         : std::max(aheadOfSent * load.sentKbit, load.sentKbit + unprovenKbit);
    const double grown = m_allowance.targetKbit * std::pow(aSecond, stepS);
    m_allowance.targetKbit = std::max(m_allowance.targetKbit, std::min(grown, aheadKbit));
}

void SendRate::tick(double nowS)
{
    if (m_holds && nowS >= m_holdsUntilS)
        drain(nowS); // no news is needed for that
    settle(nowS);
    if (m_heardS < 0 || nowS - m_heardS < silentS || nowS - m_silencedS < silenceCostsEveryS)
        return;
    if (m_beforeSilenceKbit <= 0) {
        m_beforeSilenceKbit = m_allowance.targetKbit;
        m_silentSinceS = nowS;
    }
    m_silencedS = nowS;
    m_allowance.targetKbit *= 0.6;
    m_allowance.trouble = LineTrouble::Silent;
    settle(nowS);
}

// What the line was before is the best guess at what it is now; a queue will correct it.
void SendRate::speaksAgain(double nowS)
{
    const double before = std::exchange(m_beforeSilenceKbit, 0);
    const bool shortly = nowS - m_silentSinceS < 1;
    m_allowance.trouble = LineTrouble::Narrow;
    if (m_load.reading().newestMs < fillingMs)
        m_allowance.targetKbit = std::max(m_allowance.targetKbit, (shortly ? 0.9 : 0.7) * before);
    m_decreasedS = nowS - 0.8; // a queue is answered at once
}

void SendRate::settle(double nowS)
{
    auto &allowance = m_allowance;
    allowance.targetKbit = std::clamp(allowance.targetKbit, leastKbit, m_mostKbit);
    if (allowance.targetKbit >= 0.98 * m_mostKbit && nowS > 0)
        allowance.trouble = LineTrouble::None;
    allowance.hold = m_holds || isLate(nowS);
    const bool tight = m_draining || m_beforeSilenceKbit > 0;
    const bool isFilling = tight || allowance.hold || m_load.reading().queueMs > fillingMs;
    allowance.repairTries = m_holds ? 0 : isFilling ? 1 : mostRepairTries;
    allowance.pacingKbit = allowance.targetKbit * (tight ? 1.2 : isNearCarried() ? 1.2 : 2.5);
    allowance.carriesKbit = m_carriesKbit;
    allowance.lastingKbit
        = m_draining ? std::clamp(m_carriesKbit * belowCarried, leastKbit, m_beforeDrainKbit) : allowance.targetKbit;
    while (m_planned.size() > 1 && m_planned[1].fromS < nowS - plannedS)
        m_planned.pop_front();
    const double likelyKbit = std::min(allowance.targetKbit, std::max(1.25 * m_load.reading().sentKbit, leastKbit));
    m_planned.push_back({nowS, allowance.hold ? soundKbit : likelyKbit});
}

} // namespace sizhen
