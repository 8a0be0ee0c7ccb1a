// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/resolve.h"

#include "core/records/auditexport.h"
#include "core/records/roles.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostLines = 100'000;

// Who reads the log or takes it away is in it, allowed or not.
Result<> mayRead(const CommandCall &call, const QString &act, const QString &right)
{
    const auto actor = call.station->actor();
    if (mayDo(actor.person.roles, right))
        return {};
    const auto noted = call.station->ledger().noteAccess(actor, act, {}, Access::Outcome::Refused);
    if (!noted)
        return noted;
    return tl::unexpected(Error{Fault::Denied, u"access log: not this role"_s, u"SEC-06"_s, u"role.not_allowed"_s,
                                {{u"who"_s, u"SEC-ADMIN, AUDITOR"_s}}});
}

Result<QDateTime> momentOption(const CommandCall &call, const QString &name)
{
    const auto text = call.option(name);
    const auto moment = QDateTime::fromString(text, Qt::ISODate);
    if (!text.isEmpty() && !moment.isValid())
        return tl::unexpected(Error{Fault::Invalid, u"not a time: "_s + text, {}, u"ctl.usage"_s, {{u"usage"_s, u"--"_s + name}}});
    return moment;
}

QJsonObject show(const AccessEntry &entry)
{
    const auto &access = entry.access;
    return {{u"number"_s, qint64(entry.number)},
            {u"at"_s, entry.at.toString(Qt::ISODateWithMs)},
            {u"person"_s, access.person},
            {u"role"_s, access.role},
            {u"act"_s, access.act},
            {u"object"_s, access.object},
            {u"outcome"_s, access.outcome == Access::Outcome::Done ? u"done"_s : u"refused"_s},
            {u"reason"_s, access.reason}};
}

Result<QJsonValue> log(const CommandCall &call)
{
    if (const auto may = mayRead(call, u"access.read"_s, u"access.read"_s); !may)
        return tl::unexpected(may.error());
    const auto from = momentOption(call, u"from"_s);
    const auto to = momentOption(call, u"to"_s);
    const auto limit = numberOption(call, u"limit"_s, 200, 1, mostLines);
    if (!from || !to || !limit)
        return tl::unexpected(!from ? from.error() : !to ? to.error() : limit.error());
    AccessFilter filter{*from, *to, call.option(u"person"_s), call.option(u"act"_s), call.option(u"object"_s), {}};
    if (call.flag(u"refused"_s))
        filter.outcome = Access::Outcome::Refused;
    auto &ledger = call.station->ledger();
    const auto lines = ledger.noteAccess(call.station->actor(), u"access.read"_s).and_then([&] {
        return ledger.accessLog(filter, *limit);
    });
    if (!lines)
        return tl::unexpected(lines.error());
    QJsonArray rows;
    for (const auto &line : *lines)
        rows.append(show(line));
    return rows;
}

Result<QJsonValue> exportAll(const CommandCall &call)
{
    if (const auto may = mayRead(call, u"access.export"_s, u"access.export"_s); !may)
        return tl::unexpected(may.error());
    const auto written = exportAudit(call.station->ledger(), call.words.first(), call.station->actor());
    if (!written)
        return tl::unexpected(written.error());
    return QJsonObject{{u"access"_s, written->access},
                       {u"entries"_s, written->entries},
                       {u"certificates"_s, written->certificates},
                       {u"heads"_s, written->heads}};
}

// A signed note about a stretch of the log (SEC-16): an event in the stream that stays at home.
Result<QJsonValue> review(const CommandCall &call)
{
    if (const auto may = mayRead(call, u"access.review"_s, u"access.review"_s); !may)
        return tl::unexpected(may.error());
    const auto from = momentOption(call, u"from"_s);
    const auto to = momentOption(call, u"to"_s);
    if (!from || !to)
        return tl::unexpected(!from ? from.error() : to.error());
    const auto done = call.station->ledger().reviewAccess({*from, *to, call.option(u"note"_s)}, call.station->actor());
    if (!done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"reviewed"_s, true}};
}

Result<QJsonValue> breakGlass(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words.first());
    if (!id)
        return tl::unexpected(id.error());
    if (const auto done = desk.breakGlass(*id, call.option(u"reason"_s), call.station->actor()); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"case"_s, QString::fromLatin1(id->toHex())}};
}

