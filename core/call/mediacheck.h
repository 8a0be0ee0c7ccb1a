// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"

#include <QObject>
#include <QSize>

#include <memory>

class QVideoFrame;

namespace sizhen {

// What a test of camera and sound has found, of those devices that were asked for.
struct MediaFindings {
    std::optional<Error> camera; // it could not be opened
    std::optional<Error> microphone;
    std::optional<Error> loudspeaker;
    double picturesPerSecond = 0;
    QSize pictureSize;
    double loudestDb = SoundLevels::silentDb; // at the microphone, while the test sound was silent
    double toneDb = SoundLevels::silentDb; // of the test sound, at the microphone, while it was played
    double toneBeforeDb = SoundLevels::silentDb; // at the same pitch, before it was played
    std::optional<int> echoMs; // from playing to hearing
};

enum class MediaVerdict { Good, NoDevice, NotOpened, Silent, NoPicture, Slow, Small };

// Pure: one word a role. A loudspeaker is good when the microphone heard the test sound.
[[nodiscard]] MediaVerdict judgeCamera(const MediaFindings &findings, bool asked);
[[nodiscard]] MediaVerdict judgeMicrophone(const MediaFindings &findings, bool asked);
[[nodiscard]] MediaVerdict judgeLoudspeaker(const MediaFindings &findings, bool asked);
[[nodiscard]] QString mediaVerdictName(MediaVerdict verdict); // "good" "no_device" …: for files

// Power of one pitch in samples (Goertzel), in dBFS: 0 is a full sine.
[[nodiscard]] double toneLevelDb(const QVector<qint16> &samples, double hz, double rateHz);

// Tries devices outside of a call: levels and pictures as they come, and a test sound that the microphone should hear.
class MediaCheck : public QObject
{
    Q_OBJECT
public:
    static constexpr double toneHz = 1000;

    using QObject::QObject;

    virtual void start(const CallDevices &devices) = 0; // returns at once
    virtual void playSound() = 0; // for a second, after a second of listening → `found`
    virtual void stop() = 0; // → `stopped`, once all devices are free

Q_SIGNALS:
    void levelsChanged(const sizhen::SoundLevels &levels);
    void pictureArrived(const QVideoFrame &picture);
    void found(const sizhen::MediaFindings &findings);
    void stopped();
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::MediaFindings)
