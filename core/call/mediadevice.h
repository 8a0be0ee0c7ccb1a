// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QList>
#include <QMetaType>

#include <optional>

namespace sizhen {

// What a device is there for. The tongue camera is one that is chosen for close pictures; it is never taken by itself.
enum class MediaRole { Camera, TongueCamera, Microphone, Loudspeaker };

inline constexpr MediaRole mediaRoles[]{MediaRole::Camera, MediaRole::TongueCamera, MediaRole::Microphone,
                                        MediaRole::Loudspeaker};

[[nodiscard]] QString mediaRoleName(MediaRole role); // "camera" "tongue_camera" "microphone" "loudspeaker": for files
[[nodiscard]] std::optional<MediaRole> mediaRoleOf(const QString &name);

// A device of this computer, or a made one. Chosen and remembered by `id`, never by its place in a list.
struct MediaDevice {
    QString id; // the same after it was unplugged: "pulse:alsa_input.usb-…" "v4l2:usb-0000:00:14.0-2 HD Camera"
    MediaRole role = MediaRole::Microphone; // of a camera always Camera
    QString name; // for people, as the driver says it
    QString address; // what its driver calls it now: "/dev/video0"; may be another one after the next start
    bool isVirtual = false; // what another program makes: never taken by itself
    bool isDefault = false; // of the system

    friend bool operator==(const MediaDevice &, const MediaDevice &) = default;
};

// A made device by its name, which is never in a list but the practice patient's: "patient:picture" "patient:voice",
// and for tests "test:PATTERN" (a picture of GStreamer's videotestsrc) and "test:HZ" (a tone). Nothing for other names.
[[nodiscard]] std::optional<MediaDevice> madeDevice(const QString &id, MediaRole role);

// What this station wants: an id a role; none: what the system takes.
struct MediaChoice {
    QHash<MediaRole, QString> ids;
    bool echoCancel = true;

    [[nodiscard]] QString toText() const; // JSON, for the station's settings
    [[nodiscard]] static MediaChoice fromText(const QString &text); // what is not understood is left out

    friend bool operator==(const MediaChoice &, const MediaChoice &) = default;
};

// Which device serves a role, and why.
struct DevicePick {
    enum class Why {
        Chosen, // the one that was named
        Usual, // none was named: the system's
        FallenBack, // the named one is gone: the system's for so long
        Gone, // the named one is gone, and there is no other real one
        None // there is none
    };
    std::optional<MediaDevice> device;
    Why why = Why::None;

    friend bool operator==(const DevicePick &, const DevicePick &) = default;
};

// A virtual device only when it was named: silence of a monitor must not go out as if it were a patient's.
[[nodiscard]] DevicePick pickDevice(const QList<MediaDevice> &devices, MediaRole role, const QString &chosen);

// What a call uses.
struct CallDevices {
    std::optional<MediaDevice> camera;
    std::optional<MediaDevice> microphone;
    std::optional<MediaDevice> loudspeaker;
    bool echoCancel = true;
    bool muted = false; // by a person, who is told so
    bool cameraOff = false; // by a person: the device is set free
    std::optional<MediaDevice> detail = {}; // a second camera, for close pictures
    bool detailOn = false; // by a person: it is never switched on by itself

    friend bool operator==(const CallDevices &, const CallDevices &) = default;
};

// How loud it is, in dBFS (root of the mean square over 100 ms); -100: nothing.
struct SoundLevels {
    static constexpr double silentDb = -100;
    double microphoneDb = silentDb; // before muting
    double loudspeakerDb = silentDb;
    bool plays = false; // a loudspeaker is open
    double receivedDb = silentDb; // of this other end, before its volume is set
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::CallDevices)
Q_DECLARE_METATYPE(sizhen::MediaDevice)
Q_DECLARE_METATYPE(sizhen::MediaRole)
Q_DECLARE_METATYPE(sizhen::SoundLevels)
