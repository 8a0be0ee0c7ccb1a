// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsestream.h"
#include "core/pulse/gradedbeats.h"
#include "core/pulse/polarity.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulserhythm.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr double windowS = 20; // as far as the level of the beat finder looks
constexpr double lookEveryS = 0.5;
constexpr double settledS = 2; // the next foot is in sight, and the filters have forgotten the end
constexpr double apartS = 0.25; // two beats lie at least so far apart
constexpr double polarityS = 6;
constexpr double longestGapS = 5; // after a longer one nothing before it helps
constexpr double recentS = 30;
constexpr double silentS = 3 + settledS + lookEveryS;

} // namespace

PulseStream::PulseStream(double rateHz)
{
    m_signal.rateHz = isPulseRate(rateHz) ? rateHz : 0;
    m_recent.rateHz = m_signal.rateHz;
    m_nextLook = qint64(lookEveryS * m_signal.rateHz);
}

QVector<PulseBeat> PulseStream::feed(const QVector<double> &samples, qsizetype lost)
{
    QVector<PulseBeat> told;
    if (m_signal.rateHz <= 0)
        return told;
    const auto take = [this, &told](double value, bool isLost) {
        append(value, isLost);
        if (m_count < m_nextLook)
            return;
        m_nextLook = m_count + qint64(lookEveryS * m_signal.rateHz);
        look(double(m_count) - settledS * m_signal.rateHz, told);
    };
    if (double(lost) > longestGapS * m_signal.rateHz) {
        told += finish();
        restart(lost);
    } else {
        const double held = m_signal.samples.isEmpty() ? 0 : m_signal.samples.last();
        for (qsizetype i = 0; i < lost; ++i)
            take(held, true);
    }
    for (const auto value : samples) {
        const bool number = std::isfinite(value) && std::abs(value) <= mostPulseValue;
        take(number ? value : (m_signal.samples.isEmpty() ? 0 : m_signal.samples.last()), !number);
    }
    return told;
}

QVector<PulseBeat> PulseStream::finish()
{
    QVector<PulseBeat> told;
    if (m_signal.rateHz > 0)
        look(double(m_count), told);
    return told;
}

void PulseStream::restart(qint64 lost)
{
    m_signal.samples.clear();
    m_signal.gaps.clear();
    m_count += lost;
    m_first = m_count;
    m_nextLook = m_count + qint64(lookEveryS * m_signal.rateHz);
    summarise();
}

void PulseStream::append(double value, bool isLost)
{
    const auto place = m_signal.samples.size();
    m_signal.samples.append(value);
    ++m_count;
    if (!isLost)
        return;
    if (!m_signal.gaps.isEmpty() && m_signal.gaps.last().to == place)
        ++m_signal.gaps.last().to;
    else
        m_signal.gaps.append({place, place + 1});
}

// Works through the window and tells the beats up to `until` that were not told before.
void PulseStream::look(double until, QVector<PulseBeat> &told)
{
    forget();
    const double rate = m_signal.rateHz;
    if (m_count >= qint64(polarityS * rate)) {
        const auto polarity = polarityOf(m_signal.samples, rate);
        if (polarity != Polarity::Unclear && m_inverted != (polarity == Polarity::UpsideDown)) {
            m_inverted = !m_inverted;
            m_recent.beats.clear(); // they stood on the other slope
        }
    }
    const auto working = WorkingPulse::of(m_signal, m_inverted);
    if (working.signal.samples.size() < 3)
        return;
    const FiducialFinder finder(working.signal.samples, working.signal.rateHz);
    auto beats = gradedBeats(working, finder);
    working.widen(beats, double(m_first));
    for (const auto &beat : beats) {
        if (beat.at.slope > until)
            break;
        if (m_told >= 0 && beat.at.slope < m_told + apartS * rate)
            continue;
        m_told = beat.at.slope;
        m_recent.beats.append(beat);
        told.append(beat);
    }
    summarise();
}

// Whole working samples at a time: the grid of the working trace must not shift under the beats.
void PulseStream::forget()
{
    const auto most = qsizetype(windowS * m_signal.rateHz);
    const auto factor = WorkingPulse::factorAt(m_signal.rateHz);
    const auto grain = factor * std::max<qsizetype>(1, qsizetype(lookEveryS * m_signal.rateHz) / factor);
    const auto gone = std::max<qsizetype>(0, m_signal.samples.size() - most) / grain * grain;
    if (gone == 0)
        return;
    m_signal.samples.remove(0, gone);
    m_first += gone;
    Spans left;
    for (const auto &gap : m_signal.gaps)
        if (gap.to > gone)
            left.append({std::max<qsizetype>(0, gap.from - gone), gap.to - gone});
    m_signal.gaps = left;
}

void PulseStream::summarise()
{
    const double rate = m_signal.rateHz;
    auto &beats = m_recent.beats;
    const double since = double(m_count) - (recentS + settledS) * rate;
    beats.erase(beats.begin(), std::find_if(beats.begin(), beats.end(), [since](const PulseBeat &beat) {
                    return beat.at.slope >= since;
                }));
    const auto last = std::find_if(beats.rbegin(), beats.rend(), [](const PulseBeat &beat) { return beat.usable(); });
    const bool silent = last == beats.rend() || last->at.slope < double(m_count) - silentS * rate;
    m_recent.perMinute.reset();
    m_recent.rhythm = {};
    m_recent.quality = silent ? 0 : overallQuality(beats);
    m_recent.seconds = std::min(recentS, double(m_count) / rate);
    if (!silent)
        measureRhythm(m_recent);
}

} // namespace sizhen
