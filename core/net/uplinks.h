// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHostAddress>
#include <QList>
#include <QStringList>

namespace sizhen {

// A network provider of this room and where its line comes in (NET-04).
struct Uplink {
    QString provider; // its name
    QString local; // an interface ("eth1") or an address of this machine ("10.2.0.7")
    int downMbit = 0; // as the contract says; 0: not said
    int upMbit = 0;

    friend bool operator==(const Uplink &, const Uplink &) = default;
};

// The station's setting "uplinks" (JSON). The first is used as long as it works. Fault::Invalid "net.uplink" for one
// without a name or with a local part that can be no interface or address; {provider}.
[[nodiscard]] QString uplinksText(const QList<Uplink> &uplinks);
[[nodiscard]] Result<QList<Uplink>> parseUplinks(const QString &text);
// "China Telecom=eth0" or "Mobile=10.2.0.7", one an entry, with /DOWN/UP in Mbit/s behind it where they are known.
[[nodiscard]] Result<QList<Uplink>> uplinksFromWords(const QStringList &words);
[[nodiscard]] QString uplinkWord(const Uplink &uplink);

// The addresses that its line has at this moment: none while the cable is out. IPv4 first.
[[nodiscard]] QList<QHostAddress> addressesOf(const Uplink &uplink);
// Whose line this address of ours is; -1: nobody's.
[[nodiscard]] int uplinkAt(const QList<Uplink> &uplinks, const QHostAddress &local);

} // namespace sizhen
