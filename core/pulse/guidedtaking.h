// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulsestream.h"
#include "core/pulse/takingplan.h"

namespace sizhen {

// The force that presses this patient's artery to the bone, in the instrument's pressure unit. Levels are shares of it;
// the range is kept with the recording, because shares of two ranges cannot be compared.
struct PressureRange {
    double low = 0;
    double high = 0;

    [[nodiscard]] bool isKnown() const { return high > low; }

    [[nodiscard]] double at(double share) const { return low + share * (high - low); }

    [[nodiscard]] double share(double pressure) const { return isKnown() ? (pressure - low) / (high - low) : 0; }
};

// One level, or the long holding, as it is asked for.
struct TakingStep {
    QString depth; // of the palpation form, or "best"
    double from = 0; // share of the range
    double to = 1;
    int beats = 10;
    double leastSeconds = 0;
    double mostSeconds = 20;
};

[[nodiscard]] QVector<TakingStep> levelSteps(const TakingPlan &plan);
// `share`: of the range, where the pulse was greatest; nothing when it is not known (the hand decides).
[[nodiscard]] QVector<TakingStep> bestSteps(const TakingPlan &plan, std::optional<double> share);

// Leads one site through its steps, from the samples alone: it judges contact, movement and pressure, says in a code
// what to do, and lets a stretch count only when its beats do. Samples are its clock, so a replay gives the same. It
// commands nothing (ORG-10): a person presses.
class GuidedTaking
{
public:
    enum class Phase {
        Range, // press once to the bone and let go: finds the range
        Seek, // the right pressure is looked for, or the key is waited for
        Count, // beats are counted
        Done
    };

    enum class Coach {
        None,
        PressSlowly, // to the bone, then let go
        Begin, // put the sensor there at this depth and press the key (no pressure channel)
        NoContact,
        PressMore,
        PressLighter,
        KeepPressure, // the pressure wanders inside the level
        HoldStill,
        Counting
    };

    struct Status {
        Phase phase = Phase::Seek;
        Coach coach = Coach::None;
        int step = 0; // of `steps`
        int steps = 0;
        QString depth; // of the step
        int accepted = 0; // of `wanted`
        int wanted = 0;
        double seconds = 0; // of this attempt
        double leastSeconds = 0;
        std::optional<double> pressure; // now
        std::optional<QPair<double, double>> target; // pressure band of the step
        int quality = 0; // of this attempt
        QString failed; // flaw of the last attempt at this step: "" "pressure" "movement" "contact"
        friend bool operator==(const Status &, const Status &) = default;
    };

    // `range`: known from a site taken before; when it is not, and the instrument measures pressure, it is found first.
    GuidedTaking(const QVector<TakingStep> &steps, double steady, PressureRange range);

    void feed(const PulseBlock &block, double pressureScale);
    void contact(bool there); // as the instrument says it, where it can
    void key(); // the space bar or the instrument's own: begin, or go on
    void skip(); // leaves the step out

    [[nodiscard]] const Status &status() const { return m_status; }

    [[nodiscard]] const QVector<PulseSegment> &segments() const { return m_segments; }

    [[nodiscard]] PressureRange range() const { return m_range; }

    [[nodiscard]] const PulseStream *stream() const { return m_stream ? &*m_stream : nullptr; }

private:
    void start(double rateHz);
    void take(const PulseBlock &block, double pressureScale);
    void follow(const PulseBlock &block, double pressureScale);
    void findRange();
    void seek();
    void count();
    void beginAttempt();
    void endAttempt(const QString &flaw);
    void nextStep();
    void judge(const PulseBeat &beat);
    void say();

    [[nodiscard]] const TakingStep &step() const { return m_steps[m_status.step]; }

    [[nodiscard]] bool inBand(double pressure, double slack) const;
    [[nodiscard]] double pressureOver(double from, double to) const;
    [[nodiscard]] QString worstFlaw() const;
    [[nodiscard]] double secondsSince(quint64 sample) const;

    QVector<TakingStep> m_steps;
    double m_steady;
    PressureRange m_range;
    std::optional<PulseStream> m_stream;
    double m_rateHz = 0;
    quint64 m_end = 0; // number after the last sample
    bool m_hasPressure = false;
    bool m_contact = true;
    std::optional<qint32> m_lastValue;
    quint64 m_moved = 0; // the last sample that differed from the one before
    QVector<double> m_pressures; // the last half minute
    double m_peak = 0; // of the range's finding
    quint64 m_rightSince = 0; // in the band since
    bool m_right = false;
    quint64 m_wrongSince = 0; // out of the band since
    quint64 m_attempt = 0; // first sample of this attempt
    double m_judgedTo = 0; // end of the last beat that was judged
    QVector<PulseBeat> m_accepted;
    QVector<double> m_beatPressures;
    int m_shaken = 0; // beats of this attempt that movement spoiled
    int m_pressedWrong = 0; // … that the pressure spoiled
    int m_lostContact = 0; // … and moments without contact
    BeatFlaw m_lastFlaw = BeatFlaw::None;
    QVector<PulseSegment> m_segments;
    Status m_status;
};

} // namespace sizhen
