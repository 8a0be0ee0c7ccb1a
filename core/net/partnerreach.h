// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace sizhen {

// Which way records travel to a partner now, and what its receipts do not cover yet.
struct PartnerReach {
    enum class Way { Direct, Hub, Waiting };

    Way way = Way::Waiting;
    QDateTime since;
    int unconfirmed = 0; // events, originals' chunks and keys, as far as known
    QDateTime unconfirmedSince; // invalid: nothing is
    QString refusal; // what the hub does not take, as a message key; empty: nothing
};

// Our home hub, as the window shows it.
struct HubView {
    QString address; // empty: none is set
    bool up = false;
    QDateTime since;
    QString country; // where its disk stands; empty: it does not say
};

} // namespace sizhen
