// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/ports.h"
#include "devices/pulse/pulseprotocol.h"

#include <QUrl>

namespace sizhen {

// One file of resources/devices: an instrument that this program knows, as data (docs/adding.md).
struct PulseProfile {
    struct Usb {
        quint16 vendor = 0;
        quint16 product = 0;
        bool shared = false; // a bridge chip that other devices have too: taken only when this profile was asked for
    };

    QString id;
    QString labelZh;
    QString labelEn;
    QString protocol; // an id of pulseProtocols()
    int baud = 115200;
    QString parity; // "none" "odd" "even"
    QVector<Usb> usb;
    QStringList sites; // where it may be used; empty: its place is not one of the six, the physician says which
    QString trigger; // "space": by hand at the station; "instrument": its own button or contact
    PulseSetup setup;
};

// Fault::Invalid with the member's name for anything missing, unknown or out of range.
[[nodiscard]] Result<PulseProfile> parsePulseProfile(const QByteArray &json);

// Those of resources/devices, sorted by id.
[[nodiscard]] const QVector<PulseProfile> &pulseProfiles();

// Where an instrument is and how to speak with it.
struct PulseAddress {
    QUrl link; // for makeLink()
    QString protocol;
    PulseSetup setup;
};

// What a person may write:
//   "serial:///dev/ttyUSB0?profile=contec_cms50d"   a port that somebody chose, with what the profile says
//   "serial:///dev/ttyUSB0?baud=…&parity=…&protocol=…"   the same without a profile; PTP/1 when no protocol is named
//   "usb:contec_cms50d?serial=0001"   wherever that instrument is plugged in now; "usb:" the only one that is known
//   "tcp:…", "replay:…" as makeLink(), with profile or protocol
// Never by a port's name unless somebody wrote it, and nothing is sent to a port that is not meant. Fault::NotFound
// when it is not plugged in, Busy when two fit (name the serial number), Unsupported for an unknown profile.
[[nodiscard]] Result<PulseAddress> findInstrument(const QUrl &written, const QVector<PulseProfile> &profiles,
                                                  const QVector<SerialPort> &ports);

} // namespace sizhen
