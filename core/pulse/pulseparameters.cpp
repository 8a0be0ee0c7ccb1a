// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseparameters.h"
#include "core/pulse/bootstrap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int fewestBeats = 3;
constexpr double absent = std::numeric_limits<double>::quiet_NaN();

enum Quantity : std::size_t {
    H1,
    H2,
    H3,
    H4,
    H5,
    T1,
    T2,
    T3,
    T4,
    T5,
    T5Peak,
    T,
    W1,
    W2,
    H3H1,
    H4H1,
    H5H1,
    T1T,
    T1T4,
    W1T,
    W2T,
    H1T1,
    As,
    Ad,
    quantities
};

using Quantities = std::array<double, quantities>; // NaN: this beat does not show it

struct Definition {
    const char *key;
    const char *id;
    const char *unit;
    const char *why; // when the mark is not there
};

// In the order of Quantity, which is that of the table on the screen and in files. Times in s, heights in the signal's
// unit above the line from foot to foot.
constexpr std::array<Definition, quantities> definitions{{{"h1", "h1.footLine", "{signal}", ""},
                                                          {"h2", "h2.footLine", "{signal}", "merged"},
                                                          {"h3", "h3.footLine", "{signal}", "merged"},
                                                          {"h4", "h4.footLine", "{signal}", "no_notch"},
                                                          {"h5", "h5.fromNotch", "{signal}", "no_dicrotic"},
                                                          {"t1", "t1.mainPeak", "s", ""},
                                                          {"t2", "t2.tidalTrough", "s", "merged"},
                                                          {"t3", "t3.tidalPeak", "s", "merged"},
                                                          {"t4", "t4.notch", "s", "no_notch"},
                                                          {"t5", "t5.diastole", "s", "no_notch"},
                                                          {"t5.dicroticPeak", "t5.dicroticPeak", "s", "no_dicrotic"},
                                                          {"t", "t.period", "s", ""},
                                                          {"w1", "w1.upperThird", "s", ""},
                                                          {"w2", "w2.upperFifth", "s", ""},
                                                          {"h3/h1", "h3/h1", "1", "merged"},
                                                          {"h4/h1", "h4/h1", "1", "no_notch"},
                                                          {"h5/h1", "h5/h1", "1", "no_dicrotic"},
                                                          {"t1/t", "t1/t", "1", ""},
                                                          {"t1/t4", "t1/t4", "1", "no_notch"},
                                                          {"w1/t", "w1/t", "1", ""},
                                                          {"w2/t", "w2/t", "1", ""},
                                                          {"h1/t1", "h1/t1", "{signal}/s", ""},
                                                          {"As", "As.toNotch", "{signal}.s", "no_notch"},
                                                          {"Ad", "Ad.fromNotch", "{signal}.s", "no_notch"}}};

// One beat above the line from its foot to the next.
class BeatView
{
public:
    BeatView(const PulseBeat &beat, const FiducialFinder &finder, double rateHz)
        : m_finder(finder)
        , m_rate(rateHz)
        , m_on(beat.marks->on)
        , m_next(beat.next)
        , m_base(finder.height(m_on))
        , m_lean((finder.height(m_next) - m_base) / std::max(1.0, m_next - m_on))
    {
    }

    [[nodiscard]] double height(double at) const { return m_finder.height(at) - line(at); }

    [[nodiscard]] double seconds(double at) const { return (at - m_on) / m_rate; }

    // Area above the line, in the signal's unit times seconds.
    [[nodiscard]] double area(double from, double to) const
    {
        const auto &trace = m_finder.trace();
        const double factor = m_finder.gridFactor();
        const auto first = qsizetype(std::ceil(from * factor));
        const auto last = std::min(qsizetype(to * factor), trace.size() - 1);
        if (first >= last)
            return (height(from) + height(to)) / 2 * (to - from) / m_rate;
        double sum = (trace[first] + trace[last]) / 2;
        for (auto i = first + 1; i < last; ++i)
            sum += trace[i];
        const double start = double(first) / factor;
        const double end = double(last) / factor;
        const double middle = sum / factor - (line(start) + line(end)) / 2 * (end - start);
        return (middle + (height(from) + height(start)) / 2 * (start - from)
                + (height(end) + height(to)) / 2 * (to - end))
            / m_rate;
    }

