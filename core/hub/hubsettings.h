// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QString>

namespace sizhen {

// How much a hub takes, from whom and for how long.
struct HubLimits {
    qint64 mailboxBytes = 1LL << 30; // waiting for one institution
    qint64 mailboxNumber = 200'000;
    qint64 senderBytes = 1LL << 30; // waiting from one institution, in all mailboxes together
    qint64 senderNumber = 200'000;
    qint64 envelopeBytes = 8LL * 1024 * 1024; // the longest one taken
    qint64 longestExpiryMs = 60LL * 24 * 3600 * 1000;
    qint64 databaseBytes = 0; // of the SQLite file; 0: as the disk allows
    int window = 500; // PUTs of one client that may be unanswered
    qint64 windowBytes = 32LL * 1024 * 1024;
    int feedNumber = 1'000; // delivered to one client and not answered with GONE
    qint64 feedBytes = 8LL * 1024 * 1024;
    qint64 bufferBytes = 4LL * 1024 * 1024; // in the socket of one client before it is fed no further
    int strangers = 256; // connections that have not logged in
    int strangersOfAddress = 16;
    int triesOfAddress = 120; // connections a minute
    int loginMs = 10'000; // to log in
    int silenceMs = 90'000; // nothing heard, not even a pong
};

// Everything a hub is told. Read from an INI file and the command line (docs/user/hub.md).
struct HubSettings {
    QString dataFolder;
    QString listen = QStringLiteral("0.0.0.0:8443"); // host:port; port 0 takes a free one
    bool plain = false; // ws:// without TLS, on loopback only: behind a proxy of the same machine
    QString certificateFile; // PEM; empty: self-made in the data folder
    QString keyFile; // PEM
    QString database; // empty: SQLite in the data folder; postgres://user@host:port/name
    QString node; // tells hubs on one database apart; empty: host name and data folder
    QString country; // ISO 3166-1 alpha-2
    int metricsPort = -1; // on loopback; -1: none
    HubLimits limits;
};

// Takes "key = value" pairs as the file and the command line have them ("quota-mb"). Fault::Invalid names the key.
[[nodiscard]] Result<> applySettings(HubSettings &settings, const QHash<QString, QString> &values);
// The INI file, flat or with sections that only group. Fault::NotFound, Invalid.
[[nodiscard]] Result<QHash<QString, QString>> readSettingsFile(const QString &path);
// What contradicts itself: plain off loopback, a key without a certificate. Fault::Invalid.
[[nodiscard]] Result<> checkSettings(const HubSettings &settings);

} // namespace sizhen
