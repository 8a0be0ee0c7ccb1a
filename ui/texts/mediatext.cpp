// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/mediatext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString MediaText::role(MediaRole role)
{
    switch (role) {
    case MediaRole::Camera:
        return tr("Camera");
    case MediaRole::TongueCamera:
        return tr("Tongue camera");
    case MediaRole::Microphone:
        return tr("Microphone");
    case MediaRole::Loudspeaker:
        return tr("Loudspeaker");
    }
    Q_UNREACHABLE();
}

QString MediaText::name(const MediaDevice &device)
{
    if (device.id.startsWith(u"patient:"_s))
        return tr("Practice patient");
    return device.isVirtual ? tr("%1 (made by a program)").arg(device.name) : device.name;
}

QString MediaText::usual(const MediaDevice *device)
{
    return device ? tr("What the system uses: %1").arg(name(*device))
                  : tr("What the system uses: nothing is connected");
}

QString MediaText::verdict(MediaVerdict verdict, MediaRole role)
{
    switch (verdict) {
    case MediaVerdict::Good:
        return role == MediaRole::Loudspeaker ? tr("The microphone heard the test sound.")
            : role == MediaRole::Microphone   ? tr("The microphone works.")
                                              : tr("The camera works.");
    case MediaVerdict::NoDevice:
        return missing(role);
    case MediaVerdict::NotOpened:
        return notOpened(role);
    case MediaVerdict::Silent:
        return role == MediaRole::Microphone
            ? tr("The microphone gives no sound at all. Check its switch and the system's mixer.")
            : tr("The microphone did not hear the test sound. If you did, it is only far from the loudspeaker; else "
                 "turn the loudspeaker up.");
    case MediaVerdict::NoPicture:
        return tr("The camera gives no picture. Unplug it and plug it in again.");
    case MediaVerdict::Slow:
        return tr("The camera gives too few pictures. Give it more light, or a port of its own.");
    case MediaVerdict::Small:
        return tr("The camera's picture is too small to see a face well.");
    }
    Q_UNREACHABLE();
}

QString MediaText::missing(MediaRole role)
{
    switch (role) {
    case MediaRole::Camera:
        return tr("No camera is connected: the partner does not see you.");
    case MediaRole::TongueCamera:
        return tr("No tongue camera is chosen.");
    case MediaRole::Microphone:
        return tr("No microphone is connected: the partner does not hear you.");
    case MediaRole::Loudspeaker:
        return tr("No loudspeaker is connected: you do not hear the partner.");
    }
    Q_UNREACHABLE();
}

QString MediaText::gone(MediaRole role)
{
    switch (role) {
    case MediaRole::Camera:
        return tr("The camera was unplugged: the partner does not see you. Plug it in again; it is used at once.");
    case MediaRole::TongueCamera:
        return tr("The tongue camera was unplugged.");
    case MediaRole::Microphone:
        return tr("The microphone was unplugged: the partner does not hear you. Plug it in again; it is used at once.");
    case MediaRole::Loudspeaker:
        return tr("The loudspeaker was unplugged: you do not hear the partner. Plug it in again; it is used at once.");
    }
    Q_UNREACHABLE();
}

QString MediaText::notOpened(MediaRole role)
{
    switch (role) {
    case MediaRole::Camera:
    case MediaRole::TongueCamera:
        return tr("The camera cannot be opened. Another program may be using it.");
    case MediaRole::Microphone:
        return tr("The microphone cannot be opened. Another program may be using it.");
    case MediaRole::Loudspeaker:
        return tr("The loudspeaker cannot be opened. Another program may be using it.");
    }
    Q_UNREACHABLE();
}

