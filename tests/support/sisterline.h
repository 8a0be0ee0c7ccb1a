// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/support/twinstations.h"

namespace sizhen::test {

// The line between two stations comes up, everything goes over in real sessions, and it is cut again.
inline void meet(Station &one, Station &other)
{
    struct End {
        End(Station &station, const QByteArray &peer)
            : store(*station.ledger, peer)
            , session(store,
                      {station.root(), station.ledger->stationCertificate(), randomBytes(wire::nonceSize),
                       [](const wire::Hello &) -> Result<> { return {}; }})
        {
        }

        LedgerSyncStore store;
        Session session;
    };

    End here(one, other.root());
    End there(other, one.root());
    const auto carry = [](End &from, End &to, qint64 nowMs) {
        auto any = false;
        while (const auto message = from.session.next()) {
            to.session.receive(message->bytes, nowMs);
            any = true;
        }
        return any || from.session.hasWork();
    };
    here.session.start(0);
    there.session.start(0);
    for (qint64 nowMs = 0; nowMs < 120'000; nowMs += 250) {
        for (auto busy = true; busy;) {
            busy = carry(here, there, nowMs);
            busy = carry(there, here, nowMs) || busy;
        }
        if (nowMs > 0 && here.session.isIdle() && there.session.isIdle())
            return;
        here.session.tick(nowMs);
        there.session.tick(nowMs);
    }
    qFatal("the two stations do not come to an end");
}

} // namespace sizhen::test
