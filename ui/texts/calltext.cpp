// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/calltext.h"

#include <QLocale>

#include <cmath>

namespace sizhen {

QString CallText::stage(CallStage stage, bool ringsThere, bool partnerSilent)
{
    switch (stage) {
    case CallStage::Idle:
        return tr("No call");
    case CallStage::Inviting:
        return ringsThere ? tr("It rings there") : tr("Calling");
    case CallStage::Ringing:
        return tr("The partner is calling");
    case CallStage::Connecting:
        return tr("Connecting picture and sound");
    case CallStage::Connected:
        return tr("Connected");
    case CallStage::Interrupted:
        return partnerSilent ? tr("The partner's program does not answer; trying again")
                             : tr("Picture and sound are interrupted; reconnecting");
    }
    Q_UNREACHABLE();
}

QString CallText::sending(const SendingStatistics &sending)
{
    const QLocale locale;
    const auto carries = locale.toString(int(std::lround(sending.carriesKbit / 10)) * 10);
    const auto lines = locale.toString(sending.picture.size.height());
    switch (sending.trouble) {
    case LineTrouble::Narrow:
        if (sending.carriesKbit <= 0)
            break;
        return sending.smaller
            ? tr("Your picture is sent smaller, with %1 lines: the line carries %2 kbit/s").arg(lines, carries)
            : tr("Your picture is sent less sharp: the line carries %1 kbit/s").arg(carries);
    case LineTrouble::Losses:
        return tr("Your picture is sent with %1 lines: the line loses too much").arg(lines);
    case LineTrouble::Silent:
        return tr("Little of your picture is sent: the partner does not confirm what arrives");
    case LineTrouble::None:
        break;
    }
    return tr("Your picture is sent with %1 lines, %2 kbit/s")
        .arg(lines, locale.toString(int(std::lround(sending.sentKbit / 10)) * 10));
}

QString CallText::keys(const QString &ourStation, const QStringList &otherStations)
{
    if (otherStations.size() == 1)
        return tr("Encrypted from end to end. Only %1 here and %2 there hold the keys, both verified.")
            .arg(ourStation, otherStations.first());
    return tr("Encrypted from end to end. Only %1 here and the stations %2 hold the keys, all verified.")
        .arg(ourStation, QLocale().createSeparatedList(otherStations));
}

QString CallText::stage(const RoomEnd &end)
{
    return end.stage == CallStage::Connected ? QString() : stage(end.stage, false, end.silent);
}

QString CallText::name(const RoomEnd &end, const QString &language)
{
    return tr("%1, %2", "person and station").arg(end.person.name.in(language), end.stationName);
}

} // namespace sizhen
