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

QString CallText::keys(const QString &ourStation, const QString &theirStation)
{
    return tr("Encrypted from end to end. Only %1 here and %2 there hold the keys, both verified.")
        .arg(ourStation, theirStation);
}

QString CallText::forwarded(const QString &institution)
{
    return tr("Picture and sound pass through the server of %1, one of the two institutions, which could see them; nobody "
              "else holds a key.")
        .arg(institution);
}

QString CallText::forwardedConsent(const QString &institution)
{
    return tr("More than three ends take part. Picture and sound are therefore forwarded by a server that %1 runs itself. They "
              "are encrypted on every line; on this server they are open for a moment, so %1 could see and hear them. Nothing "
              "is kept there, and no third party takes part. Pulse, findings and documents do not pass through it. If you do "
              "not agree, fewer ends speak at a time, without the server.")
        .arg(institution);
}

} // namespace sizhen
