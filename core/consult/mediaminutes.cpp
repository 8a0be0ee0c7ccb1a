// SPDX-License-Identifier: GPL-3.0-or-later
// How picture and sound were, minute by minute (SES-06, SES-07).
#include "core/consult/reading.h"
#include "core/consult/sessionrecord.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double longestS = 120; // a machine that slept is not a minute
constexpr int largestSide = 16384;

double number(const QCborMap &args, QStringView key)
{
    const auto value = args.value(key.toString());
    return value.isDouble() || value.isInteger() ? value.toDouble() : 0;
}

bool isBetween(double value, double least, double most)
{
    return std::isfinite(value) && value >= least && value <= most;
}

} // namespace

QCborMap MediaMinute::toCbor() const
{
    const auto tenths = [](double value) { return std::round(value * 10) / 10; };
    return {{u"from"_s, from.toUTC().toString(Qt::ISODate)},
            {u"seconds"_s, tenths(seconds)},
            {u"w"_s, width},
            {u"h"_s, height},
            {u"fps"_s, tenths(pictures)},
            {u"kbps"_s, tenths(kbps)},
            {u"rtt_ms"_s, tenths(roundTripMs)},
            {u"jitter_ms"_s, tenths(jitterMs)},
            {u"loss_pct"_s, tenths(lossPct)},
            {u"freeze_ms"_s, frozenMs},
            {u"sound_s"_s, tenths(soundS)}};
}

Result<MediaMinute> MediaMinute::fromCbor(const QCborMap &args)
{
    MediaMinute minute;
    minute.from = instantOf(args, u"from"_s);
    minute.seconds = number(args, u"seconds");
    const auto width = number(args, u"w");
    const auto height = number(args, u"h");
    minute.pictures = number(args, u"fps");
    minute.kbps = number(args, u"kbps");
    minute.roundTripMs = number(args, u"rtt_ms");
    minute.jitterMs = number(args, u"jitter_ms");
    minute.lossPct = number(args, u"loss_pct");
    const auto frozen = number(args, u"freeze_ms");
    minute.soundS = number(args, u"sound_s");
    const bool possible = minute.from.isValid() && isBetween(minute.seconds, 1, longestS)
        && isBetween(width, 0, largestSide) && isBetween(height, 0, largestSide) && isBetween(minute.pictures, 0, 240)
        && isBetween(minute.kbps, 0, 1e7) && isBetween(minute.roundTripMs, 0, 1e5) && isBetween(minute.jitterMs, 0, 1e5)
        && isBetween(minute.lossPct, 0, 100) && isBetween(frozen, 0, longestS * 1000)
        && isBetween(minute.soundS, 0, 2 * longestS);
    if (!possible)
        return fail(Fault::Invalid, u"a minute of a call that cannot be"_s);
    minute.width = int(width);
    minute.height = int(height);
    minute.frozenMs = int(frozen);
    return minute;
}

bool MediaMinute::isWithin(const QualityLimits &limits) const
{
    const double share = seconds / 60;
    return pictures >= limits.pictures && height >= limits.lines && roundTripMs <= limits.roundTripMs
        && lossPct <= limits.lossPct && frozenMs <= limits.frozenMs * share && soundS >= limits.soundS * share;
}

QList<MediaMinute> mediaMinutes(const CaseState &state, Side side)
{
    QList<MediaMinute> minutes;
    for (const auto *act : state.all(u"case.media_minute"_s))
        if (act->side == side)
            if (const auto minute = MediaMinute::fromCbor(act->args()))
                minutes.append(*minute);
    return minutes;
}

MediaMinute meanOf(const QList<MediaMinute> &minutes)
{
    MediaMinute mean;
    double measuredS = 0; // of the round trip: a minute without an answer says nothing of it
    for (const auto &one : minutes) {
        mean.seconds += one.seconds;
        mean.pictures += one.pictures * one.seconds;
        mean.kbps += one.kbps * one.seconds;
        mean.jitterMs += one.jitterMs * one.seconds;
        mean.lossPct += one.lossPct * one.seconds;
        mean.frozenMs += one.frozenMs;
        mean.soundS += one.soundS;
        mean.roundTripMs += one.roundTripMs * one.seconds;
        measuredS += one.roundTripMs > 0 ? one.seconds : 0;
    }
    if (mean.seconds <= 0)
        return {};
    for (auto *figure : {&mean.pictures, &mean.kbps, &mean.jitterMs, &mean.lossPct})
        *figure /= mean.seconds;
    mean.roundTripMs = measuredS > 0 ? mean.roundTripMs / measuredS : 0;
    mean.from = minutes.first().from;
    mean.width = minutes.last().width;
    mean.height = minutes.last().height;
    return mean;
}

QList<TimeSpan> poorPicture(const CaseState &state, Side side)
{
    QList<TimeSpan> spans;
    for (const auto &minute : mediaMinutes(state, side))
        if (!minute.isWithin(sessionRules().quality))
            spans.append({minute.from, minute.from.addMSecs(qint64(minute.seconds * 1000))});
    return spans;
}

} // namespace sizhen
