// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/beatquality.h"
#include "core/pulse/pulsefilter.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sizhen {
namespace {

constexpr int shapePoints = 64;
constexpr qsizetype templateBeats = 40;
constexpr qsizetype neighbours = 7;
constexpr double timingLimit = 0.26; // log of the ratio: 23 % early or 30 % late
constexpr double alikeEnough = 0.93; // no more is asked of a beat
constexpr int clippedCap = 60; // its time is good, its height is not
constexpr double hurryFloor = 0.72; // an irregular heart is measured all the same; with other flaws it is no heart
constexpr double leanFloor = 0.5; // on a slope, too: the time is good, the height is not

using Shape = QVector<double>;

// A stretch of the trace on 64 points, mean 0 and length 1.
Shape shapeOf(const QVector<double> &x, double from, double to)
{
    Shape shape(shapePoints);
    double mean = 0;
    for (int i = 0; i < shapePoints; ++i) {
        const double at = std::clamp(from + (to - from) * i / (shapePoints - 1), 0.0, double(x.size() - 1));
        const auto k = std::min(qsizetype(at), x.size() - 2);
        shape[i] = x[k] + (x[k + 1] - x[k]) * (at - double(k));
        mean += shape[i] / shapePoints;
    }
    double length = 0;
    for (auto &value : shape) {
        value -= mean;
        length += value * value;
    }
    length = std::sqrt(length);
    if (length > 0)
        for (auto &value : shape)
            value /= length;
    return shape;
}

double likeness(const Shape &a, const Shape &b)
{
    double dot = 0;
    double length = 0;
    for (int i = 0; i < shapePoints; ++i) {
        dot += a[i] * b[i];
        length += b[i] * b[i];
    }
    return length > 0 ? dot / std::sqrt(length) : 0;
}

// The neighbours' values on both sides and the beat's own.
class Around
{
public:
    Around(const QVector<double> &values, qsizetype k)
    {
        const auto end = std::min(values.size(), k + neighbours + 1);
        for (auto i = std::max<qsizetype>(0, k - neighbours); i < end; ++i)
            m_values[m_count++] = values[i];
    }

    [[nodiscard]] double median()
    {
        const auto middle = m_values.begin() + std::ptrdiff_t(m_count / 2);
        const auto end = m_values.begin() + std::ptrdiff_t(m_count);
        std::nth_element(m_values.begin(), middle, end);
        return m_count % 2 ? *middle : (*middle + *std::max_element(m_values.begin(), middle)) / 2;
    }

    // Median distance from `centre`.
    [[nodiscard]] double spread(double centre)
    {
        for (std::size_t i = 0; i < m_count; ++i)
            m_values[i] = std::abs(m_values[i] - centre);
        return median();
    }

private:
    std::array<double, 2 * neighbours + 1> m_values{};
    std::size_t m_count = 0;
};

// 1 inside `good`, 0 outside `bad`, straight between.
double fade(double value, double good, double bad)
{
    return std::clamp((bad - value) / (bad - good), 0.0, 1.0);
}

Shape medianShape(const QVector<Shape> &shapes)
{
    Shape middle(shapePoints);
    QVector<double> column(shapes.size());
    for (int i = 0; i < shapePoints; ++i) {
        for (qsizetype j = 0; j < shapes.size(); ++j)
            column[j] = shapes[j][i];
        middle[i] = median(column);
    }
    return middle;
}

// Around the steepest rise: a fifth of `cycle` before it, half after.
Shape cycleShape(const QVector<double> &smooth, const PulseBeat &beat, double cycle)
{
    return shapeOf(smooth, beat.at.slope - 0.2 * cycle, beat.at.slope + 0.5 * cycle);
}

// Likeness of each beat to the median shape of its forty or so companions, as it is or stretched to its own length,
// whichever fits better (Li and Clifford 2012). A slow change of form costs nothing.
QVector<double> likenesses(const QVector<PulseBeat> &beats, const QVector<double> &smooth, double usual)
{
    QVector<Shape> shapes;
    for (const auto &beat : beats)
        shapes.append(cycleShape(smooth, beat, usual));
    QVector<double> result;
    const auto chunks = std::max<qsizetype>(1, shapes.size() / templateBeats);
    for (qsizetype chunk = 0; chunk < chunks; ++chunk) {
        const auto from = shapes.size() * chunk / chunks;
        const auto to = shapes.size() * (chunk + 1) / chunks;
        auto middle = medianShape(shapes.mid(from, to - from));
        // Once more from the half that fits best: noise at one end must not shape the template.
        QVector<QPair<double, qsizetype>> fits;
        for (auto j = from; j < to; ++j)
            fits.append({-likeness(shapes[j], middle), j});
        std::sort(fits.begin(), fits.end());
        QVector<Shape> companions;
        for (qsizetype j = 0; j < (fits.size() + 1) / 2; ++j)
            companions.append(shapes[fits[j].second]);
        middle = medianShape(companions);
        for (auto j = from; j < to; ++j) {
            const double plain = likeness(shapes[j], middle);
            result.append(plain);
            if (plain >= alikeEnough)
                continue;
            const double own = j + 1 < beats.size() ? beats[j + 1].at.slope - beats[j].at.slope : usual;
            const auto stretched = cycleShape(smooth, beats[j], std::clamp(own, 0.6 * usual, 1.6 * usual));
            result.last() = std::max(plain, likeness(stretched, middle));
        }
    }
    return result;
}

// Share of the beat's height that moves faster than a pulse does.
double restOf(const QVector<double> &rest, const PulseBeat &beat)
{
    const auto from = std::max<qsizetype>(0, qsizetype(beat.at.foot));
    const auto to = std::min(rest.size(), qsizetype(beat.next) + 1);
    if (to <= from || beat.height <= 0)
        return 1;
    double sum = 0;
    for (auto i = from; i < to; ++i)
        sum += rest[i] * rest[i];
    return std::sqrt(sum / double(to - from)) / beat.height;
}

struct Marks {
    double likeness = 0; // -1..1
    double height = 1; // ratio to the neighbours
    double interval = 1; // ratio to the neighbours
    double spread = 0; // how much the neighbours' heights differ among themselves
    double rest = 0;
    double lean = 0; // rise or fall of the feet, as a share of the height
};

void cap(PulseBeat &beat, int most, BeatFlaw flaw)
{
    beat.quality = std::min(beat.quality, most);
    beat.flaw = flaw;
}

void grade(PulseBeat &beat, const Marks &marks)
{
    struct Part {
        double share;
        BeatFlaw flaw;
    };

    const double jump = std::abs(std::log(std::max(marks.height, 1e-6)));
    const double hurry = std::abs(std::log(std::max(marks.interval, 1e-6)));
    const Part parts[]{{1 - fade(marks.likeness, 0.55, alikeEnough), BeatFlaw::Shape},
                       {fade(jump, 0.35, 1.6), BeatFlaw::Amplitude},
                       {fade(marks.spread, 0.30, 0.95), BeatFlaw::Amplitude},
                       {std::max(leanFloor, fade(marks.lean, 0.25, 0.9)), BeatFlaw::Amplitude},
                       {fade(marks.rest, 0.10, 0.50), BeatFlaw::Noise},
                       {std::max(hurryFloor, fade(hurry, timingLimit, 1.0)), BeatFlaw::Timing}};
    double product = 1;
    const Part *worst = &parts[0];
    for (const auto &part : parts) {
        product *= part.share;
        if (part.share < worst->share)
            worst = &part;
    }
    beat.quality = int(std::lround(100 * product));
    beat.flaw = beat.accepted() ? BeatFlaw::None : worst->flaw;
    if (beat.accepted() && hurry > timingLimit)
        cap(beat, PulseBeat::acceptedAt - 1, BeatFlaw::Timing);
}

} // namespace

