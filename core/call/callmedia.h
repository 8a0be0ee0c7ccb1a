// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/camerawatch.h"
#include "core/call/mediacheck.h"
#include "core/call/soundwatch.h"

namespace sizhen {

// Camera, microphone and loudspeaker of this station as they stand, for screens and shells.
struct MediaView {
    QList<MediaDevice> devices;
    bool known = false; // it was looked which there are
    bool inCall = false; // from the first ring on: devices are the call's
    MediaChoice choice;
    QHash<MediaRole, DevicePick> picks; // what is used, or would be in a call
    QHash<MediaRole, Error> troubles; // what could not be opened, in the call that runs
    bool muted = false;
    bool cameraOff = false;
    bool detailOn = false; // the second camera
    bool silent = false; // what comes is not heard in this room
    std::optional<CallSending> sending; // in a call: what leaves
    std::optional<CallSending> partner; // in a call: what the partner says of itself
    bool unsentSpeech = false;
    OneWaySound::Alarm oneWay = OneWaySound::Alarm::None;
    CameraWatch::Verdict camera = CameraWatch::Verdict::Unknown;
    double ownPerSecond = 0; // pictures of our camera
    QSize ownSize;
};

// What a screen can do with camera, microphone and loudspeaker, and hears of them.
class CallMedia : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual MediaView view() const = 0;
    virtual void setMuted(bool muted) = 0; // at once, and told to the partner; each call begins unmuted
    virtual void setCameraOff(bool off) = 0;
    virtual void setDetailOn(bool on) = 0; // the second camera, where one was chosen; each call begins without
    virtual void setSilent(bool silent) = 0; // the loudspeaker rests (SES-15); each call begins with it on
    [[nodiscard]] virtual Result<> choose(MediaRole role, const QString &id) = 0; // empty: what the system takes
    [[nodiscard]] virtual Result<> setEchoCancel(bool on) = 0;
    [[nodiscard]] virtual CallDevices devices() const = 0; // that a call would use now
    // Devices can be tried while nobody speaks. Fault::Unsupported in a build without media.
    [[nodiscard]] virtual Result<std::unique_ptr<MediaCheck>> makeCheck() = 0;

Q_SIGNALS:
    void changed();
    void levelsChanged(const sizhen::SoundLevels &levels); // in a call
    void ownPictureArrived(const QVideoFrame &picture); // in a call; not mirrored
};

} // namespace sizhen
