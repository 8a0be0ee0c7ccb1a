// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmedia.h"

#include <QJsonArray>
#include <QJsonObject>

namespace sizhen {

// [{"id","role","name","address","virtual","default"}]
[[nodiscard]] QJsonArray devicesJson(const QList<MediaDevice> &devices);

// {"muted","camera_off","sending":{"sound","picture"}|null,"partner":…,"uses":{role:{"id","name","why"}},"troubles":{role:{error}},
//  "alarms":["unsent_speech","not_heard_there","not_heard_here","camera_…"]}
[[nodiscard]] QJsonObject mediaJson(const MediaView &view);

// {"camera":{"verdict","device",…},"microphone":…,"loudspeaker":…}
[[nodiscard]] QJsonObject findingsJson(const MediaFindings &findings, const CallDevices &devices);

} // namespace sizhen
