// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/guidedtaking.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double settleS = 1; // so long in the band before it counts
constexpr double patienceS = 1.5; // so long out of it before the attempt is given up
constexpr double flatS = 0.5; // no change for so long: the sensor touches nothing
constexpr double noBeatS = 5; // contact, and yet no beat: nearly a beat of the slowest heart and the stream's delay
constexpr double pressureKeptS = 30;
constexpr double letGo = 0.5; // of the greatest force: the range has been pressed
constexpr double bandSlack = 0.03; // of the range: nobody holds a hand to a line
constexpr qsizetype mostSegments = 64;
constexpr double slowest = 4; // times the least seconds that the long holding may take

} // namespace

QVector<TakingStep> levelSteps(const TakingPlan &plan)
{
    QVector<TakingStep> steps;
    for (const auto &level : plan.levels)
        steps.append({level.depth, level.from, level.to, plan.beats, plan.leastSeconds, plan.mostSeconds});
    return steps;
}

QVector<TakingStep> bestSteps(const TakingPlan &plan, std::optional<double> share)
{
    const auto &best = plan.best;
    const double from = share ? std::max(0.0, *share - best.width / 2) : 0;
    const double to = share ? from + best.width : 1;
    return {{u"best"_s, from, to, best.beats, best.seconds, slowest * best.seconds}};
}

GuidedTaking::GuidedTaking(const QVector<TakingStep> &steps, double steady, PressureRange range)
    : m_steps(steps)
    , m_steady(steady)
    , m_range(range)
{
    m_status.steps = int(m_steps.size());
    m_status.phase = m_steps.isEmpty() ? Phase::Done : Phase::Seek;
    say();
}

void GuidedTaking::start(double rateHz)
{
    m_rateHz = rateHz;
    m_stream.emplace(rateHz);
    if (m_hasPressure && !m_range.isKnown() && m_status.phase != Phase::Done)
        m_status.phase = Phase::Range;
}

double GuidedTaking::secondsSince(quint64 sample) const
{
    return m_rateHz > 0 && m_end > sample ? double(m_end - sample) / m_rateHz : 0;
}

bool GuidedTaking::inBand(double pressure, double slack) const
{
    const double share = m_range.share(pressure);
    return share >= step().from - slack && share <= step().to + slack;
}

// Pieces of a tenth of a second: what is said must not depend on how the line cut the samples into blocks.
void GuidedTaking::feed(const PulseBlock &block, double pressureScale)
{
    if (block.pulse.isEmpty() || !isPulseRate(block.rateHz) || block.first < m_end)
        return;
    if (!m_stream) {
        m_hasPressure = !block.pressure.isEmpty();
        start(block.rateHz);
    }
    if (block.rateHz != m_rateHz)
        return;
    const auto tenth = qsizetype(m_rateHz / 10); // of 20 samples a second at least
    for (qsizetype i = 0; i < block.pulse.size();) {
        const auto place = qsizetype((block.first + quint64(i)) % quint64(tenth));
        const auto piece = std::min(tenth - place, block.pulse.size() - i);
        take({block.site, block.rateHz, block.first + quint64(i), block.pulse.mid(i, piece),
              block.pressure.mid(i, piece)},
             pressureScale);
        i += piece;
    }
}

void GuidedTaking::take(const PulseBlock &piece, double pressureScale)
{
    follow(piece, pressureScale);
    const QVector<double> samples(piece.pulse.begin(), piece.pulse.end());
    const auto begun = m_end;
    const auto lost = qsizetype(piece.first - m_end);
    m_end = piece.first + quint64(piece.pulse.size());
    const auto beats = m_stream->feed(samples, lost);
    if (m_status.phase == Phase::Count)
        for (const auto &beat : beats)
            judge(beat);
    const auto tenth = quint64(m_rateHz / 10);
    if (m_end / tenth == begun / tenth)
        return;
    if (m_status.phase == Phase::Range)
        findRange();
    else if (m_status.phase == Phase::Seek)
        seek();
    else if (m_status.phase == Phase::Count)
        count();
    say();
}

