// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sharedpictures.h"

#include "core/base/cbor.h"
#include "core/consult/reading.h"

#include <QCborArray>
#include <QSet>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pointerVersion = 1;
constexpr qsizetype longestPointer = 128;
constexpr qsizetype digestSize = 32;

bool isShare(const QCborValue &value)
{
    const double share = value.isDouble() || value.isInteger() ? value.toDouble() : -1;
    return std::isfinite(share) && share >= 0 && share <= 1;
}

} // namespace

std::optional<StillRequest> openStill(const CaseState &state, Side from, const QDateTime &now)
{
    std::optional<StillRequest> open;
    for (const auto &act : state.acts) {
        const auto &args = act.args();
        if (act.kind() == u"case.still_asked"_s && act.side == from)
            open = StillRequest{act.event.hash, textOf(args, u"role"_s), from, act.event.by.name, momentOf(act.event)};
        else if (open && act.kind() == u"case.attachment_added"_s && act.side != from
                 && (args.value(u"answers"_s).toByteArray() == open->entry || textOf(args, u"role"_s) == open->role))
            open.reset();
    }
    return open && open->at.secsTo(now) <= StillRequest::freshS ? open : std::nullopt;
}

QCborMap stillArgs(const QString &role)
{
    return {{u"role"_s, role}};
}

QList<SharedPicture> sharedPictures(const CaseState &state)
{
    QList<SharedPicture> pictures;
    for (const auto *act : state.all(u"case.attachment_added"_s)) {
        const auto attachment = attachmentIn(act->args());
        if (attachment && attachment->mediaType.startsWith(u"image/"_s))
            pictures.append({*attachment, textOf(act->args(), u"role"_s), act->side, act->event.at,
                             act->args().value(u"answers"_s).toByteArray()});
    }
    return pictures;
}

QList<PictureMark> marksOn(const CaseState &state, const QByteArray &sha256, Side side)
{
    QList<PictureMark> marks;
    for (const auto *act : state.all(u"case.picture_marked"_s)) {
        if (act->side != side || act->args().value(u"picture"_s).toByteArray() != sha256)
            continue;
        marks.clear(); // each act holds all of this side's
        for (const auto &one : act->args().value(u"marks"_s).toArray()) {
            const auto mark = one.toMap();
            marks.append({{mark.value(u"x"_s).toDouble(), mark.value(u"y"_s).toDouble()}, textOf(mark, u"text"_s)});
        }
    }
    return marks;
}

QCborMap pictureMarksArgs(const QByteArray &sha256, const QList<PictureMark> &marks)
{
    QCborArray list;
    for (const auto &mark : marks) {
        QCborMap one{{u"x"_s, mark.at.x()}, {u"y"_s, mark.at.y()}};
        if (!mark.text.isEmpty())
            one.insert(u"text"_s, mark.text);
        list.append(one);
    }
    return {{u"picture"_s, sha256}, {u"marks"_s, list}};
}

QByteArray PointedAt::toBytes() const
{
    QCborMap map{{u"v"_s, pointerVersion}, {u"picture"_s, picture}};
    if (at) {
        map.insert(u"x"_s, at->x());
        map.insert(u"y"_s, at->y());
    }
    return cbor::encode(map);
}

Result<PointedAt> PointedAt::fromBytes(const QByteArray &bytes)
{
    const auto map = bytes.size() <= longestPointer ? cbor::decodeMap(bytes) : fail(Fault::Corrupt, u"pointer: long"_s);
    if (!map)
        return tl::unexpected(map.error());
    PointedAt where{map->value(u"picture"_s).toByteArray(), {}};
    const auto x = map->value(u"x"_s);
    const auto y = map->value(u"y"_s);
    const bool gone = x.isUndefined() && y.isUndefined();
    if (map->value(u"v"_s).toInteger() != pointerVersion || where.picture.size() != digestSize
        || (!gone && !(isShare(x) && isShare(y))))
        return fail(Fault::Corrupt, u"pointer"_s);
    if (!gone)
        where.at = QPointF(x.toDouble(), y.toDouble());
    return where;
}

} // namespace sizhen
