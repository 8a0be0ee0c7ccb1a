// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/board.h"
#include "ui/texts/stagetext.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QStringList columnIds()
{
    return {u"draft"_s, u"invited"_s, u"accepted"_s, u"now"_s, u"due"_s, u"decide"_s, u"archive"_s};
}

bool comesBefore(const CaseCard &one, const CaseCard &other)
{
    const bool mine = one.waitsForSide == one.mySide && !one.waitsFor.isEmpty();
    const bool others = other.waitsForSide == other.mySide && !other.waitsFor.isEmpty();
    if (mine != others)
        return mine;
    if (one.start.isValid() != other.start.isValid())
        return one.start.isValid();
    if (one.start.isValid() && one.start != other.start)
        return one.start < other.start;
    return one.updated > other.updated;
}

} // namespace

QString CardText::spoken() const
{
    QStringList parts{who, waits, when, trouble};
    parts.removeAll(QString());
    return parts.join(u". "_s);
}

QString Board::columnOf(const CaseCard &card, const QDateTime &now)
{
    static const QHash<QString, QString> byStage{
        {u"DRAFT"_s, u"draft"_s},          {u"PREPARED"_s, u"draft"_s},    {u"INVITED"_s, u"invited"_s},
        {u"NOT_ACCEPTED"_s, u"invited"_s}, {u"ACCEPTED"_s, u"accepted"_s}, {u"SCHEDULED"_s, u"accepted"_s},
        {u"IN_SESSION"_s, u"now"_s},       {u"PAUSED"_s, u"now"_s},        {u"ABORTED"_s, u"due"_s},
        {u"AWAITING_REPORT"_s, u"due"_s},  {u"REPORTED"_s, u"decide"_s},
    };
    if (card.stage == u"SCHEDULED"_s && card.start.isValid()
        && now >= card.start.addSecs(-std::chrono::duration_cast<std::chrono::seconds>(early).count()))
        return u"now"_s;
    return byStage.value(card.stage, u"archive"_s);
}

QList<BoardColumn> Board::columns(const QList<CaseCard> &cards, const QDateTime &now)
{
    QList<BoardColumn> result;
    for (const auto &id : columnIds())
        result.append({id, {}});
    for (const auto &card : cards) {
        const auto place = columnIds().indexOf(columnOf(card, now));
        result[place].cards.append(card);
    }
    for (auto &column : result)
        std::stable_sort(column.cards.begin(), column.cards.end(), comesBefore);
    return result;
}

QString Board::title(const QString &columnId)
{
    if (columnId == u"draft"_s)
        return tr("Draft");
    if (columnId == u"invited"_s)
        return tr("Invited");
    if (columnId == u"accepted"_s)
        return tr("Accepted");
    if (columnId == u"now"_s)
        return tr("Now");
    if (columnId == u"due"_s)
        return tr("Report due");
    if (columnId == u"decide"_s)
        return tr("To decide, sign");
    return tr("Archive");
}

CardText Board::text(const CaseCard &card, const Reader &reader)
{
    CardText text;
    const auto there = reader.there(card.partner);
    text.who = card.patient.isEmpty() ? card.code : card.patient;
    text.mine = card.waitsForSide == card.mySide;
    if (!card.waitsFor.isEmpty()) {
        auto act = StageText::action(card.waitsFor, reader.language);
        if (act.isEmpty())
            act = card.waitsFor;
        const auto city = there.city.in(reader.language);
        text.waits = text.mine ? tr("You: %1").arg(act) : tr("%1: %2", "who and what they have to do").arg(city, act);
    } else {
        text.waits = StageText::of(u"case"_s, card.stage, reader.language);
    }
    if (card.start.isValid()) {
        const auto ours = card.start.toTimeZone(TimeText::zone(reader.here.timeZone)).date();
        const bool today = ours == reader.now.toTimeZone(TimeText::zone(reader.here.timeZone)).date();
        const auto pair = TimeText::pair(card.start, reader.here, there);
        text.when = today ? pair : TimeText::day(ours) + u' ' + pair;
    } else if (card.updated.isValid()) {
        text.when = TimeText::since(card.updated, reader.now);
    }
    if (card.unconfirmed > 0)
        text.trouble = tr("%n not yet confirmed by %1", nullptr, card.unconfirmed).arg(there.city.in(reader.language));
    return text;
}

} // namespace sizhen
