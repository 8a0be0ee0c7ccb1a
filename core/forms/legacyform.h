// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QJsonObject;

namespace sizhen {

// The clinical working group writes forms as "tcm-form/1": columns as one string, no limits on what a note may be.
[[nodiscard]] bool isLegacyForm(const QJsonObject &form);

// The same form as "sizhen-form/1". What the old shape does not say in two languages keeps its own word in both.
[[nodiscard]] QJsonObject upgradedForm(const QJsonObject &form);

} // namespace sizhen