void gradeBeats(QVector<PulseBeat> &beats, const PulseSignal &signal, const QVector<double> &smooth,
                const IntegrityMask &mask)
{
    if (beats.isEmpty())
        return;
    QVector<double> rest(smooth.size());
    for (qsizetype i = 0; i < smooth.size(); ++i)
        rest[i] = signal.samples[i] - smooth[i];
    QVector<double> heights;
    QVector<double> intervals;
    for (qsizetype k = 0; k < beats.size(); ++k) {
        heights.append(beats[k].height);
        if (k > 0)
            intervals.append(beats[k].at.slope - beats[k - 1].at.slope);
    }
    const double usual = intervals.isEmpty() ? double(smooth.size()) : median(intervals);
    const auto alike = likenesses(beats, smooth, usual);
    for (qsizetype k = 0; k < beats.size(); ++k) {
        auto &beat = beats[k];
        Marks marks;
        marks.likeness = alike[k];
        Around near(heights, k);
        const double middle = near.median();
        marks.height = middle > 0 ? beat.height / middle : 1;
        marks.spread = middle > 0 ? near.spread(middle) / middle : 1;
        if (!intervals.isEmpty()) {
            const auto usualHere = Around(intervals, std::max<qsizetype>(0, k - 1)).median();
            const double before = k > 0 ? intervals[k - 1] : usualHere;
            const double after = k < intervals.size() ? intervals[k] : usualHere;
            const double worse
                = std::abs(std::log(before / usualHere)) > std::abs(std::log(after / usualHere)) ? before : after;
            marks.interval = worse / usualHere;
        }
        const auto ends = std::min(qsizetype(beat.next), smooth.size() - 1);
        const double fall = smooth[ends] - smooth[std::max<qsizetype>(0, qsizetype(beat.at.foot))];
        marks.lean = k + 1 < beats.size() && beat.height > 0 ? std::abs(fall) / beat.height : 0;
        marks.rest = restOf(rest, beat);
        grade(beat, marks);
        const auto from = qsizetype(beat.at.foot);
        const auto to = qsizetype(beat.next);
        const auto crest = qsizetype(beat.at.peak + 0.05 * signal.rateHz);
        if (touchesAny(mask.clipped, from, crest))
            cap(beat, clippedCap, BeatFlaw::Clipped);
        if (touchesAny(mask.flat, from, to))
            cap(beat, 0, BeatFlaw::Flat);
        if (touchesAny(mask.gaps, from, to))
            cap(beat, 0, BeatFlaw::Gap);
    }
}

} // namespace sizhen
