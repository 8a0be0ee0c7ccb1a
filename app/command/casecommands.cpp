// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/offerjson.h"
#include "app/command/resolve.h"

#include "core/exchange/archive.h"
#include "core/records/roles.h"

#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QJsonValue> open(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto patient = resolvePatient(desk, call.words[0]);
    if (!patient)
        return tl::unexpected(patient.error());
    const auto partner = resolvePartner(desk.ledger(), call.words[1]);
    if (!partner)
        return tl::unexpected(partner.error());
    const auto json = readJson(call.words[2]);
    if (!json)
        return tl::unexpected(json.error());
    const auto args = argsFromJson(*json, {}, desk);
    if (!args)
        return tl::unexpected(args.error());
    const auto id = desk.openCase(*patient, *partner, *args, call.station->actor());
    if (!id)
        return tl::unexpected(id.error());
    return QJsonObject{{u"case"_s, QString::fromLatin1(id->toHex())}};
}

Result<QJsonValue> listCases(const CommandCall &call)
{
    const auto cards = call.station->desk().board();
    if (!cards)
        return tl::unexpected(cards.error());
    QJsonArray rows;
    for (const auto &card : *cards)
        rows.append(QJsonObject{{u"case"_s, QString::fromLatin1(card.id.toHex())},
                                {u"code"_s, card.code},
                                {u"stage"_s, card.stage},
                                {u"side"_s, sideName(card.mySide)},
                                {u"waitsFor"_s, card.waitsFor},
                                {u"waitsForSide"_s, sideName(card.waitsForSide)},
                                {u"unconfirmed"_s, card.unconfirmed}});
    return rows;
}

Result<QJsonValue> showCase(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto state = desk.caseState(*id);
    if (!state)
        return tl::unexpected(state.error());
    QJsonObject machines;
    for (auto it = state->machines.cbegin(); it != state->machines.cend(); ++it)
        machines.insert(it.key(), it.value());
    const auto offers = call.station->isLoggedIn() ? desk.offers(*id, call.station->actor()) : QList<Offer>();
    return QJsonObject{{u"case"_s, QString::fromLatin1(id->toHex())},
                       {u"code"_s, state->code()},
                       {u"side"_s, sideName(state->mySide)},
                       {u"held"_s, state->held},
                       {u"machines"_s, machines},
                       {u"acts"_s, actsJson(state->acts)},
                       {u"flagged"_s, flaggedJson(state->flagged)},
                       {u"offers"_s, offersJson(offers)}};
}

Result<QJsonValue> act(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto json = call.words.size() > 2 ? readJson(call.words[2]) : Result<QJsonObject>(QJsonObject());
    if (!json)
        return tl::unexpected(json.error());
    const auto folder = call.option(u"folder"_s, call.words.size() > 2 ? QFileInfo(call.words[2]).path() : QString());
    const auto args = argsFromJson(*json, folder, desk);
    if (!args)
        return tl::unexpected(args.error());
    if (const auto done = asSigner(call, [&] { return desk.act(*id, call.words[1], *args, call.station->actor()); }); !done) {
        // "From a newer version" is for acts that arrive; a kind typed here is a slip.
        if (done.error().message == u"act.unknown"_s)
            return tl::unexpected(
                Error{Fault::Invalid, u"kind"_s, {}, u"ctl.unknown_kind"_s, {{u"kind"_s, call.words[1]}}});
        return tl::unexpected(done.error());
    }
    const auto state = desk.caseState(*id);
    if (!state)
        return tl::unexpected(state.error());
    const auto *written = state->latest(call.words[1]);
    return QJsonObject{{u"stage"_s, state->stage()},
                       {u"entry"_s, written ? QString::fromLatin1(written->event.hash.toHex()) : QString()}};
}

// SEC-09, ARC-11: whoever sees the case whole, or an office with the right; with the purpose, in the access log.
Result<> mayExport(const CommandCall &call, const QByteArray &id)
{
    const auto actor = call.station->isLoggedIn() ? call.station->actor() : call.station->ledger().systemActor();
    const auto sight = call.station->desk().sightOf(id);
    const auto may = sight == Sight::Whole || (sight == Sight::Office && mayDo(actor.person.roles, u"archive.export"_s));
    const auto noted = call.station->ledger().noteAccess(actor, u"archive.export"_s, QString::fromLatin1(id.toHex()),
                                                         may ? Access::Outcome::Done : Access::Outcome::Refused,
                                                         call.option(u"reason"_s));
    if (!noted || may)
        return noted;
    return tl::unexpected(Error{Fault::Denied, u"export: not for this role"_s, u"SEC-09"_s, u"sec.no_access"_s, {}});
}

Result<QJsonValue> exportCase(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    if (const auto may = mayExport(call, *id); !may)
        return tl::unexpected(may.error());
    const auto files = archiveOf(call.station->desk(), *id);
    if (!files)
        return tl::unexpected(files.error());
    const QDir folder(call.option(u"out"_s, u"."_s));
    QJsonArray written;
    Release release;
    release.way = u"export"_s;
    release.whom = call.option(u"for"_s, u"own archive"_s);
    release.kinds = QStringList{u"archive"_s};
    release.bytes = 0;
    for (const auto &file : *files)
        release.bytes += file.bytes.size();
    // The register first: what cannot be accounted for does not leave (RES-03).
    if (const auto noted = call.station->desk().noteRelease(*id, release, call.station->actor()); !noted)
        return tl::unexpected(noted.error());
    for (const auto &file : *files) {
        if (const auto stored = writeFile(folder.filePath(file.path), file.bytes); !stored)
            return tl::unexpected(stored.error());
        written.append(file.path);
    }
    return QJsonObject{{u"folder"_s, folder.path()}, {u"files"_s, written}};
}

Result<QJsonValue> manifest(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto manifest = call.station->desk().manifest(*id);
    if (!manifest)
        return tl::unexpected(manifest.error());
    return QJsonObject{{u"sha256"_s, manifest->sha256()},
                       {u"items"_s, manifest->items.size()},
                       {u"missing"_s, QJsonArray::fromStringList(manifest->missing)}};
}

} // namespace

QList<Command> caseCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"case open"_s,
         .usage = u"PATIENT PARTNER ARGS.json"_s,
         .help = u"Open a case for a patient with a partner."_s,
         .needs = Needs::Person,
         .minWords = 3,
         .maxWords = 3,
         .run = atOnce(open)},
        {.name = u"case list"_s,
         .usage = {},
         .help = u"All cases with stage and what each waits for."_s,
         .run = atOnce(listCases)},
        {.name = u"case show"_s,
         .usage = u"CASE"_s,
         .help = u"States, acts, what may be done and why not the rest."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(showCase)},
        {.name = u"case act"_s,
         .usage = u"CASE KIND [ARGS.json] [--folder DIR]"_s,
         .help = u"Do one step of the service; kinds and args are listed in docs/events.md."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 3,
         .options = {u"folder"_s},
         .run = atOnce(act)},
        {.name = u"case manifest"_s,
         .usage = u"CASE"_s,
         .help = u"Hash of the archive's manifest and what is missing (ARC-02)."_s,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(manifest)},
        {.name = u"case export"_s,
         .usage = u"CASE --out DIR [--for WHOM] [--reason TEXT]"_s,
         .help = u"Write manifest, acts and originals as plain files. They leave the sealed store; the register says so."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"out"_s, u"for"_s, u"reason"_s},
         .run = atOnce(exportCase)},
    };
}

} // namespace sizhen
