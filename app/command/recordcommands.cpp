// SPDX-License-Identifier: GPL-3.0-or-later
// The record itself: who was given what, fields with two values, how long it is kept, how it ends.
#include "app/command/argsjson.h"
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/resolve.h"

#include "core/consult/disclosure.h"
#include "core/consult/fieldregister.h"
#include "core/consult/owed.h"
#include "core/consult/papers.h"
#include "core/consult/reading.h"
#include "core/consult/retention.h"
#include "core/documents/renderer.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

Result<CaseState> stateOf(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    return call.station->desk().caseState(*id);
}

Result<QJsonValue> disclosures(const CommandCall &call)
{
    const auto state = stateOf(call);
    if (!state)
        return tl::unexpected(state.error());
    QJsonArray rows;
    for (const auto &one : disclosuresOf(*state))
        rows.append(QJsonObject{{u"at"_s, one.at.toString(Qt::ISODate)},
                                {u"by"_s, one.by.id},
                                {u"side"_s, sideName(one.side)},
                                {u"way"_s, one.release.way},
                                {u"to"_s, hex(one.release.to)},
                                {u"whom"_s, one.release.whom},
                                {u"kinds"_s, QJsonArray::fromStringList(one.release.kinds)},
                                {u"epoch"_s, qint64(one.release.epoch)},
                                {u"bytes"_s, one.release.bytes},
                                {u"ground"_s, toJson(one.release.ground)},
                                {u"entry"_s, hex(one.entry)}});
    return rows;
}

Result<QJsonValue> yearly(const CommandCall &call)
{
    bool number = false;
    const auto year = call.words[0].toInt(&number);
    if (!number)
        return tl::unexpected(Error{Fault::Invalid, u"year"_s, {}, u"ctl.not_a_number"_s,
                                    {{u"option"_s, u"year"_s}, {u"from"_s, 2000}, {u"to"_s, 2200},
                                     {u"text"_s, call.words[0]}}});
    const auto totals = yearlyDisclosures(call.station->desk(), year);
    if (!totals)
        return tl::unexpected(totals.error());
    QJsonArray rows;
    for (const auto &total : *totals)
        rows.append(QJsonObject{{u"to"_s, hex(total.to)},
                                {u"country"_s, total.country},
                                {u"persons"_s, total.persons},
                                {u"cases"_s, total.cases},
                                {u"releases"_s, total.releases},
                                {u"bytes"_s, total.bytes}});
    return rows;
}

QJsonArray valuesJson(const FieldConflict &conflict)
{
    QJsonArray values;
    for (const auto &value : conflict.values)
        values.append(QJsonObject{{u"value"_s, toJson(value.value)},
                                  {u"by"_s, value.by},
                                  {u"at"_s, value.at.toString(Qt::ISODate)},
                                  {u"entry"_s, hex(value.entry)}});
    return values;
}

Result<QJsonValue> conflicts(const CommandCall &call)
{
    const auto state = stateOf(call);
    if (!state)
        return tl::unexpected(state.error());
    QJsonArray fields;
    for (const auto &conflict : state->conflicts())
        fields.append(QJsonObject{{u"form"_s, conflict.form},
                                  {u"field"_s, conflict.field},
                                  {u"side"_s, sideName(conflict.side)},
                                  {u"values"_s, valuesJson(conflict)}});
    QJsonArray drafts;
    for (const auto &kind : {u"report.release_opinion"_s, u"case.decision_draft"_s})
        for (const auto *act : state->rivals(kind))
            drafts.append(QJsonObject{{u"kind"_s, kind},
                                      {u"by"_s, act->event.by.id},
                                      {u"at"_s, act->event.at.toString(Qt::ISODate)},
                                      {u"entry"_s, hex(act->event.hash)}});
    return QJsonObject{{u"fields"_s, fields}, {u"drafts"_s, drafts}};
}

