// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/partnerreach.h"
#include "core/sync/stick.h"

#include <QCoreApplication>

namespace sizhen {

// How records travel, in words.
class CarrierText
{
    Q_DECLARE_TR_FUNCTIONS(CarrierText)
public:
    [[nodiscard]] static QString reach(const PartnerReach &reach, const QString &timeZone);
    [[nodiscard]] static QString written(const Stick::Summary &summary);
    [[nodiscard]] static QString read(const Stick::Summary &summary);
    [[nodiscard]] static QString hub(const HubView &hub, const QString &timeZone, const QString &language);
};

} // namespace sizhen
