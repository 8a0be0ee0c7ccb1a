// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/hubmessage.h"

#include <array>

namespace sizhen {

// What a hub did since it started.
struct HubCounters {
    qint64 stored = 0; // envelopes put on disk
    qint64 repeated = 0; // that lay there already
    qint64 delivered = 0;
    qint64 gone = 0;
    qint64 urgent = 0; // passed on unstored
    qint64 urgentDropped = 0; // the receiver was too slow
    qint64 forwarded = 0;
    qint64 expired = 0;
    qint64 commits = 0;
    qint64 commitFailures = 0;
    double commitSeconds = 0;
    qint64 logins = 0;
    qint64 strangersRefused = 0;
    qint64 hubsRefused = 0; // that showed another key than the operator wrote down
    qint64 slowClosed = 0; // clients that did not keep to the window
    std::array<qint64, int(hubwire::Code::NotNow) + 1> refused{}; // by code
};

} // namespace sizhen
