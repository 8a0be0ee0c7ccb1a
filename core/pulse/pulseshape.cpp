// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulseshape.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int fewestBeats = 3;
constexpr int averageFrom = 10;
constexpr qsizetype depthSteps = 10;

struct Row {
    QString id;
    QString unit;
    QString why; // when the mark is not there
};

// Order of the table on the screen and in files. Times in s, heights in the signal's unit.
const QList<Row> &rows()
{
    static const QList<Row> list{{u"h1.footLine"_s, u"{signal}"_s, {}},
                                 {u"h2.footLine"_s, u"{signal}"_s, u"merged"_s},
                                 {u"h3.footLine"_s, u"{signal}"_s, u"merged"_s},
                                 {u"h4.footLine"_s, u"{signal}"_s, u"no_notch"_s},
                                 {u"h5.fromNotch"_s, u"{signal}"_s, u"no_dicrotic"_s},
                                 {u"t1.mainPeak"_s, u"s"_s, {}},
                                 {u"t2.tidalTrough"_s, u"s"_s, u"merged"_s},
                                 {u"t3.tidalPeak"_s, u"s"_s, u"merged"_s},
                                 {u"t4.notch"_s, u"s"_s, u"no_notch"_s},
                                 {u"t5.dicroticPeak"_s, u"s"_s, u"no_dicrotic"_s},
                                 {u"t5.diastole"_s, u"s"_s, u"no_notch"_s},
                                 {u"t.period"_s, u"s"_s, {}},
                                 {u"w1.upperThird"_s, u"s"_s, {}},
                                 {u"w2.upperFifth"_s, u"s"_s, {}},
                                 {u"h3/h1"_s, u"1"_s, u"merged"_s},
                                 {u"h4/h1"_s, u"1"_s, u"no_notch"_s},
                                 {u"h5/h1"_s, u"1"_s, u"no_dicrotic"_s},
                                 {u"t1/t"_s, u"1"_s, {}},
                                 {u"t1/t4"_s, u"1"_s, u"no_notch"_s},
                                 {u"w1/t"_s, u"1"_s, {}},
                                 {u"w2/t"_s, u"1"_s, {}},
                                 {u"h1/t1"_s, u"{signal}/s"_s, {}},
                                 {u"As.toNotch"_s, u"{signal}.s"_s, u"no_notch"_s},
                                 {u"Ad.fromNotch"_s, u"{signal}.s"_s, u"no_notch"_s}};
    return list;
}

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

    [[nodiscard]] double height(double at) const { return m_finder.height(at) - m_base - m_lean * (at - m_on); }

    [[nodiscard]] double seconds(double at) const { return (at - m_on) / m_rate; }

    [[nodiscard]] double area(double from, double to) const
    {
        const double step = 1.0 / m_finder.gridFactor();
        double sum = 0;
        for (double at = from; at < to; at += step)
            sum += (height(at) + height(std::min(at + step, to))) / 2 * (std::min(at + step, to) - at);
        return sum / m_rate;
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
    const FiducialFinder &m_finder;
    double m_rate;
    double m_on;
    double m_next;
    double m_base;
    double m_lean;
};

QHash<QString, double> measured(const PulseBeat &beat, const FiducialFinder &finder, double rateHz)
{
    const auto &marks = *beat.marks;
    const BeatView view(beat, finder, rateHz);
    const double h1 = view.height(marks.sp);
    const double period = view.seconds(beat.next);
    const double t1 = view.seconds(marks.sp);
    if (h1 <= 0 || period <= 0 || t1 <= 0)
        return {};
    const double w1 = view.width(marks.sp, h1 * 2 / 3);
    const double w2 = view.width(marks.sp, h1 * 4 / 5);
    QHash<QString, double> found{{u"h1.footLine"_s, h1},   {u"t1.mainPeak"_s, t1},   {u"t.period"_s, period},
                                 {u"w1.upperThird"_s, w1}, {u"w2.upperFifth"_s, w2}, {u"t1/t"_s, t1 / period},
                                 {u"w1/t"_s, w1 / period}, {u"w2/t"_s, w2 / period}, {u"h1/t1"_s, h1 / t1}};
    if (marks.tidalTrough) {
        found.insert(u"h2.footLine"_s, view.height(*marks.tidalTrough));
        found.insert(u"t2.tidalTrough"_s, view.seconds(*marks.tidalTrough));
    }
    if (marks.tidal) {
        found.insert(u"h3.footLine"_s, view.height(*marks.tidal));
        found.insert(u"t3.tidalPeak"_s, view.seconds(*marks.tidal));
        found.insert(u"h3/h1"_s, view.height(*marks.tidal) / h1);
    }
    if (!marks.notch)
        return found;
    const double h4 = view.height(*marks.notch);
    const double t4 = view.seconds(*marks.notch);
    found.insert(u"h4.footLine"_s, h4);
    found.insert(u"t4.notch"_s, t4);
    found.insert(u"t5.diastole"_s, period - t4);
    found.insert(u"h4/h1"_s, h4 / h1);
    found.insert(u"t1/t4"_s, t1 / t4);
    found.insert(u"As.toNotch"_s, view.area(marks.on, *marks.notch));
    found.insert(u"Ad.fromNotch"_s, view.area(*marks.notch, beat.next));
    if (marks.dicrotic) {
        const double h5 = view.height(*marks.dicrotic) - h4;
        found.insert(u"t5.dicroticPeak"_s, view.seconds(*marks.dicrotic));
        if (h5 > 0) {
            found.insert(u"h5.fromNotch"_s, h5);
            found.insert(u"h5/h1"_s, h5 / h1);
        }
    }
    return found;
}

