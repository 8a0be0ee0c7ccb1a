// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace sizhen {

struct Act;
struct Event;

// A signed act as a line of the timeline: what was done, by whom, and the words that were given with it.
class ActText
{
    Q_DECLARE_TR_FUNCTIONS(ActText)
public:
    // "Report signed", "Pulse recorded: left cun", "Looking not done"; for a kind we do not know: "Needs a newer
    // version (kind)".
    [[nodiscard]] static QString of(const Event &event, const QString &language);
    // The reason, note or text given with the act; empty when none.
    [[nodiscard]] static QString detail(const Event &event, const QString &language);
    [[nodiscard]] static QString by(const Event &event,
                                    const QString &language); // the person's name in the reader's language
    [[nodiscard]] static bool knows(const QString &kind);
};

} // namespace sizhen
