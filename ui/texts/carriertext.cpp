// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/carriertext.h"

#include "ui/texts/codetext.h"
#include "ui/texts/errortext.h"
#include "ui/texts/timetext.h"

#include <QLocale>

namespace sizhen {
namespace {

QString number(int count)
{
    return QLocale().toString(count);
}

QString clock(const QDateTime &at, const QString &timeZone)
{
    return TimeText::moment(at, TimeText::zone(timeZone));
}

} // namespace

QString CarrierText::reach(const PartnerReach &reach, const QString &timeZone)
{
    const auto open = reach.unconfirmed > 0;
    const auto since = clock(reach.unconfirmedSince, timeZone);
    if (!reach.refusal.isEmpty())
        return ErrorText::of(Error{Fault::Busy, {}, {}, reach.refusal, {}});
    switch (reach.way) {
    case PartnerReach::Way::Direct:
        return open ? tr("Connected directly. Not confirmed yet: %1").arg(number(reach.unconfirmed))
                    : tr("Connected directly. Everything is confirmed.");
    case PartnerReach::Way::Hub:
        return open ? tr("Through the hub. Not confirmed yet: %1, since %2").arg(number(reach.unconfirmed), since)
                    : tr("Through the hub. Everything is confirmed.");
    case PartnerReach::Way::Waiting:
        return open ? tr("No line. Waiting here: %1, since %2").arg(number(reach.unconfirmed), since)
                    : tr("No line. Nothing is waiting.");
    }
    Q_UNREACHABLE();
}

QString CarrierText::written(const Stick::Summary &summary)
{
    if (summary.written == 0)
        return summary.kept > 0 ? tr("Everything lies on the stick already. It can be pulled out.")
                                : tr("The partner has confirmed everything. Nothing was written.");
    return tr("Written: %1 envelopes, %2. The stick can be pulled out.")
        .arg(number(summary.written), QLocale().formattedDataSize(summary.bytes, 1));
}

QString CarrierText::read(const Stick::Summary &summary)
{
    if (!summary.refused.isEmpty())
        return tr("Taken in: %1. Refused: %2. %3")
            .arg(number(summary.taken), number(int(summary.refused.size())), ErrorText::of(summary.refused.first()));
    if (summary.taken + summary.known == 0)
        return tr("There is nothing for this institution on it.");
    return tr("Taken in: %1. The receipts lie on the stick; take it back to the partner.").arg(number(summary.taken));
}

QString CarrierText::hub(const HubView &hub, const QString &timeZone, const QString &language)
{
    if (hub.address.isEmpty())
        return tr("No hub is set. Records go directly or by stick.");
    if (!hub.up)
        return tr("Not connected. It is dialled again by itself.");
    return hub.country.isEmpty()
        ? tr("Connected since %1.").arg(clock(hub.since, timeZone))
        : tr("Connected since %1. Its disk stands in: %2").arg(clock(hub.since, timeZone), CodeText::country(hub.country, language));
}

} // namespace sizhen
