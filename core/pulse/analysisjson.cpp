// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/analysisjson.h"
#include "core/pulse/pulsenames.h"

#include <QJsonArray>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

double rounded(double value, double step)
{
    return std::round(value / step) * step;
}

QJsonValue number(const std::optional<double> &value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

// Marks as seconds (or whatever `scale` makes of an index), null where none is seen.
QJsonObject marksJson(const Fiducials &marks, double scale)
{
    const auto at = [scale](const std::optional<double> &mark) {
        return mark ? QJsonValue(rounded(*mark * scale, 1e-6)) : QJsonValue(QJsonValue::Null);
    };
    return {{u"on"_s, at(marks.on)},       {u"u"_s, at(marks.u)},
            {u"sp"_s, at(marks.sp)},       {u"dn"_s, at(marks.notch)},
            {u"dp"_s, at(marks.dicrotic)}, {u"tidal_trough"_s, at(marks.tidalTrough)},
            {u"tidal"_s, at(marks.tidal)}, {u"tidal_is_shoulder"_s, marks.tidalIsShoulder},
            {u"a"_s, at(marks.a)},         {u"b"_s, at(marks.b)},
            {u"c"_s, at(marks.c)},         {u"d"_s, at(marks.d)},
            {u"e"_s, at(marks.e)},         {u"f"_s, at(marks.f)},
            {u"v"_s, at(marks.v)},         {u"w"_s, at(marks.w)},
            {u"p1"_s, at(marks.p1)},       {u"p2"_s, at(marks.p2)}};
}

QJsonObject parametersJson(const PulseAnalysis &analysis)
{
    QJsonObject object;
    const auto &healthy = pulseNameRules().healthy;
    for (const auto &parameter : analysis.parameters) {
        auto unit = parameter.unit;
        unit.replace(u"{signal}"_s, analysis.unit);
        QJsonObject entry{{u"value"_s, number(parameter.value)},
                          {u"unit"_s, unit},
                          {u"definition"_s, parameter.id},
                          {u"uncertainty"_s, number(parameter.uncertainty)},
                          {u"beats"_s, parameter.beats}};
        if (!parameter.why.isEmpty())
            entry.insert(u"reason"_s, parameter.why);
        if (const auto band = healthy.constFind(parameter.key); band != healthy.constEnd())
            entry.insert(u"healthy_middle_half"_s, QJsonArray{band->first, band->second});
        object.insert(parameter.key, entry);
    }
    return object;
}

QJsonArray compatibleJson(const PulseAnalysis &analysis)
{
    QJsonArray names;
    for (const auto &name : analysis.compatible) {
        QJsonObject numbers;
        for (auto it = name.numbers.begin(); it != name.numbers.end(); ++it)
            numbers.insert(it.key(), it.value());
        names.append(QJsonObject{{u"name"_s, name.id},
                                 {u"zh"_s, name.name.zh()},
                                 {u"en"_s, name.name.en()},
                                 {u"rule"_s, name.rule},
                                 {u"because_zh"_s, name.because.zh()},
                                 {u"because_en"_s, name.because.en()},
                                 {u"source"_s, name.source},
                                 {u"measured"_s, numbers}});
    }
    return names;
}

QJsonObject averageJson(const AverageBeat &average)
{
    QJsonArray wave;
    for (const auto value : average.wave)
        wave.append(value);
    return {{u"wave"_s, wave},
            {u"rate_hz"_s, average.rateHz},
            {u"beats"_s, average.beats},
            {u"fiducials"_s,
             average.marks ? QJsonValue(marksJson(*average.marks, 1 / average.rateHz)) : QJsonValue(QJsonValue::Null)}};
}

QJsonObject rhythmJson(const PulseRhythm &rhythm)
{
    QJsonArray pauses;
    for (const auto beat : rhythm.pauseAfter)
        pauses.append(beat);
    const bool measured = rhythm.kind != PulseRhythm::Kind::Unmeasured;
    const auto value = [measured](double v) { return measured ? QJsonValue(v) : QJsonValue(QJsonValue::Null); };
    return {{u"mean_ms"_s, value(rhythm.meanMs)},
            {u"sdnn_ms"_s, value(rhythm.sdnnMs)},
            {u"rmssd_ms"_s, value(rhythm.rmssdMs)},
            {u"nrmssd"_s, value(rhythm.nRmssd)},
            {u"pause_after"_s, pauses}};
}

QJsonObject depthJson(const DepthCurve &depth)
{
    QJsonArray points;
    for (const auto &point : depth.points)
        points.append(QJsonArray{point.x(), point.y()});
    const bool found = depth.best.has_value();
    const auto value = [found](double v) { return found ? QJsonValue(v) : QJsonValue(QJsonValue::Null); };
    return {{u"points"_s, points},
            {u"lightest"_s, value(depth.lightest)},
            {u"deepest"_s, value(depth.deepest)},
            {u"best"_s, number(depth.best)},
            {u"best_from"_s, value(depth.bestFrom)},
            {u"best_to"_s, value(depth.bestTo)},
            {u"fraction"_s, value(depth.fraction)},
            {u"bracketed"_s, depth.bracketed}};
}

} // namespace

QJsonObject analysisJson(const PulseAnalysis &analysis)
{
    QJsonArray beats, qualities, marks;
    const double sample = analysis.rateHz > 0 ? 1 / analysis.rateHz : 0;
    for (const auto &beat : analysis.beats) {
        beats.append(rounded(beat.at.slope * sample, 1e-6));
        const auto flaw = flawName(beat.flaw);
        qualities.append(QJsonObject{{u"value"_s, beat.quality},
                                     {u"reason"_s, flaw.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(flaw)}});
        marks.append(beat.marks ? QJsonValue(marksJson(*beat.marks, sample)) : QJsonValue(QJsonValue::Null));
    }
    return {{u"software"_s, u"sizhen "_s + QStringLiteral(SIZHEN_VERSION)},
            {u"notice"_s, u"Measurement for the physician's use, not a diagnosis."_s},
            {u"rate_hz"_s, analysis.rateHz},
            {u"seconds"_s, analysis.seconds},
            {u"unit"_s, analysis.unit},
            {u"inverted"_s, analysis.inverted},
            {u"beats"_s, beats},
            {u"quality"_s, qualities},
            {u"fiducials"_s, marks},
            {u"rate_per_min"_s, number(analysis.perMinute)},
            {u"rhythm"_s, rhythmName(analysis.rhythm.kind)},
            {u"intervals"_s, rhythmJson(analysis.rhythm)},
            {u"overall_quality"_s, analysis.quality},
            {u"good"_s, analysis.good()},
            {u"advice"_s, analysis.advice},
            {u"parameters"_s, parametersJson(analysis)},
            {u"depth"_s, depthJson(analysis.depth)},
            {u"compatible"_s, compatibleJson(analysis)},
            {u"average_beat"_s,
             analysis.average ? QJsonValue(averageJson(*analysis.average)) : QJsonValue(QJsonValue::Null)}};
}

} // namespace sizhen
