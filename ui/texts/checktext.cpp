// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/checktext.h"

#include "ui/texts/errortext.h"
#include "ui/texts/mediatext.h"

#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString CheckText::name(const PreCallItem &item)
{
    if (const auto role = mediaRoleOf(item.id))
        return MediaText::role(*role);
    if (item.id == u"partner"_s)
        return tr("Way to the partner");
    if (item.id == u"bandwidth"_s)
        return tr("Bandwidth");
    if (item.id == u"providers"_s)
        return tr("Network providers");
    if (item.id.startsWith(u"provider."_s))
        return item.id.section(u'.', 1);
    if (item.id == u"relay"_s)
        return tr("Relay");
    if (item.id == u"clock"_s)
        return tr("Clock");
    return item.id == u"disk"_s ? tr("Disk") : item.id;
}

QString CheckText::sentence(const PreCallItem &item)
{
    const auto role = mediaRoleOf(item.id);
    if (!role || !item.args.contains(u"verdict"_s) || item.message.startsWith(u"check."_s))
        return ErrorText::of({Fault::Refused, {}, {}, item.message, item.args});
    const QLocale locale;
    const auto number = [&](const QString &key) { return locale.toString(item.args.value(key).toInt()); };
    if (item.id == u"camera"_s && item.state == PreCallItem::State::Good)
        return tr("%1 × %2, %3 pictures a second").arg(number(u"width"_s), number(u"height"_s), number(u"pictures"_s));
    if (item.id == u"loudspeaker"_s && item.state == PreCallItem::State::Good && item.args.contains(u"ms"_s))
        return tr("The microphone heard the test sound after %1 ms; the echo is taken out.").arg(number(u"ms"_s));
    return MediaText::verdict(MediaVerdict(item.args.value(u"verdict"_s).toInt()), *role);
}

QString CheckText::verdict(const PreCallResult &result)
{
    const auto *worst = result.worst();
    if (!worst)
        return tr("Ready for the consultation.");
    return result.isReady() ? tr("Ready, but take note: %1").arg(sentence(*worst))
                            : tr("Not ready: %1").arg(sentence(*worst));
}

QString CheckText::pending(const QString &part)
{
    if (part == u"devices"_s)
        return tr("Camera and sound are tried; a test sound is played.");
    if (part == u"line"_s)
        return tr("The way to the partner is measured.");
    return tr("Every way out of this room is tried.");
}

} // namespace sizhen
