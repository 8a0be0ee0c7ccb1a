// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

#include <QJsonArray>
#include <QJsonObject>

namespace sizhen {

[[nodiscard]] QJsonObject errorJson(const Error &error); // {"fault","rule","message","args","text","detail"}
[[nodiscard]] QJsonArray offersJson(const QList<Offer> &offers);
[[nodiscard]] QJsonArray actsJson(const QList<Act> &acts);
[[nodiscard]] QJsonArray flaggedJson(const QList<FlaggedAct> &flagged);
[[nodiscard]] QString faultName(Fault fault);

} // namespace sizhen
