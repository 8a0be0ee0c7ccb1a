// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

class QJsonObject;

namespace sizhen {

class FormLibrary;

// Answers as people and other programs write them: a JSON object, field id → value. Whole numbers stay whole.
[[nodiscard]] Answers answersFromJson(const QJsonObject &json);
[[nodiscard]] QJsonObject answersToJson(const Answers &answers);

// The same from a file. Fault::Invalid when it is not a JSON object.
[[nodiscard]] Result<Answers> answersFromJson(const QByteArray &json);

// "history.chief" in the form "intake" is "intake.history.chief". Ids the library knows, and those nobody knows, stay
// as they are.
[[nodiscard]] Answers withFullIds(const FormLibrary &library, const QString &formId, const Answers &answers);

} // namespace sizhen
