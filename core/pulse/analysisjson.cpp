// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/analysisjson.h"

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

QJsonObject marksJson(const Fiducials &marks)
{
    return {{u"on"_s, marks.on},
            {u"u"_s, marks.u},
            {u"sp"_s, marks.sp},
            {u"dn"_s, number(marks.notch)},
            {u"dp"_s, number(marks.dicrotic)},
            {u"tidal_trough"_s, number(marks.tidalTrough)},
            {u"tidal"_s, number(marks.tidal)},
            {u"tidal_is_shoulder"_s, marks.tidalIsShoulder},
            {u"a"_s, number(marks.a)},
            {u"b"_s, number(marks.b)},
            {u"c"_s, number(marks.c)},
            {u"d"_s, number(marks.d)},
            {u"e"_s, number(marks.e)},
            {u"f"_s, number(marks.f)},
            {u"v"_s, number(marks.v)},
            {u"w"_s, number(marks.w)},
            {u"p1"_s, number(marks.p1)},
            {u"p2"_s, number(marks.p2)}};
}

QJsonObject parametersJson(const PulseAnalysis &analysis)
{
    QJsonObject object;
    for (const auto &parameter : analysis.parameters) {
        auto unit = parameter.unit;
        unit.replace(u"{signal}"_s, analysis.unit);
        QJsonObject entry{{u"value"_s, number(parameter.value)}, {u"unit"_s, unit}, {u"beats"_s, parameter.beats}};
        if (!parameter.why.isEmpty())
            entry.insert(u"why"_s, parameter.why);
        object.insert(parameter.id, entry);
    }
    return object;
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
    return {{u"points"_s, points},
            {u"best"_s, number(depth.best)},
            {u"fraction"_s, depth.best ? QJsonValue(depth.fraction) : QJsonValue(QJsonValue::Null)},
            {u"bracketed"_s, depth.bracketed}};
}

} // namespace

QJsonObject analysisJson(const PulseAnalysis &analysis)
{
    QJsonArray beats, times, feet, peaks, qualities, flaws, marks;
    for (const auto &beat : analysis.beats) {
        beats.append(qint64(std::llround(beat.at.slope)));
        times.append(rounded(beat.at.slope / analysis.rateHz, 1e-6));
        feet.append(qint64(std::llround(beat.marks ? beat.marks->on : beat.at.foot)));
        peaks.append(qint64(std::llround(beat.marks ? beat.marks->sp : beat.at.peak)));
        qualities.append(beat.quality);
        flaws.append(flawName(beat.flaw));
        marks.append(beat.marks ? QJsonValue(marksJson(*beat.marks)) : QJsonValue(QJsonValue::Null));
    }
    QJsonObject object{{u"software"_s, u"sizhen "_s + QStringLiteral(SIZHEN_VERSION)},
                       {u"notice"_s, u"Measurement for the physician's use, not a diagnosis."_s},
                       {u"rate_hz"_s, analysis.rateHz},
                       {u"seconds"_s, analysis.seconds},
                       {u"unit"_s, analysis.unit},
                       {u"beats"_s, beats},
                       {u"beat_times_s"_s, times},
                       {u"feet"_s, feet},
                       {u"peaks"_s, peaks},
                       {u"beat_quality"_s, qualities},
                       {u"beat_flaw"_s, flaws},
                       {u"fiducials"_s, marks},
                       {u"rate_bpm"_s, number(analysis.perMinute)},
                       {u"rhythm"_s, rhythmName(analysis.rhythm.kind)},
                       {u"intervals"_s, rhythmJson(analysis.rhythm)},
                       {u"quality"_s, analysis.quality},
                       {u"good"_s, analysis.good()},
                       {u"advice"_s, analysis.advice},
                       {u"parameters"_s, parametersJson(analysis)},
                       {u"depth"_s, depthJson(analysis.depth)},
                       {u"compatible"_s, QJsonArray::fromStringList(analysis.compatible)}};
    if (analysis.average) {
        QJsonArray wave;
        for (const auto value : analysis.average->wave)
            wave.append(value);
        object.insert(u"average_beat"_s,
                      QJsonObject{{u"wave"_s, wave},
                                  {u"rate_hz"_s, analysis.average->rateHz},
                                  {u"beats"_s, analysis.average->beats},
                                  {u"marks"_s,
                                   analysis.average->marks ? QJsonValue(marksJson(*analysis.average->marks))
                                                           : QJsonValue(QJsonValue::Null)}});
    }
    return object;
}

} // namespace sizhen