// The value of the named entry becomes the field's, by an event that names them all.
Result<QJsonValue> resolve(const CommandCall &call)
{
    const auto state = stateOf(call);
    if (!state)
        return tl::unexpected(state.error());
    for (const auto &conflict : state->conflicts()) {
        if (conflict.side != state->mySide || conflict.form != call.words[1] || conflict.field != call.words[2])
            continue;
        QCborArray named;
        std::optional<QCborValue> chosen;
        for (const auto &value : conflict.values) {
            named.append(value.entry);
            if (hex(value.entry).startsWith(call.words[3]))
                chosen = value.value;
        }
        if (!chosen)
            break;
        const QCborMap args{{u"form"_s, conflict.form},
                            {u"answers"_s, QCborMap{{conflict.field, *chosen}}},
                            {u"resolves"_s, named},
                            {u"reason"_s, call.option(u"reason"_s, u"two values were written at the same time"_s)}};
        const auto done
            = call.station->desk().act(state->id, u"case.form_saved"_s, args, call.station->actor());
        if (!done)
            return tl::unexpected(done.error());
        return QJsonObject{{u"field"_s, conflict.field}, {u"value"_s, toJson(*chosen)}};
    }
    return tl::unexpected(Error{Fault::NotFound, u"conflict"_s, {}, u"ctl.not_one_of_ours"_s,
                                {{u"text"_s, call.words[2] + u' ' + call.words[3]}}});
}

Result<QJsonValue> retention(const CommandCall &call)
{
    const auto state = stateOf(call);
    if (!state)
        return tl::unexpected(state.error());
    const auto kept = call.station->desk().retention(state->id);
    const auto there = call.station->desk().destroyedByPartner(state->id);
    if (!kept || !there)
        return tl::unexpected(kept ? there.error() : kept.error());
    QJsonArray holds;
    for (const auto *hold : holdsOf(*state))
        holds.append(QJsonObject{{u"side"_s, sideName(hold->side)},
                                 {u"by"_s, hold->event.by.id},
                                 {u"at"_s, hold->event.at.toString(Qt::ISODate)},
                                 {u"reason"_s, textOf(hold->args(), u"reason"_s)}});
    QJsonArray approvals;
    for (const auto *act : destructionApprovals(*state, state->mySide))
        approvals.append(act->event.by.id);
    return QJsonObject{{u"class"_s, kept->recordClass},
                       {u"years"_s, kept->years},
                       {u"from"_s, kept->from.toString(Qt::ISODate)},
                       {u"until"_s, kept->until.toString(Qt::ISODate)},
                       {u"over"_s, kept->isOverAt(call.station->ledger().now())},
                       {u"source"_s, kept->source},
                       {u"checked"_s, kept->checked},
                       {u"holds"_s, holds},
                       {u"approvals"_s, approvals},
                       {u"partnerDestroyed"_s, there->isValid() ? there->toString(Qt::ISODate) : QString()}};
}

// ARC-03: who owes what, the overdue first.
Result<QJsonValue> owed(const CommandCall &call)
{
    const auto cards = call.station->desk().board(-1);
    if (!cards)
        return tl::unexpected(cards.error());
    const auto now = call.station->ledger().now();
    QList<std::pair<QDateTime, QJsonObject>> rows;
    for (const auto &card : *cards) {
        const auto state = call.station->desk().caseState(card.id);
        if (!state)
            return tl::unexpected(state.error());
        const auto agreement = call.station->desk().agreement(QByteArray::fromHex(card.partner.toLatin1()));
        for (const auto &one : recordsOwed(*state, agreement.value_or(AgreementState())))
            rows.append({one.due, QJsonObject{{u"case"_s, hex(card.id)},
                                              {u"code"_s, card.code},
                                              {u"what"_s, one.what},
                                              {u"side"_s, sideName(one.side)},
                                              {u"ours"_s, one.side == card.mySide},
                                              {u"due"_s, one.due.toString(Qt::ISODate)},
                                              {u"overdue"_s, one.isOverdueAt(now)}}});
    }
    std::ranges::stable_sort(rows, {}, [](const auto &row) { return row.first; });
    QJsonArray list;
    for (const auto &row : rows)
        list.append(row.second);
    return list;
}

