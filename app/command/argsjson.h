// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

#include <QCborMap>
#include <QJsonObject>

namespace sizhen {

// The args of an act as people write them. Plain JSON, and three objects with a meaning:
//   {"hex": "a1b2…"}                          bytes
//   {"file": "tongue.jpg", "type": "image/jpeg"}  the file becomes an original: {"attachment": {…}}, or as the
//                                             value of "attachment" what stands inside. Relative to `folder`.
//   {"certificate": "li"}                     the certified person of this institution
// Fault::Invalid naming the place; NotFound for a file or person that is not there.
[[nodiscard]] Result<QCborMap> argsFromJson(const QJsonObject &json, const QString &folder, Desk &desk);

// For showing: bytes as hex text, Labels as they are.
[[nodiscard]] QJsonValue toJson(const QCborValue &value);

// The JSON object in a file, or written in place when `text` begins with '{'.
[[nodiscard]] Result<QJsonObject> readJson(const QString &text);

} // namespace sizhen
