// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/pulse/pulseblock.h"
#include "core/pulse/pulsesignal.h"
#include "core/pulse/synthpulse.h"

#include <QVector>

namespace sizhen {

// What the simulated instrument feels at each site: one wave that goes round, entered at another beat for every site.
class SimWave
{
public:
    // The recording in resources/pulse/heartpy_1.csv, from its first foot to its last: a real wave, count for count.
    [[nodiscard]] static Result<SimWave> recorded();
    // Any trace (CSV as sizhenctl reads it) or a synthetic pulse whose truth is known.
    [[nodiscard]] static Result<SimWave> fromCsv(const QByteArray &text, double rateHz);
    // Of a file in whatever format; its pressure is not played.
    [[nodiscard]] static Result<SimWave> fromSignal(const PulseSignal &signal);
    [[nodiscard]] static Result<SimWave> synthetic(const SynthPulse &pulse, double seconds);
    // A recording of ours, every site from its first sample: its counts, its pressure; a gap holds the value before it.
    [[nodiscard]] static Result<SimWave> fromRecording(const PulseRecording &recording);

    // The same wave at another rate, its counts spread over low … high.
    [[nodiscard]] SimWave resampled(double rateHz, qint32 low, qint32 high) const;

    // Unit of one count: 1, unless the trace that is played has fractions.
    [[nodiscard]] double scale() const { return m_scale; }

    // Of a synthetic pulse: what it was made from, and where its beats are in a run at this site (s); else nothing.
    [[nodiscard]] const std::optional<SynthPulse> &synth() const { return m_synth; }

    [[nodiscard]] QVector<SynthBeat> beatsAt(const QString &site, double seconds) const;

    [[nodiscard]] double rateHz() const { return m_rateHz; }

    [[nodiscard]] const QVector<qint32> &samples() const { return m_samples; }

    [[nodiscard]] qsizetype entry(const QString &site) const; // index in samples() where this site begins
    [[nodiscard]] qint32 pulse(const QString &site, quint64 index) const;
    // Holding pressure in tenths of a gram-force: pressed slowly through its range, then held near a depth of the
    // site's own.
    [[nodiscard]] qint32 pressure(const QString &site, quint64 index) const;

private:
    [[nodiscard]] static Result<SimWave> fromSamples(const QVector<double> &samples, double rateHz);

    double m_rateHz = 100;
    double m_scale = 1;
    std::optional<SynthPulse> m_synth;
    QVector<SynthBeat> m_beats; // s from m_samples.first()
    QVector<qint32> m_pressure; // empty, or as long as m_samples: of the recording that is played
    QVector<qint32> m_samples;
    QVector<qsizetype> m_entries; // one a site, in the order of pulseSites()
};

} // namespace sizhen
