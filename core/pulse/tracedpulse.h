// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QDateTime>

namespace sizhen {

// Whose pulse it is. Only in a file that was asked to name the patient.
struct TraceSubject {
    QString code; // of the case
    QString name;
    QString sex; // F M X
    QDate birth;
    friend bool operator==(const TraceSubject &, const TraceSubject &) = default;
};

// What is said about a place in the trace.
struct TraceMark {
    double atS = 0; // from the first sample
    std::optional<double> lastsS;
    QString text; // "Beat", "Beat, clipped", "Gap: samples are missing": for files, never translated
    friend bool operator==(const TraceMark &, const TraceMark &) = default;
};

// A recording as it leaves the house: physical values on an even time base, and what a stranger needs to read them.
// Without a subject and a start nobody is named in it.
struct TracedPulse {
    PulseSignal signal; // signal.unit: UCUM; signal.pressure in `pressureUnit`
    QString pressureUnit = QStringLiteral("1"); // UCUM; "1": counts of the instrument
    double scale = 0; // one count of the pulse in signal.unit; 0: not known
    QString site; // "L.guan" …, "" when not known
    QString instrument; // "vendor model serial firmware"
    QDateTime started; // UTC, of the first sample; invalid when not known or withheld
    int badFrames = 0; // frames of the instrument that arrived damaged
    // How it was taken, as the recording says it; all of it unknown for a trace from elsewhere.
    std::optional<PulseClockFit> clock;
    std::optional<PulseCounts> counts;
    QVector<PulseMark> marks; // counted from the first sample here
    QVector<PulseSegment> segments; // what was taken at which depth, counted from the first sample here
    double stationSeconds = 0; // by the station's clock; 0: not measured
    QVector<TraceMark> notes; // what somebody else wrote beside a trace that came from outside
    std::optional<TraceSubject> subject;

    // Fault::Invalid when nothing was recorded.
    [[nodiscard]] static Result<TracedPulse> from(const PulseRecording &recording);

    // No name, no case and no date: what is left tells of nobody.
    void withholdPatient();

    [[nodiscard]] double seconds() const;
    [[nodiscard]] bool isMissing(qsizetype index) const; // index in a gap
};

// "left", "right", or "" for a site that is not known.
[[nodiscard]] QString handOf(const QString &site);

// Beats (at the steepest rise), gaps, damaged frames and notes, in the order of time.
[[nodiscard]] QVector<TraceMark> traceMarks(const TracedPulse &trace, const PulseAnalysis &analysis);

} // namespace sizhen