// Contact and pressure, as far back as a beat that is told late may lie.
void GuidedTaking::follow(const PulseBlock &piece, double pressureScale)
{
    for (qsizetype i = 0; i < piece.pulse.size(); ++i) {
        if (m_lastValue != piece.pulse[i])
            m_moved = piece.first + quint64(i);
        m_lastValue = piece.pulse[i];
    }
    if (!m_hasPressure)
        return;
    const auto missing = qsizetype(std::min<quint64>(piece.first - m_end, quint64(pressureKeptS * m_rateHz)));
    m_pressures += QVector<double>(missing, m_pressures.isEmpty() ? 0 : m_pressures.last());
    for (qsizetype i = 0; i < piece.pulse.size(); ++i)
        m_pressures.append(i < piece.pressure.size() ? piece.pressure[i] * pressureScale
                                                     : (m_pressures.isEmpty() ? 0 : m_pressures.last()));
    const auto most = qsizetype(pressureKeptS * m_rateHz);
    if (m_pressures.size() > most)
        m_pressures.remove(0, m_pressures.size() - most);
    m_status.pressure = m_pressures.last();
}

void GuidedTaking::contact(bool there)
{
    m_contact = there;
    say();
}

void GuidedTaking::findRange()
{
    const double now = m_status.pressure.value_or(0);
    m_peak = std::max(m_peak, now);
    if (m_peak > 0 && now < letGo * m_peak) {
        m_range = {0, m_peak};
        m_status.phase = Phase::Seek;
    }
}

void GuidedTaking::seek()
{
    if (!m_hasPressure)
        return; // the hand judges the depth; its key begins
    const bool right = m_contact && inBand(*m_status.pressure, 0);
    if (!right) {
        m_right = false;
        return;
    }
    if (!m_right)
        m_rightSince = m_end;
    m_right = true;
    if (secondsSince(m_rightSince) >= settleS)
        beginAttempt();
}

void GuidedTaking::beginAttempt()
{
    m_status.phase = Phase::Count;
    m_status.failed.clear();
    m_attempt = m_end;
    m_right = true;
    m_accepted.clear();
    m_beatPressures.clear();
    m_shaken = 0;
    m_pressedWrong = 0;
    m_lostContact = 0;
    m_lastFlaw = BeatFlaw::None;
    m_judgedTo = double(m_end);
    m_wrongSince = m_end;
}

double GuidedTaking::pressureOver(double from, double to) const
{
    const auto first = qint64(m_end) - m_pressures.size();
    const auto low = std::clamp<qint64>(qint64(from) - first, 0, m_pressures.size());
    const auto high = std::clamp<qint64>(qint64(to) - first, low, m_pressures.size());
    return high > low ? median(m_pressures.mid(low, high - low)) : m_pressures.last();
}

void GuidedTaking::judge(const PulseBeat &beat)
{
    if (beat.at.foot < double(m_attempt))
        return; // it began before the level was reached
    m_judgedTo = beat.next;
    // An early or late beat is the heart's doing, not the hand's: with an irregular pulse nothing would ever count.
    const bool sound = beat.accepted() || (beat.flaw == BeatFlaw::Timing && beat.usable());
    m_lastFlaw = sound ? BeatFlaw::None : beat.flaw;
    if (m_hasPressure) {
        const double pressed = pressureOver(beat.at.foot, beat.next);
        const double usual = m_beatPressures.isEmpty() ? pressed : median(m_beatPressures);
        const bool held = std::abs(m_range.share(pressed) - m_range.share(usual)) <= m_steady;
        m_beatPressures.append(pressed);
        if (!inBand(pressed, bandSlack) || !held) {
            ++m_pressedWrong;
            return;
        }
    }
    switch (sound ? BeatFlaw::None : beat.flaw) {
    case BeatFlaw::None:
        if (sound)
            m_accepted.append(beat);
        else
            ++m_shaken;
        break;
    case BeatFlaw::Gap:
    case BeatFlaw::Flat:
        ++m_lostContact;
        break;
    case BeatFlaw::Clipped:
        ++m_pressedWrong;
        break;
    default:
        ++m_shaken;
    }
}

void GuidedTaking::count()
{
    m_status.accepted = int(m_accepted.size());
    m_status.seconds = secondsSince(m_attempt);
    QVector<double> grades;
    for (const auto &beat : std::as_const(m_accepted))
        grades.append(beat.quality);
    m_status.quality = grades.isEmpty() ? 0 : int(std::lround(median(grades)));
    // Beats are told up to three seconds late: what counts ends where the last one was judged.
    if (m_status.accepted >= step().beats && (m_judgedTo - double(m_attempt)) / m_rateHz >= step().leastSeconds)
        return endAttempt({});
    if (!m_contact || secondsSince(m_moved) > flatS)
        ++m_lostContact;
    if (m_hasPressure) {
        const bool right = inBand(*m_status.pressure, bandSlack);
        if (right)
            m_wrongSince = m_end;
        if (secondsSince(m_wrongSince) > patienceS)
            return endAttempt(u"pressure"_s);
    }
    if (m_status.seconds > step().mostSeconds)
        endAttempt(worstFlaw());
}

