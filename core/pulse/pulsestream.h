// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

namespace sizhen {

// The same analysis while the pulse is being taken: samples in, beats out as soon as they are sure. A beat is told at
// most `latestS` after it came, and is never taken back. Memory does not grow: the last 20 s of samples and the beats
// of the last minute are kept. How the samples are cut into blocks changes nothing.
class PulseStream
{
public:
    static constexpr double latestS = 3.0;

    // `rateHz` as isPulseRate allows; with another nothing is ever found.
    explicit PulseStream(double rateHz);

    // The beats that have become sure with these samples; `at`, `next` and marks are sample indices since the
    // beginning, lost ones counted. `lost` samples are missing before the block. A value that is no number counts as
    // lost.
    QVector<PulseBeat> feed(const QVector<double> &samples, qsizetype lost = 0);

    // The rest, when no more samples come.
    QVector<PulseBeat> finish();

    [[nodiscard]] qint64 samples() const { return m_count; } // lost ones counted

    // Of the last half minute; nothing when it cannot be measured or when no beat has come for 3 s.
    [[nodiscard]] std::optional<double> perMinute() const { return m_recent.perMinute; }

    [[nodiscard]] const PulseRhythm &rhythm() const { return m_recent.rhythm; }

    [[nodiscard]] int quality() const { return m_recent.quality; } // 0..100, of the last half minute

    [[nodiscard]] bool inverted() const { return m_inverted; }

    [[nodiscard]] qsizetype kept() const { return m_signal.samples.size(); } // samples in memory

private:
    void append(double value, bool isLost);
    void restart(qint64 lost);
    void look(double until, QVector<PulseBeat> &told);
    void forget();
    void summarise();

    PulseSignal m_signal; // the last stretch; m_first is the index of its first sample
    qint64 m_first = 0;
    qint64 m_count = 0;
    qint64 m_nextLook = 0;
    double m_told = -1; // index of the last beat's steepest rise
    bool m_inverted = false;
    PulseAnalysis m_recent; // beats of the last minute, and what they say
};

} // namespace sizhen