QJsonObject stoneJson(const Tombstone &stone)
{
    return {{u"case"_s, hex(stone.caseId)},
            {u"code"_s, stone.code},
            {u"at"_s, stone.at.toString(Qt::ISODate)},
            {u"by"_s, stone.by.id},
            {u"certificate"_s, toJson(stone.args)},
            {u"entry"_s, hex(stone.entry)}};
}

Result<QJsonValue> destroy(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto backups = call.option(u"backups"_s).split(u';', Qt::SkipEmptyParts);
    const auto stone = call.station->desk().destroyCase(*id, backups, call.station->actor());
    if (!stone)
        return tl::unexpected(stone.error());
    return stoneJson(*stone);
}

Result<QJsonValue> destroyed(const CommandCall &call)
{
    const auto stones = call.station->desk().tombstones();
    if (!stones)
        return tl::unexpected(stones.error());
    if (const auto out = call.option(u"certificate"_s); !out.isEmpty() && !stones->isEmpty()) {
        const auto job = destructionPaper(stones->first(), call.station->ledger().institution());
        if (!job)
            return tl::unexpected(job.error());
        const auto pdf = renderPdf(job->spec, job->data, job->created, job->dataSha256);
        if (!pdf)
            return tl::unexpected(pdf.error());
        if (const auto written = writeFile(out, *pdf); !written)
            return tl::unexpected(written.error());
    }
    QJsonArray rows;
    for (const auto &stone : *stones)
        rows.append(stoneJson(stone));
    return rows;
}

Result<QJsonValue> rotate(const CommandCall &call)
{
    const auto rotated = call.station->desk().rotateOpenCases();
    if (!rotated)
        return tl::unexpected(rotated.error());
    return QJsonObject{{u"streams"_s, rotated->size()}};
}

} // namespace

QList<Command> recordCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"case disclosures"_s,
         .usage = u"CASE"_s,
         .help = u"Everything of the case that was given to anybody: keys, exports, prints; by whom and on what ground (RES-03)."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(disclosures)},
        {.name = u"disclosures"_s,
         .usage = u"YEAR"_s,
         .help = u"The year's releases per recipient: persons, cases, bytes."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(yearly)},
        {.name = u"case conflicts"_s,
         .usage = u"CASE"_s,
         .help = u"Fields, opinions and plans that two people wrote at the same time."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(conflicts)},
        {.name = u"case resolve"_s,
         .usage = u"CASE FORM FIELD ENTRY [--reason TEXT]"_s,
         .help = u"Decide between two values of a field: the one of this entry counts."_s,
         .needs = Needs::Person,
         .minWords = 4,
         .maxWords = 4,
         .options = {u"reason"_s},
         .run = atOnce(resolve)},
        {.name = u"case retention"_s,
         .usage = u"CASE"_s,
         .help = u"Until when the case must be kept, under which law, holds and approvals (ARC-04)."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(retention)},
        {.name = u"case owed"_s,
         .usage = {},
         .help = u"Which side still has to write which part of which record, by when (ARC-03)."_s,
         .run = atOnce(owed)},
        {.name = u"case destroy"_s,
         .usage = u"CASE [--backups \"tape 7;disk 2\"]"_s,
         .help = u"After retention, without hold, with two approvals: destroys the case's keys for ever (ARC-13)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"backups"_s},
         .run = atOnce(destroy)},
        {.name = u"case destroyed"_s,
         .usage = u"[--certificate FILE.pdf]"_s,
         .help = u"What was destroyed here; the newest one's certificate as a page to sign."_s,
         .options = {u"certificate"_s},
         .run = atOnce(destroyed)},
        {.name = u"keys rotate"_s,
         .usage = {},
         .help = u"New keys for every open case, released to the partners that still share it."_s,
         .needs = Needs::Person,
         .run = atOnce(rotate)},
    };
}

} // namespace sizhen
