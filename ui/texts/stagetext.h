// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace sizhen {

// Words for machine states and acts, read from resources/machines: the file that decides also names.
class StageText
{
public:
    // "In session" for ("case", "IN_SESSION"); the code itself for an unknown one.
    [[nodiscard]] static QString of(const QString &machine, const QString &state, const QString &language);
    // The verb of an act ("invitation.send_direct" → "Send the invitation"); empty for an unknown or automatic one.
    [[nodiscard]] static QString action(const QString &kind, const QString &language);
};

} // namespace sizhen
