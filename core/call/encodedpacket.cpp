// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/encodedpacket.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto pictureTrack = u"picture"_s;
const auto soundTrack = u"sound"_s;
const auto interpreterTrack = u"interpreter"_s;
const auto detailTrack = u"detail"_s;

const QString &trackOf(MediaTrack::Kind kind)
{
    switch (kind) {
    case MediaTrack::Kind::Picture:
        return pictureTrack;
    case MediaTrack::Kind::Sound:
        return soundTrack;
    case MediaTrack::Kind::Detail:
        return detailTrack;
    case MediaTrack::Kind::Interpreter:
        break;
    }
    return interpreterTrack;
}

} // namespace

QString MediaTrack::name() const
{
    return trackOf(kind) + u'.' + of;
}

std::optional<MediaTrack> MediaTrack::fromName(const QString &name)
{
    static const QRegularExpression language(u"^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}$"_s);
    const auto first = name.section(u'.', 0, 0);
    const auto of = name.section(u'.', 1);
    if (first == interpreterTrack && language.match(of).hasMatch())
        return MediaTrack{Kind::Interpreter, of};
    static const QRegularExpression side(u"^(inviting|invited)(-[2-9])?$"_s);
    for (const auto kind : {Kind::Picture, Kind::Sound, Kind::Detail})
        if (first == trackOf(kind) && side.match(of).hasMatch())
            return MediaTrack{kind, of};
    return std::nullopt;
}

void SharedTap::listen(EncodedTap *to)
{
    const QMutexLocker lock(&m_lock);
    m_to = to;
}

void SharedTap::take(const EncodedPacket &packet)
{
    const QMutexLocker lock(&m_lock);
    if (m_to)
        m_to->take(packet);
}

} // namespace sizhen
