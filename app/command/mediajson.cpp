// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/mediajson.h"

#include "app/command/offerjson.h"
#include "ui/texts/mediatext.h"

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::array whyNames{"chosen"_L1, "usual"_L1, "fallen_back"_L1, "gone"_L1, "none"_L1};
constexpr std::array streamNames{"none"_L1, "on"_L1, "off"_L1};

QJsonValue sendingJson(const std::optional<CallSending> &sending)
{
    if (!sending)
        return {};
    return QJsonObject{{u"sound"_s, streamNames[std::size_t(sending->sound)]},
                       {u"picture"_s, streamNames[std::size_t(sending->picture)]}};
}

QJsonArray alarmsOf(const MediaView &view)
{
    QJsonArray alarms;
    if (view.unsentSpeech)
        alarms.append(u"unsent_speech"_s);
    if (view.oneWay != OneWaySound::Alarm::None)
        alarms.append(view.oneWay == OneWaySound::Alarm::NotHeardHere ? u"not_heard_here"_s : u"not_heard_there"_s);
    if (view.camera == CameraWatch::Verdict::NoPicture)
        alarms.append(u"camera_no_picture"_s);
    if (view.camera == CameraWatch::Verdict::Slow)
        alarms.append(u"camera_slow"_s);
    if (view.camera == CameraWatch::Verdict::Small)
        alarms.append(u"camera_small"_s);
    return alarms;
}

QJsonObject verdictJson(MediaVerdict verdict, MediaRole role, const std::optional<MediaDevice> &device)
{
    return {{u"verdict"_s, mediaVerdictName(verdict)},
            {u"words"_s, MediaText::verdict(verdict, role)},
            {u"device"_s, device ? QJsonValue(device->id) : QJsonValue()}};
}

} // namespace

QJsonArray devicesJson(const QList<MediaDevice> &devices)
{
    QJsonArray all;
    for (const auto &device : devices)
        all.append(QJsonObject{{u"id"_s, device.id},
                               {u"role"_s, mediaRoleName(device.role)},
                               {u"name"_s, device.name},
                               {u"address"_s, device.address},
                               {u"virtual"_s, device.isVirtual},
                               {u"default"_s, device.isDefault}});
    return all;
}

QJsonObject mediaJson(const MediaView &view)
{
    QJsonObject uses;
    for (auto it = view.picks.begin(); it != view.picks.end(); ++it)
        uses.insert(mediaRoleName(it.key()),
                    QJsonObject{{u"id"_s, it->device ? QJsonValue(it->device->id) : QJsonValue()},
                                {u"name"_s, it->device ? it->device->name : QString()},
                                {u"why"_s, whyNames[std::size_t(it->why)]}});
    QJsonObject troubles;
    for (auto it = view.troubles.begin(); it != view.troubles.end(); ++it)
        troubles.insert(mediaRoleName(it.key()), errorJson(it.value()));
    return {{u"muted"_s, view.muted},
            {u"camera_off"_s, view.cameraOff},
            {u"sending"_s, sendingJson(view.sending)},
            {u"partner"_s, sendingJson(view.partner)},
            {u"uses"_s, uses},
            {u"troubles"_s, troubles},
            {u"alarms"_s, alarmsOf(view)}};
}

QJsonObject findingsJson(const MediaFindings &findings, const CallDevices &devices)
{
    auto camera = verdictJson(judgeCamera(findings, devices.camera.has_value()), MediaRole::Camera, devices.camera);
    camera.insert(u"pictures_per_s"_s, findings.picturesPerSecond);
    camera.insert(u"width"_s, findings.pictureSize.width());
    camera.insert(u"height"_s, findings.pictureSize.height());
    auto microphone = verdictJson(judgeMicrophone(findings, devices.microphone.has_value()), MediaRole::Microphone,
                                  devices.microphone);
    microphone.insert(u"loudest_db"_s, findings.loudestDb);
    auto loudspeaker = verdictJson(judgeLoudspeaker(findings, devices.loudspeaker.has_value()), MediaRole::Loudspeaker,
                                   devices.loudspeaker);
    loudspeaker.insert(u"tone_db"_s, findings.toneDb);
    loudspeaker.insert(u"before_db"_s, findings.toneBeforeDb);
    loudspeaker.insert(u"echo_ms"_s, findings.echoMs ? QJsonValue(*findings.echoMs) : QJsonValue());
    return {{u"camera"_s, camera}, {u"microphone"_s, microphone}, {u"loudspeaker"_s, loudspeaker}};
}

} // namespace sizhen