QString GuidedTaking::worstFlaw() const
{
    const int lost = m_lostContact / 10 + (m_accepted.isEmpty() && m_shaken + m_pressedWrong == 0 ? 1 : 0);
    if (lost > 0 && lost >= m_shaken && lost >= m_pressedWrong)
        return u"contact"_s;
    return m_pressedWrong > m_shaken ? u"pressure"_s : u"movement"_s;
}

void GuidedTaking::endAttempt(const QString &flaw)
{
    PulseSegment segment;
    segment.depth = step().depth;
    segment.first = m_attempt;
    segment.end = flaw.isEmpty() ? std::min(m_end, quint64(std::llround(m_judgedTo))) : m_end;
    segment.accepted = int(m_accepted.size());
    segment.quality = m_status.quality;
    segment.flaw = flaw;
    if (!m_beatPressures.isEmpty()) {
        const auto [least, most] = std::minmax_element(m_beatPressures.begin(), m_beatPressures.end());
        segment.pressureFrom = *least;
        segment.pressureTo = *most;
    }
    if (segment.end > segment.first && m_segments.size() < mostSegments)
        m_segments.append(segment);
    m_status.accepted = 0;
    m_status.seconds = 0;
    m_status.quality = 0;
    m_right = false;
    m_status.failed = flaw;
    if (flaw.isEmpty())
        nextStep();
    else
        m_status.phase = Phase::Seek;
}

void GuidedTaking::nextStep()
{
    m_status.failed.clear();
    if (m_status.step + 1 < m_status.steps) {
        ++m_status.step;
        m_status.phase = Phase::Seek;
    } else {
        m_status.phase = Phase::Done;
    }
}

void GuidedTaking::key()
{
    if (m_status.phase == Phase::Range && m_peak > 0) {
        m_range = {0, m_peak};
        m_status.phase = Phase::Seek;
    } else if (m_status.phase == Phase::Seek && !m_hasPressure && m_stream) {
        beginAttempt();
    }
    say();
}

void GuidedTaking::skip()
{
    if (m_status.phase == Phase::Done || m_status.phase == Phase::Range)
        return;
    if (m_status.phase == Phase::Count && m_end > m_attempt)
        endAttempt(worstFlaw());
    nextStep();
    say();
}

void GuidedTaking::say()
{
    m_status.coach = Coach::None;
    if (m_status.phase == Phase::Done) {
        m_status.depth.clear();
        m_status.target.reset();
        return;
    }
    m_status.depth = step().depth;
    m_status.wanted = step().beats;
    m_status.leastSeconds = step().leastSeconds;
    m_status.target.reset();
    if (m_range.isKnown() && m_hasPressure)
        m_status.target = {m_range.at(step().from), m_range.at(step().to)};
    if (!m_stream)
        return;
    const bool touching = m_contact && secondsSince(m_moved) <= flatS;
    if (m_status.phase == Phase::Range)
        m_status.coach = Coach::PressSlowly;
    else if (!m_hasPressure && m_status.phase == Phase::Seek)
        m_status.coach = Coach::Begin;
    else if (!touching)
        m_status.coach = Coach::NoContact;
    else if (m_hasPressure && !inBand(*m_status.pressure, m_status.phase == Phase::Count ? bandSlack : 0))
        m_status.coach = *m_status.pressure < m_status.target->first ? Coach::PressMore : Coach::PressLighter;
    else if (m_lastFlaw == BeatFlaw::Clipped)
        m_status.coach = Coach::PressLighter;
    else if (m_lastFlaw == BeatFlaw::Amplitude || m_lastFlaw == BeatFlaw::Shape || m_lastFlaw == BeatFlaw::Noise)
        m_status.coach = Coach::HoldStill;
    else if (m_status.phase == Phase::Count && m_status.seconds > noBeatS && m_accepted.isEmpty())
        m_status.coach = m_pressedWrong > 0 ? Coach::KeepPressure : Coach::NoContact;
    else
        m_status.coach = Coach::Counting;
}

} // namespace sizhen
