// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/mediadevice.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::array roleNames{"camera"_L1, "tongue_camera"_L1, "microphone"_L1, "loudspeaker"_L1};
constexpr qsizetype longestId = 512;

bool serves(const MediaDevice &device, MediaRole role)
{
    return device.role == role || (role == MediaRole::TongueCamera && device.role == MediaRole::Camera);
}

std::optional<MediaDevice> usualDevice(const QList<MediaDevice> &devices, MediaRole role)
{
    if (role == MediaRole::TongueCamera)
        return {};
    std::optional<MediaDevice> first;
    for (const auto &device : devices) {
        if (device.role != role || device.isVirtual)
            continue;
        if (device.isDefault)
            return device;
        if (!first)
            first = device;
    }
    return first;
}

} // namespace

QString mediaRoleName(MediaRole role)
{
    return roleNames[std::size_t(role)];
}

std::optional<MediaRole> mediaRoleOf(const QString &name)
{
    const auto found = std::ranges::find(roleNames, name);
    return found == roleNames.end() ? std::nullopt : std::optional(MediaRole(found - roleNames.begin()));
}

std::optional<MediaDevice> madeDevice(const QString &id, MediaRole role)
{
    const bool sound = role == MediaRole::Microphone;
    const bool picture = role == MediaRole::Camera || role == MediaRole::TongueCamera;
    const bool patient = (sound && id == u"patient:voice") || (picture && id == u"patient:picture");
    const bool test = (sound || picture) && id.startsWith(u"test:");
    if (!patient && !test)
        return {};
    return MediaDevice{id, sound ? role : MediaRole::Camera, id, id.section(u':', 1), true, false};
}

QString MediaChoice::toText() const
{
    QJsonObject object;
    for (auto it = ids.begin(); it != ids.end(); ++it)
        if (!it.value().isEmpty())
            object.insert(mediaRoleName(it.key()), it.value());
    if (!echoCancel)
        object.insert(u"echo_cancel"_s, false);
    return object.isEmpty() ? QString() : QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

MediaChoice MediaChoice::fromText(const QString &text)
{
    MediaChoice choice;
    const auto object = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const auto role : mediaRoles)
        if (const auto id = object[mediaRoleName(role)].toString(); !id.isEmpty() && id.size() <= longestId)
            choice.ids.insert(role, id);
    choice.echoCancel = object[u"echo_cancel"_s].toBool(true);
    return choice;
}

DevicePick pickDevice(const QList<MediaDevice> &devices, MediaRole role, const QString &chosen)
{
    using Why = DevicePick::Why;
    if (!chosen.isEmpty()) {
        const auto is = [&](const MediaDevice &device) { return device.id == chosen && serves(device, role); };
        if (const auto found = std::ranges::find_if(devices, is); found != devices.end())
            return {*found, Why::Chosen};
        if (auto made = madeDevice(chosen, role))
            return {std::move(made), Why::Chosen};
    }
    auto usual = usualDevice(devices, role);
    if (usual)
        return {std::move(usual), chosen.isEmpty() ? Why::Usual : Why::FallenBack};
    return {{}, chosen.isEmpty() ? Why::None : Why::Gone};
}

} // namespace sizhen
