// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/station.h"

#include <QJsonObject>

namespace sizhen {

// {"stage","words","case","partner":{"institution","station","person","name"},"round","rings_there","ends":[{"institution",
//  "station","person","name","key","ours","capacity":"physician"|"interpreter","stage","round","silent","frames","audio_s",
//  "packets","rtt_ms","loss_pct"}],"frames","width","height","audio_s","rtt_ms","loss_pct","freezes","freeze_s","packets",
//  "sending","media","keys","ended":{error}|null}
[[nodiscard]] QJsonObject callJson(Station &station);
// Of a call of the case that runs without us: {"ends":[{"institution","station","person","name","key","ours",
// "capacity"}],"joinable","full"}
[[nodiscard]] QJsonObject runningJson(Station &station, const QByteArray &caseId);
// {"kbit","target_kbit","carries_kbit","width","height","fps","trouble"}; null: the other end tells nothing
[[nodiscard]] QJsonValue sendingJson(const std::optional<SendingStatistics> &sending);

} // namespace sizhen