QJsonObject show(const Desk &desk, const CaseException &one)
{
    const auto card = desk.card(one.caseId);
    QJsonObject row{{u"entry"_s, QString::fromLatin1(one.entry.toHex())},
                    {u"case"_s, card ? card->code : QString::fromLatin1(one.caseId.toHex())},
                    {u"by"_s, one.by.id},
                    {u"at"_s, one.at.toString(Qt::ISODate)},
                    {u"reason"_s, one.reason}};
    if (one.review)
        row.insert(u"review"_s, QJsonObject{{u"by"_s, one.review->by.id},
                                            {u"at"_s, one.review->at.toString(Qt::ISODate)},
                                            {u"justified"_s, one.review->justified},
                                            {u"note"_s, one.review->note}});
    return row;
}

Result<QJsonValue> exceptions(const CommandCall &call)
{
    const auto &desk = call.station->desk();
    const auto all = mayRead(call, u"access.read"_s, u"access.read"_s).and_then([&] { return desk.exceptions(); });
    if (!all)
        return tl::unexpected(all.error());
    QJsonArray rows;
    for (const auto &one : *all)
        rows.append(show(desk, one));
    return rows;
}

// ENTRY may be shortened to what is unique.
Result<QJsonValue> reviewException(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto all = desk.exceptions();
    if (!all)
        return tl::unexpected(all.error());
    const auto prefix = call.words.first().toLatin1();
    QList<QByteArray> matching;
    for (const auto &one : *all)
        if (one.entry.toHex().startsWith(prefix))
            matching.append(one.entry);
    const auto verdict = call.option(u"verdict"_s);
    if (matching.size() != 1)
        return fail(Fault::NotFound, u"no such exception, or several: "_s + call.words.first());
    if (verdict != u"justified"_s && verdict != u"unjustified"_s)
        return tl::unexpected(Error{Fault::Invalid, verdict, {}, u"ctl.usage"_s, {{u"usage"_s, u"--verdict justified|unjustified"_s}}});
    const auto done = desk.reviewException(matching.first(), verdict == u"justified"_s, call.option(u"note"_s), call.station->actor());
    if (!done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"reviewed"_s, true}};
}

} // namespace

QList<Command> accessCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"audit log"_s,
         .usage = u"[--from TIME] [--to TIME] [--person ID] [--act ACT] [--object ID] [--refused] [--limit N]"_s,
         .help = u"The newest lines of the access log that match (SEC-ADMIN, AUDITOR, QA)."_s,
         .needs = Needs::Person,
         .flags = {u"refused"_s},
         .options = {u"from"_s, u"to"_s, u"person"_s, u"act"_s, u"object"_s, u"limit"_s},
         .run = atOnce(log)},
        {.name = u"audit export"_s,
         .usage = u"FOLDER"_s,
         .help = u"Write access log, sealed entries, certificates and heads as JSON Lines; tools/verify_log.py checks them (AUDITOR)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(exportAll)},
        {.name = u"audit review"_s,
         .usage = u"--note TEXT [--from TIME] [--to TIME]"_s,
         .help = u"Sign a note that this stretch of the access log was reviewed."_s,
         .needs = Needs::Person,
         .options = {u"note"_s, u"from"_s, u"to"_s},
         .run = atOnce(review)},
        {.name = u"audit exceptions"_s,
         .help = u"Cases opened by exception, and their reviews (SEC-ADMIN, AUDITOR, QA)."_s,
         .needs = Needs::Person,
         .run = atOnce(exceptions)},
        {.name = u"audit exception"_s,
         .usage = u"ENTRY --verdict justified|unjustified --note TEXT"_s,
         .help = u"Sign what you found of a case that somebody else opened by exception (SEC-ADMIN, QA)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"verdict"_s, u"note"_s},
         .run = atOnce(reviewException)},
        {.name = u"case break-glass"_s,
         .usage = u"CASE --reason TEXT"_s,
         .help = u"Open a case that you are no part of, for a day; it is reviewed afterwards."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"reason"_s},
         .run = atOnce(breakGlass)},
    };
}

} // namespace sizhen
