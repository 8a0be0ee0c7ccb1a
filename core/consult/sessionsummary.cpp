// SPDX-License-Identifier: GPL-3.0-or-later
// The closing summary that both physicians confirm (SES-13).
#include "core/consult/reading.h"
#include "core/consult/sessionrecord.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Counted {
    QLatin1StringView kind;
    QLatin1StringView as;
};

constexpr Counted counted[] = {{"case.form_saved"_L1, "findings"_L1},
                               {"case.attachment_added"_L1, "images"_L1},
                               {"case.pulse_recorded"_L1, "pulse"_L1},
                               {"case.note"_L1, "notes"_L1},
                               {"case.patient_asked"_L1, "questions"_L1}};

bool endsTheSession(const QString &kind)
{
    return kind == u"case.end"_s || kind == u"case.abort"_s || kind == u"case.in_person"_s;
}

void takeInterruption(SessionSummary &summary, const Act &act)
{
    const auto at = momentOf(act.event);
    const bool open = !summary.interruptions.isEmpty() && !summary.interruptions.last().span.to.isValid();
    if (act.kind() == u"case.pause"_s || act.kind() == u"case.emergency"_s) {
        if (!open)
            summary.interruptions.append({{at, {}}, act.kind(), textOf(act.args(), u"reason"_s)});
    } else if (open && (act.kind() == u"case.resume"_s || endsTheSession(act.kind()))) {
        summary.interruptions.last().span.to = at;
    }
}

void takeData(SessionSummary &summary, const Act &act)
{
    for (const auto &one : counted) {
        if (act.kind() != one.kind)
            continue;
        for (auto &[as, count] : summary.data)
            if (as == one.as)
                ++count;
    }
}

void takePerson(SessionSummary &summary, const Act &act)
{
    if (act.kind() == u"case.check_in"_s)
        summary.people.append({nameOf(act.event.by), textOf(act.args(), u"as"_s), act.side, momentOf(act.event)});
}

void countMinutes(SessionSummary &summary, const CaseState &state, Side side)
{
    const auto minutes = mediaMinutes(state, side);
    summary.minutes[int(side)] = int(minutes.size());
    summary.mean[int(side)] = meanOf(minutes);
    summary.poorMinutes[int(side)] = int(
        std::ranges::count_if(minutes, [](const MediaMinute &one) { return !one.isWithin(sessionRules().quality); }));
}

QString moment(const QDateTime &at)
{
    return at.isValid() ? at.toUTC().toString(Qt::ISODateWithMs) : QString();
}

} // namespace

SessionSummary sessionSummary(const CaseState &state)
{
    SessionSummary summary;
    for (const auto &one : counted)
        summary.data.append({one.as, 0});
    for (const auto &act : state.acts) {
        takePerson(summary, act);
        if (act.kind() == u"case.start"_s)
            summary.begun = momentOf(act.event);
        if (!summary.begun.isValid())
            continue;
        if (act.kind() == u"case.request_more_data"_s)
            summary.ended = {};
        takeInterruption(summary, act);
        if (endsTheSession(act.kind()))
            summary.ended = momentOf(act.event);
        if (!summary.ended.isValid())
            takeData(summary, act);
        if (act.kind() == u"case.fallback"_s)
            summary.ladder.append(&act);
    }
    summary.unaccompanied = unaccompanied(state);
    countMinutes(summary, state, Side::Inviting);
    countMinutes(summary, state, Side::Invited);
    return summary;
}

qint64 SessionSummary::seconds() const
{
    if (!begun.isValid() || !ended.isValid())
        return 0;
    qint64 between = 0;
    for (const auto &one : interruptions)
        between += one.span.from.secsTo(one.span.to.isValid() ? one.span.to : ended);
    return begun.secsTo(ended) - between;
}

QByteArray SessionSummary::hash() const
{
    QCborArray who;
    for (const auto &one : people)
        who.append(QCborArray{one.name.toCbor(), one.as, sideName(one.side), moment(one.at)});
    QCborArray breaks;
    for (const auto &one : interruptions)
        breaks.append(QCborArray{moment(one.span.from), moment(one.span.to), one.kind, one.reason});
    QCborArray alone;
    for (const auto &one : unaccompanied)
        alone.append(QCborArray{moment(one.from), moment(one.to)});
    QCborArray steps;
    for (const auto *act : ladder)
        steps.append(QCborArray{textOf(act->args(), u"step"_s), moment(momentOf(act->event))});
    QCborArray amounts;
    for (const auto &[what, count] : data)
        amounts.append(QCborArray{what, count});
    return contentHash(QCborMap{{u"begun"_s, moment(begun)},
                                {u"ended"_s, moment(ended)},
                                {u"people"_s, who},
                                {u"interruptions"_s, breaks},
                                {u"unaccompanied"_s, alone},
                                {u"ladder"_s, steps},
                                {u"data"_s, amounts},
                                {u"minutes"_s, QCborArray{minutes[0], minutes[1]}},
                                {u"poor"_s, QCborArray{poorMinutes[0], poorMinutes[1]}}});
}

QCborMap confirmArgs(const CaseState &state, const Label &note)
{
    return {{u"note"_s, note.toCbor()}, {u"summary"_s, sessionSummary(state).hash()}};
}

} // namespace sizhen
