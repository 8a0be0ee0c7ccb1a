// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/partnerreach.h"
#include "core/net/routecheck.h"
#include "core/net/uplinks.h"
#include "core/sync/stick.h"

namespace sizhen {

// What screens may ask of the carriers. Every member may be empty: then the screen does not offer it.
struct CarrierActions {
    using Done = std::function<void(const Result<Stick::Summary> &)>;
    using Progress = std::function<void(int done, int of)>;

    std::function<PartnerReach(const QByteArray &partnerRoot)> reach;
    // The answers come on the GUI thread; files are written on another.
    std::function<void(QObject *owner, const QString &folder, const QByteArray &partnerRoot, Progress, Done)> writeStick;
    std::function<void(QObject *owner, const QString &folder, Progress, Done)> readStick;
    std::function<HubView()> hub;
    std::function<Result<>(const QString &address)> setHub; // empty: none
    std::function<QString()> relay; // without the password
    std::function<Result<>(const QString &address)> setRelay; // empty: none
    std::function<QString()> forwarder; // of our house, without the secret
    std::function<Result<>(const QString &address)> setForwarder; // empty: none
    std::function<QList<Uplink>()> uplinks; // the network providers of this room
    std::function<Result<>(const QList<Uplink> &)> setUplinks;
    std::function<int()> activeUplink; // -1: none
    std::function<void(QObject *owner, std::function<void(const std::vector<RouteResult> &)>)> checkRoutes;
};

} // namespace sizhen
