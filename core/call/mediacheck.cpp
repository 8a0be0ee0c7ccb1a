// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/mediacheck.h"

#include "core/call/camerawatch.h"

#include <QVideoFrame>

#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double fullScale = 32768;
constexpr double heardAboveDb = 12; // the test sound must rise so far over what was there
constexpr double deafDb = -85; // a microphone that works has noise; below it is cut off or muted in its mixer

} // namespace

MediaVerdict judgeCamera(const MediaFindings &findings, bool asked)
{
    using enum MediaVerdict;
    if (!asked)
        return NoDevice;
    if (findings.camera)
        return NotOpened;
    if (findings.picturesPerSecond <= 0)
        return NoPicture;
    if (findings.pictureSize.width() < CameraWatch::leastSize.width()
        || findings.pictureSize.height() < CameraWatch::leastSize.height())
        return Small;
    return findings.picturesPerSecond < CameraWatch::leastPerSecond ? Slow : Good;
}

MediaVerdict judgeMicrophone(const MediaFindings &findings, bool asked)
{
    using enum MediaVerdict;
    if (!asked)
        return NoDevice;
    if (findings.microphone)
        return NotOpened;
    return std::max(findings.loudestDb, findings.toneDb) < deafDb ? Silent : Good;
}

MediaVerdict judgeLoudspeaker(const MediaFindings &findings, bool asked)
{
    using enum MediaVerdict;
    if (!asked)
        return NoDevice;
    if (findings.loudspeaker)
        return NotOpened;
    return findings.toneDb < deafDb || findings.toneDb - findings.toneBeforeDb < heardAboveDb ? Silent : Good;
}

QString mediaVerdictName(MediaVerdict verdict)
{
    static constexpr std::array names{"good"_L1,       "no_device"_L1, "not_opened"_L1, "silent"_L1,
                                      "no_picture"_L1, "slow"_L1,      "small"_L1};
    return names[std::size_t(verdict)];
}

double toneLevelDb(const QVector<qint16> &samples, double hz, double rateHz)
{
    if (samples.isEmpty())
        return SoundLevels::silentDb;
    const double turn = 2 * std::cos(2 * M_PI * hz / rateHz);
    double one = 0;
    double two = 0;
    for (const auto sample : samples) {
        const double next = double(sample) / fullScale + turn * one - two;
        two = std::exchange(one, next);
    }
    const double power = one * one + two * two - turn * one * two;
    const double amplitude = 2 * std::sqrt(std::max(power, 0.0)) / double(samples.size());
    return std::max(SoundLevels::silentDb, 20 * std::log10(std::max(amplitude, 1e-9)));
}

} // namespace sizhen
