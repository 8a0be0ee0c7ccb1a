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

QString CallText::received(const CallStatistics &received)
{
    const QLocale locale;
    const auto picture = tr("%1 × %2, lost %3 %, frozen %4 s in all")
                             .arg(locale.toString(received.size.width()), locale.toString(received.size.height()),
                                  locale.toString(received.lossPct, 'f', 1), locale.toString(received.freezeS, 'f', 1));
    return received.jitterMs
        ? tr("%1; arrival varies by %2 ms").arg(picture, locale.toString(int(std::lround(*received.jitterMs))))
        : picture;
}

QString CallText::minute(const MediaMinute &minute)
{
    const QLocale locale;
    const auto whole = [&locale](double value) { return locale.toString(qint64(std::llround(value))); };
    return tr("%1 pictures a second, %2 kbit/s received, round trip %3 ms, arrival varies by %4 ms, lost %5 %, frozen "
              "%6 s")
        .arg(whole(minute.pictures), whole(minute.kbps), whole(minute.roundTripMs), whole(minute.jitterMs),
             locale.toString(minute.lossPct, 'f', 1), locale.toString(minute.frozenMs / 1000.0, 'f', 1));
}

QString CallText::keys(const CallView &view, const QString &language)
{
    if (view.stage == CallStage::Idle)
        return {};
    if (view.forwarder)
        return forwarded(view.forwarder->name.in(language));
    QStringList others;
    for (const auto &end : view.ends)
        others.append(end.stationName);
    if (others.isEmpty() && view.partner)
        others.append(view.partner->station.name);
    if (others.isEmpty())
        return {};
    if (others.size() == 1)
        return tr("Encrypted from end to end. Only %1 here and %2 there hold the keys, both verified.")
            .arg(view.ourStation, others.first());
    return tr("Encrypted from end to end. Only %1 here and the stations %2 hold the keys, all verified.")
        .arg(view.ourStation, QLocale().createSeparatedList(others));
}

QString CallText::stage(const RoomEnd &end)
{
    return end.stage == CallStage::Connected ? QString() : stage(end.stage, false, end.silent);
}

QString CallText::name(const RoomEnd &end, const QString &language)
{
    return tr("%1, %2", "person and station").arg(end.person.name.in(language), end.stationName);
}

QString CallText::forwarded(const QString &institution)
{
    return tr("Picture and sound pass through the server of %1, one of the two institutions, which could see them; nobody "
              "else holds a key.")
        .arg(institution);
}

QString CallText::forwardedConsent(const QString &institution)
{
    return tr("When more than three ends take part, picture and sound are forwarded by a server that %1 runs itself. They "
              "are encrypted on every line; on this server they are open for a moment, so %1 could see and hear them. Nothing "
              "is kept there, and no third party takes part. Pulse, findings and documents do not pass through it. Without the "
              "patient's agreement at most three ends speak at a time, and no server is used.")
        .arg(institution);
}

} // namespace sizhen