QString MediaText::fallenBack(MediaRole role, const MediaDevice &instead)
{
    switch (role) {
    case MediaRole::Camera:
    case MediaRole::TongueCamera:
        return tr("Your camera is not connected; %1 is used for so long.").arg(name(instead));
    case MediaRole::Microphone:
        return tr("Your microphone is not connected; %1 is used for so long.").arg(name(instead));
    case MediaRole::Loudspeaker:
        return tr("Your loudspeaker is not connected; %1 is used for so long.").arg(name(instead));
    }
    Q_UNREACHABLE();
}

QList<MediaText::Line> MediaText::lines(const MediaView &view)
{
    QList<Line> lines;
    addAlarms(view, lines);
    for (const auto role : {MediaRole::Microphone, MediaRole::Loudspeaker, MediaRole::Camera})
        addTrouble(view, role, lines);
    addCamera(view, lines);
    const auto isPatient = [&](MediaRole role) {
        const auto device = view.picks.value(role).device;
        return device && device->id.startsWith(u"patient:"_s);
    };
    if (isPatient(MediaRole::Camera) || isPatient(MediaRole::Microphone))
        lines.append({tr("The partner gets the practice patient instead of you."), false});
    if (view.muted)
        lines.append({tr("Your microphone is off: the partner does not hear you."), false});
    if (view.cameraOff)
        lines.append({tr("Your camera is off: the partner does not see you."), false});
    std::ranges::stable_partition(lines, &Line::isAlarm);
    return lines;
}

void MediaText::addAlarms(const MediaView &view, QList<Line> &lines)
{
    if (view.unsentSpeech)
        lines.append({view.muted ? tr("You are speaking, and your microphone is off.")
                                 : tr("You are speaking, and nothing of it leaves this computer."),
                      true});
    if (view.oneWay == OneWaySound::Alarm::NotHeardThere)
        lines.append({tr("The partner does not hear you: no sound arrives there."), true});
    if (view.oneWay == OneWaySound::Alarm::NotHeardHere)
        lines.append({tr("You do not hear the partner: their sound does not arrive here."), true});
}

void MediaText::addTrouble(const MediaView &view, MediaRole role, QList<Line> &lines)
{
    if (role == MediaRole::Camera && view.cameraOff)
        return;
    const auto pick = view.picks.value(role);
    if (!view.known)
        return;
    if (!pick.device)
        lines.append({pick.why == DevicePick::Why::Gone ? gone(role) : missing(role), true});
    else if (view.troubles.contains(role))
        lines.append({notOpened(role), true});
    else if (pick.why == DevicePick::Why::FallenBack)
        lines.append({fallenBack(role, *pick.device), false});
}

void MediaText::addCamera(const MediaView &view, QList<Line> &lines)
{
    if (view.cameraOff || !view.picks.value(MediaRole::Camera).device || view.troubles.contains(MediaRole::Camera))
        return;
    const QLocale locale;
    if (view.camera == CameraWatch::Verdict::NoPicture)
        lines.append({verdict(MediaVerdict::NoPicture, MediaRole::Camera), true});
    else if (view.camera == CameraWatch::Verdict::Slow)
        lines.append(
            {tr("Your camera gives only %1 pictures a second.").arg(locale.toString(view.ownPerSecond, 'f', 0)),
             false});
    else if (view.camera == CameraWatch::Verdict::Small)
        lines.append({tr("Your camera's picture is only %1 × %2.")
                          .arg(locale.toString(view.ownSize.width()), locale.toString(view.ownSize.height())),
                      false});
}

QString MediaText::partner(const MediaView &view)
{
    if (!view.partner)
        return {};
    const auto sound = view.partner->sound;
    const auto picture = view.partner->picture;
    if (sound == StreamState::None)
        return tr("The partner has no microphone that works.");
    if (sound == StreamState::Off)
        return picture == StreamState::Off ? tr("The partner has switched microphone and camera off.")
                                           : tr("The partner has switched the microphone off.");
    if (picture == StreamState::None)
        return tr("The partner has no camera that works.");
    return picture == StreamState::Off ? tr("The partner has switched the camera off.") : QString();
}

} // namespace sizhen
