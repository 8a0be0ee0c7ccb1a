// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/pulse/fiducials.h"
#include "core/pulse/pulsesignal.h"

#include <QMap>
#include <QPointF>

namespace sizhen {

// Why a beat is not good enough to be measured.
enum class BeatFlaw {
    None,
    Gap, // samples are missing
    Flat, // no contact
    Clipped, // the crest or foot stands at a rail
    Amplitude, // a jump in height against its neighbours: the hand or the sensor moved
    Shape, // unlike the other beats
    Timing, // too early or late for its neighbours: kept for the rhythm, left out of the average
    Noise // more above the pulse band than a pulse has
};

[[nodiscard]] QString flawName(BeatFlaw flaw); // "gap", "clipped", … : stable, for files and texts

struct PulseBeat {
    static constexpr int acceptedAt = 70; // good enough for shape
    static constexpr int usableAt = 50; // surely a beat: good enough for rate and rhythm

    BeatTimes at;
    double next = 0; // next foot, or the end of the signal
    double height = 0;
    int quality = 0; // 0..100
    BeatFlaw flaw = BeatFlaw::None;
    std::optional<Fiducials> marks;

    [[nodiscard]] bool accepted() const { return quality >= acceptedAt; }

    [[nodiscard]] bool usable() const { return quality >= usableAt; }
};

struct PulseRhythm {
    enum class Kind { Unmeasured, Regular, Irregular, IrregularPauses, RegularPauses };

    Kind kind = Kind::Unmeasured;
    double meanMs = 0;
    double sdnnMs = 0;
    double rmssdMs = 0;
    double nRmssd = 0; // RMSSD / mean; above 0.12 the rhythm is called irregular
    QVector<int> pauseAfter; // indices of beats that are followed by an interval over 1.5 times the local median
};

[[nodiscard]] QString rhythmName(PulseRhythm::Kind kind);

// One classical number. `id` says how it was defined ("h5.fromNotch"): the same letter differs between instruments.
struct PulseParameter {
    QString key; // "h5": the letter, or the id where one letter has two definitions
    QString id;
    QString unit; // UCUM; "{signal}" stands for the signal's own unit
    std::optional<double> value;
    std::optional<double> uncertainty; // half the middle 95 % of the bootstrap over the beats, in `unit`
    int beats = 0; // how many beats it is the trimmed mean of
    QString why; // when there is no value: "quality" "few_beats" "merged" "no_notch" "no_dicrotic"
};

// Median of the accepted beats, aligned at the steepest rise. Height 0 is its foot.
struct AverageBeat {
    QVector<double> wave;
    double rateHz = 0;
    int beats = 0;
    std::optional<Fiducials> marks; // indices into `wave`
};

// Beat height against holding pressure, where the instrument measures one. The range belongs to the number: fractions
// of two ranges cannot be compared.
struct DepthCurve {
    QVector<QPointF> points; // pressure, median height
    double lightest = 0; // the range that was pressed
    double deepest = 0;
    std::optional<double> best; // pressure of the greatest height
    double bestFrom = 0; // the middle 95 % of its bootstrap over the beats
    double bestTo = 0;
    double fraction = 0; // `best` in the range that was pressed, 0 lightest … 1 deepest
    bool bracketed = false; // false: the greatest height may lie at an end or beyond
};

// A classical name that the numbers do not contradict, and the rule that says so (resources/pulse/names.json).
struct CompatibleName {
    QString id; // "slow": a code of the palpation form
    Label name;
    QString rule;
    Label because;
    QString source;
    QMap<QString, double> numbers; // what was measured of that which the rule asks
};

// Everything measured in one recording. Numbers that cannot be had are absent.
struct PulseAnalysis {
    static constexpr int believedAt = 55; // below this quality of the whole recording no number is given at all

    double rateHz = 0;
    double seconds = 0;
    QString unit;
    bool inverted = false; // the trace came upside down and was turned: heights are positive all the same
    QVector<PulseBeat> beats;
    std::optional<double> perMinute;
    PulseRhythm rhythm;
    int quality = 0; // 0..100: median over the beats, less what is not covered by usable ones
    QString advice; // "", or what to change: "reconnect" "no_contact" "press_lighter" "hold_still" "longer"
    QVector<PulseParameter> parameters;
    std::optional<AverageBeat> average; // from ten accepted beats on
    DepthCurve depth;
    QList<CompatibleName> compatible; // for the physician, never a verdict

    [[nodiscard]] bool good() const { return quality >= PulseBeat::acceptedAt; }

    [[nodiscard]] bool believed() const { return quality >= believedAt; }

    [[nodiscard]] const PulseParameter *parameter(const QString &id) const;
};

// Whole analysis of one recording (docs: measurement for the physician's use, not a diagnosis). Pure; run it off the
// GUI thread.
[[nodiscard]] PulseAnalysis analysePulse(const PulseSignal &signal);

} // namespace sizhen