    // How long the main wave stays above `level`, in seconds.
    [[nodiscard]] double width(double peak, double level) const
    {
        const double step = 1.0 / m_finder.gridFactor();
        double left = peak;
        while (left > m_on && height(left) > level)
            left -= step;
        double right = peak;
        while (right < m_next && height(right) > level)
            right += step;
        const double in = (level - height(left)) / std::max(1e-12, height(left + step) - height(left));
        const double out = (level - height(right)) / std::max(1e-12, height(right - step) - height(right));
        return (right - left - step * (std::clamp(in, 0.0, 1.0) + std::clamp(out, 0.0, 1.0))) / m_rate;
    }

private:
    [[nodiscard]] double line(double at) const { return m_base + m_lean * (at - m_on); }

    const FiducialFinder &m_finder;
    double m_rate;
    double m_on;
    double m_next;
    double m_base;
    double m_lean;
};

void addDescent(Quantities &found, const PulseBeat &beat, const BeatView &view)
{
    const auto &marks = *beat.marks;
    found[H4] = view.height(*marks.notch);
    found[T4] = view.seconds(*marks.notch);
    found[T5] = found[T] - found[T4];
    found[H4H1] = found[H4] / found[H1];
    found[T1T4] = found[T1] / found[T4];
    found[As] = view.area(marks.on, *marks.notch);
    found[Ad] = view.area(*marks.notch, beat.next);
    if (!marks.dicrotic)
        return;
    found[T5Peak] = view.seconds(*marks.dicrotic);
    if (const double h5 = view.height(*marks.dicrotic) - found[H4]; h5 > 0) {
        found[H5] = h5;
        found[H5H1] = h5 / found[H1];
    }
}

Quantities measured(const PulseBeat &beat, const FiducialFinder &finder, double rateHz)
{
    Quantities found;
    found.fill(absent);
    const auto &marks = *beat.marks;
    const BeatView view(beat, finder, rateHz);
    const double h1 = view.height(marks.sp);
    const double period = view.seconds(beat.next);
    const double t1 = view.seconds(marks.sp);
    if (h1 <= 0 || period <= 0 || t1 <= 0)
        return found;
    found[H1] = h1;
    found[T1] = t1;
    found[T] = period;
    found[W1] = view.width(marks.sp, h1 * 2 / 3);
    found[W2] = view.width(marks.sp, h1 * 4 / 5);
    found[T1T] = t1 / period;
    found[W1T] = found[W1] / period;
    found[W2T] = found[W2] / period;
    found[H1T1] = h1 / t1;
    if (marks.tidalTrough) {
        found[H2] = view.height(*marks.tidalTrough);
        found[T2] = view.seconds(*marks.tidalTrough);
    }
    if (marks.tidal) {
        found[H3] = view.height(*marks.tidal);
        found[T3] = view.seconds(*marks.tidal);
        found[H3H1] = found[H3] / h1;
    }
    if (marks.notch)
        addDescent(found, beat, view);
    return found;
}

} // namespace

void measureParameters(PulseAnalysis &analysis, const FiducialFinder &finder)
{
    std::array<QVector<double>, quantities> values;
    int accepted = 0;
    for (qsizetype k = 0; k + 1 < analysis.beats.size(); ++k) { // the last beat has no next foot
        const auto &beat = analysis.beats[k];
        if (!beat.accepted() || !beat.marks)
            continue;
        ++accepted;
        const auto found = measured(beat, finder, analysis.rateHz);
        for (std::size_t i = 0; i < quantities; ++i)
            if (!std::isnan(found[i]))
                values[i].append(found[i]);
    }
    for (std::size_t i = 0; i < quantities; ++i) {
        const auto &definition = definitions[i];
        PulseParameter parameter;
        parameter.key = QString::fromLatin1(definition.key);
        parameter.id = QString::fromLatin1(definition.id);
        parameter.unit = QString::fromLatin1(definition.unit);
        const auto &list = values[i];
        if (accepted < fewestBeats || !analysis.believed()) {
            parameter.why = analysis.beats.size() > fewestBeats ? u"quality"_s : u"few_beats"_s;
        } else if (list.size() * 2 < accepted || list.isEmpty()) {
            parameter.why = *definition.why ? QString::fromLatin1(definition.why) : u"quality"_s;
        } else {
            const auto mean = trimmedMean(list);
            parameter.value = mean.value;
            parameter.beats = int(list.size());
            if (mean.spread)
                parameter.uncertainty = mean.spread->half();
        }
        analysis.parameters.append(parameter);
    }
}

} // namespace sizhen
