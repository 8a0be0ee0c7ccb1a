// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"
#include "core/call/uplinkchoice.h"
#include "core/net/uplinks.h"

#include <functional>
#include <map>
#include <optional>

namespace sizhen {

// By which provider's line each end of a call is dialled, and when that was another one than before (NET-07).
class CallUplinks
{
public:
    struct Change {
        QString from;
        QString to;
        qint64 gapMs = 0; // nothing came
    };

    // The lines as they are registered; asked each time it is dialled.
    void use(std::function<QList<Uplink>()> uplinks) { m_uplinks = std::move(uplinks); }

    void beginCall(bool ownAddresses); // whoever began it named the addresses
    void letGo(const QByteArray &end); // the engine was stopped, and the line had no part in it
    // Before each dialling: puts the addresses into `setup`. Whether there is another line to hurry to.
    [[nodiscard]] bool dial(const QByteArray &end, bool offers, MediaSetup &setup);
    // Packets of this dialling so far: the first ones of another line are a change.
    [[nodiscard]] std::optional<Change> cameThrough(const QByteArray &end, qint64 inAll, qint64 nowMs);

private:
    struct Way {
        UplinkChoice choice;
        QString line; // whose it is dialled by; empty: the system decides
        QString before; // by which something came last
        qint64 packetsSeen = 0; // in this dialling
        qint64 packetAt = 0; // when the last came
    };

    std::function<QList<Uplink>()> m_uplinks;
    bool m_ownAddresses = false;
    std::map<QByteArray, Way> m_ways; // by end
};

} // namespace sizhen
