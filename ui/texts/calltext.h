// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"
#include "core/consult/sessionrecord.h"

#include <QCoreApplication>

namespace sizhen {

// How a call stands, in words.
class CallText
{
    Q_DECLARE_TR_FUNCTIONS(CallText)
public:
    [[nodiscard]] static QString stage(CallStage stage, bool ringsThere, bool partnerSilent);
    // What goes out at this moment, and why not more; for one quiet line.
    [[nodiscard]] static QString sending(const SendingStatistics &sending);
    // How what comes is, for one quiet line (SES-06).
    [[nodiscard]] static QString received(const CallStatistics &received);
    // Of one minute, or of many on average.
    [[nodiscard]] static QString minute(const MediaMinute &minute);
    // SES-08: the line above the picture; empty while nobody is there.
    [[nodiscard]] static QString keys(const CallView &view, const QString &language);
    [[nodiscard]] static QString stage(const RoomEnd &end); // empty while it is connected: the picture says it
    [[nodiscard]] static QString name(const RoomEnd &end, const QString &language); // "Li Yangli, Room 1"
    // The same where a forwarding server of this institution, one of the two, is an end of the call.
    [[nodiscard]] static QString forwarded(const QString &institution);
    // What is told to the patient, and to whoever speaks, before a call goes by it.
    [[nodiscard]] static QString forwardedConsent(const QString &institution);
};

} // namespace sizhen
