// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"
#include "core/call/callstatistics.h"

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
    // SES-08: the line above the picture.
    [[nodiscard]] static QString keys(const QString &ourStation, const QString &theirStation);
    // The same where a forwarding server of this institution, one of the two, is an end of the call.
    [[nodiscard]] static QString forwarded(const QString &institution);
    // What is told to the patient, and to whoever speaks, before a call goes by it.
    [[nodiscard]] static QString forwardedConsent(const QString &institution);
};

} // namespace sizhen