double trimmedMean(QVector<double> values)
{
    std::sort(values.begin(), values.end());
    const auto cut = values.size() / 10;
    double sum = 0;
    for (auto i = cut; i < values.size() - cut; ++i)
        sum += values[i];
    return sum / double(values.size() - 2 * cut);
}

} // namespace

void measureShape(PulseAnalysis &analysis, const FiducialFinder &finder)
{
    QHash<QString, QVector<double>> values;
    int accepted = 0;
    for (qsizetype k = 0; k + 1 < analysis.beats.size(); ++k) { // the last beat has no next foot
        const auto &beat = analysis.beats[k];
        if (!beat.accepted() || !beat.marks)
            continue;
        ++accepted;
        const auto found = measured(beat, finder, analysis.rateHz);
        for (auto it = found.begin(); it != found.end(); ++it)
            values[it.key()].append(it.value());
    }
    for (const auto &row : rows()) {
        PulseParameter parameter{row.id, row.unit, {}, 0, {}};
        const auto list = values.value(row.id);
        if (accepted < fewestBeats || !analysis.believed())
            parameter.why = analysis.beats.size() > fewestBeats ? u"quality"_s : u"few_beats"_s;
        else if (list.size() * 2 < accepted || list.isEmpty())
            parameter.why = row.why.isEmpty() ? u"quality"_s : row.why;
        else
            parameter.value = trimmedMean(list);
        parameter.beats = parameter.value ? int(list.size()) : 0;
        analysis.parameters.append(parameter);
    }
}

std::optional<AverageBeat> averageBeat(const QVector<PulseBeat> &beats, const FiducialFinder &finder)
{
    QVector<const PulseBeat *> used;
    QVector<double> before;
    QVector<double> after;
    for (const auto &beat : beats)
        if (beat.accepted() && beat.marks) {
            used.append(&beat);
            before.append(beat.marks->u - beat.marks->on);
            after.append(beat.next - beat.marks->u);
        }
    if (used.size() < averageFrom)
        return std::nullopt;
    const int factor = finder.gridFactor();
    const auto lead = qsizetype((median(before) * factor) + 0.06 * finder.gridHz());
    const auto tail = qsizetype(median(after) * factor);
    const auto &trace = finder.trace();
    AverageBeat average;
    average.rateHz = finder.gridHz();
    average.beats = int(used.size());
    for (auto i = -lead; i <= tail; ++i) {
        QVector<double> column;
        for (const auto *beat : used)
            if (const auto at = qsizetype(std::lround(beat->marks->u * factor)) + i; at >= 0 && at < trace.size())
                column.append(trace[at] - finder.height(beat->marks->on));
        average.wave.append(median(column));
    }
    const double lift = lead > 0 ? average.wave[lead - qsizetype(median(before) * factor)] : 0;
    for (auto &value : average.wave)
        value -= lift;
    const FiducialFinder own(average.wave, average.rateHz);
    const BeatTimes times{double(lead) - median(before) * factor, double(lead), double(lead)};
    average.marks = own.marks(times, double(average.wave.size() - 1));
    return average;
}

DepthCurve depthCurve(const QVector<PulseBeat> &beats, const QVector<double> &pressure)
{
    DepthCurve curve;
    QVector<QPointF> pairs; // pressure, height
    for (const auto &beat : beats) {
        const auto from = std::max<qsizetype>(0, qsizetype(beat.at.foot));
        const auto to = std::min(pressure.size(), qsizetype(beat.next));
        if (!beat.usable() || to <= from)
            continue;
        pairs.append({median(pressure.mid(from, to - from)), beat.height});
    }
    if (pairs.size() < averageFrom)
        return curve;
    const auto byPressure = [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); };
    const auto [lightest, deepest] = std::minmax_element(pairs.begin(), pairs.end(), byPressure);
    const double low = lightest->x();
    const double range = deepest->x() - low;
    if (range <= 0)
        return curve;
    QVector<QVector<double>> steps(depthSteps);
    for (const auto &pair : pairs)
        steps[std::min(depthSteps - 1, qsizetype((pair.x() - low) / range * depthSteps))].append(pair.y());
    for (qsizetype i = 0; i < depthSteps; ++i)
        if (!steps[i].isEmpty())
            curve.points.append({low + range * (double(i) + 0.5) / depthSteps, median(steps[i])});
    if (curve.points.size() < 3)
        return curve;
    const auto top = std::max_element(curve.points.begin(), curve.points.end(),
                                      [](const QPointF &a, const QPointF &b) { return a.y() < b.y(); });
    curve.best = top->x();
    curve.fraction = (top->x() - low) / range;
    curve.bracketed = top != curve.points.begin() && top + 1 != curve.points.end();
    return curve;
}

} // namespace sizhen
