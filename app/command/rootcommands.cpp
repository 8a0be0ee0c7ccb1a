// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/files.h"
#include "app/command/refusaljson.h"

#include "core/consult/sharepaper.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Typed words or scanned code; asked for like a password, never on the command line.
Result<RootShare> askShare(const CommandCall &call, const QString &which)
{
    const auto secret = call.secret(which);
    if (!secret)
        return tl::unexpected(secret.error());
    auto text = QString::fromUtf8(secret->view());
    auto share = RootShare::fromText(text);
    wipe(text);
    return share;
}

// Who is named in the access log: the person logged in with --as, else this station.
Actor whoActs(const CommandCall &call)
{
    return call.station->isLoggedIn() ? call.station->actor() : call.station->ledger().systemActor();
}

template <typename Use>
auto withTwoShares(const CommandCall &call, Use use)
    -> decltype(use(std::declval<RootShare>(), std::declval<RootShare>()))
{
    const auto one = askShare(call, u"share-one"_s);
    if (!one)
        return tl::unexpected(one.error());
    const auto other = askShare(call, u"share-two"_s);
    if (!other)
        return tl::unexpected(other.error());
    return use(*one, *other);
}

// Straight to its place, for the owner alone, and never over something else: no temporary copy of a share.
Result<> writeSecretFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && file.write(bytes) == bytes.size() && file.flush())
        return {};
    return tl::unexpected(Error{Fault::Io, file.errorString(), {}, u"file.unwritable"_s, {{u"file"_s, path}}});
}

QString placeName(Ledger::RootState::Place place)
{
    switch (place) {
    case Ledger::RootState::Place::Vault:
        return u"vault"_s;
    case Ledger::RootState::Place::Present:
        return u"present"_s;
    case Ledger::RootState::Place::Offline:
        return u"offline"_s;
    }
    Q_UNREACHABLE();
}

Result<QJsonValue> rootStatus(const CommandCall &call)
{
    const auto &ledger = call.station->ledger();
    const auto state = ledger.rootState();
    QJsonObject json{{u"root"_s, placeName(state.place)},
                     {u"certificatesEnd"_s, ledger.certificatesEnd().toString(Qt::ISODate)},
                     {u"stations"_s, ledger.stationCertificates().size()}};
    if (state.until.isValid())
        json.insert(u"until"_s, state.until.toString(Qt::ISODate));
    if (state.sharesMade.isValid()) {
        json.insert(u"shareSet"_s, state.shareSet);
        json.insert(u"sharesMade"_s, state.sharesMade.toString(Qt::ISODate));
    }
    return json;
}

Result<QJsonValue> shares(const CommandCall &call)
{
    auto &ledger = call.station->ledger();
    const QDir folder(call.option(u"out"_s));
    if (call.option(u"out"_s).isEmpty() || !folder.exists())
        return tl::unexpected(
            Error{Fault::Invalid, u"no folder"_s, {}, u"ctl.usage"_s, {{u"usage"_s, u"root shares --out DIR"_s}}});
    const auto made = call.station->desk().makeRootShares(whoActs(call));
    if (!made)
        return tl::unexpected(made.error());
    QJsonArray files;
    for (const auto &share : *made) {
        auto pdf = renderSharePaper(ledger.institution(), share, ledger.now());
        if (!pdf)
            return tl::unexpected(pdf.error());
        const auto path = folder.filePath(u"root-share-%1-of-3.pdf"_s.arg(share.number()));
        const auto written = writeSecretFile(path, *pdf);
        wipe(*pdf);
        if (!written)
            return tl::unexpected(written.error());
        files.append(path);
    }
    return QJsonObject{{u"set"_s, made->front().set}, {u"files"_s, files}};
}

Result<QJsonValue> offline(const CommandCall &call)
{
    return withTwoShares(call, [&call](const RootShare &one, const RootShare &other) -> Result<QJsonValue> {
        if (const auto gone = call.station->desk().takeRootOffline(one, other, whoActs(call)); !gone)
            return tl::unexpected(gone.error());
        return rootStatus(call);
    });
}

Result<QJsonValue> present(const CommandCall &call)
{
    if (const auto here = presentRoot(call); !here)
        return tl::unexpected(here.error());
    return rootStatus(call);
}

Result<QJsonValue> forget(const CommandCall &call)
{
    call.station->ledger().forgetRoot();
    return rootStatus(call);
}

Result<QJsonValue> renew(const CommandCall &call)
{
    if (const auto done = call.station->ledger().renewCertificates(); !done)
        return tl::unexpected(done.error());
    return rootStatus(call);
}

Result<QJsonValue> boxKey(const CommandCall &call)
{
    if (const auto done = call.station->ledger().newBoxKey(); !done)
        return tl::unexpected(done.error());
    return rootStatus(call);
}

// A new vault for an institution that lost everything but two papers and a partner.
Result<QJsonValue> restoreRoot(const CommandCall &call)
{
    const auto card = readFile(call.words.first());
    if (!card)
        return tl::unexpected(card.error());
    return withTwoShares(call, [&](const RootShare &one, const RootShare &other) -> Result<QJsonValue> {
        const auto passphrase = call.secret(u"passphrase"_s);
        if (!passphrase)
            return tl::unexpected(passphrase.error());
        auto vault = Vault::create(call.vaultFolder, *passphrase,
                                   call.flag(u"fast"_s) ? KdfCost::lightest() : KdfCost::moderate());
        if (!vault)
            return tl::unexpected(vault.error());
        const auto made
            = Ledger::foundAgain(**vault, *card, call.option(u"station"_s, u"Room 1"_s), one, other, systemClock());
        if (!made)
            return tl::unexpected(made.error());
        const auto ledger = Ledger::open(**vault, systemClock());
        if (!ledger)
            return tl::unexpected(ledger.error());
        return QJsonObject{{u"institution"_s, (*ledger)->institution().id()},
                           {u"root"_s, QString::fromLatin1((*ledger)->institution().root.toHex())}};
    });
}

QDateTime fromOption(const CommandCall &call)
{
    const auto text = call.option(u"from"_s);
    return text.isEmpty() ? call.station->ledger().now() : QDateTime::fromString(text, Qt::ISODate);
}

QJsonObject holdingsJson(const StationHoldings &held)
{
    QJsonArray cases;
    QJsonArray open;
    for (const auto &one : held.cases) {
        cases.append(one.code);
        if (one.open)
            open.append(one.code);
    }
    QJsonArray partners;
    for (const auto &name : held.partners)
        partners.append(name.en());
    return {{u"station"_s, held.name},
            {u"since"_s, held.since.toString(Qt::ISODate)},
            {u"revokedFrom"_s, held.revokedFrom.toString(Qt::ISODate)},
            {u"cases"_s, cases},
            {u"openCases"_s, open},
            {u"patients"_s, QJsonArray::fromStringList(held.patients)},
            {u"people"_s, QJsonArray::fromStringList(held.people)},
            {u"partners"_s, partners}};
}

// The station of that name, or whose key begins with those hex digits.
Result<QByteArray> stationNamed(const Ledger &ledger, const QString &name)
{
    QList<QByteArray> found;
    for (const auto &certified : ledger.stationCertificates()) {
        const auto station = openStationCertificate(certified);
        if (station
            && (station->name == name || (name.size() >= 8 && station->station.toHex().startsWith(name.toLatin1()))))
            found.append(station->station);
    }
    if (found.size() == 1)
        return found.first();
    return refuse(u"SEC-08"_s, u"id.revoke_unknown"_s);
}

Result<QJsonValue> lost(const CommandCall &call)
{
    const auto key = stationNamed(call.station->ledger(), call.words.first());
    if (!key)
        return tl::unexpected(key.error());
    auto &desk = call.station->desk();
    const auto held = call.flag(u"dry-run"_s)
        ? desk.holdings(*key)
        : desk.stationLost(*key, fromOption(call), call.option(u"reason"_s, u"LOST"_s), call.option(u"text"_s),
                           whoActs(call));
    if (!held)
        return tl::unexpected(held.error());
    return holdingsJson(*held);
}

Result<QJsonValue> revokePerson(const CommandCall &call)
{
    const auto revoked
        = call.station->desk().revokePerson(call.words.first(), fromOption(call), call.option(u"reason"_s, u"LEFT"_s),
                                            call.option(u"text"_s), whoActs(call));
    if (!revoked)
        return tl::unexpected(revoked.error());
    return QJsonObject{{u"person"_s, call.words.first()}, {u"from"_s, revoked->fromTime().toString(Qt::ISODate)}};
}

Result<QJsonValue> refusals(const CommandCall &call)
{
    QJsonArray rows;
    for (const auto &refusal : call.station->ledger().refusals())
        rows.append(refusalJson(refusal));
    return rows;
}

} // namespace

Result<QDateTime> presentRoot(const CommandCall &call)
{
    return withTwoShares(call, [&call](const RootShare &one, const RootShare &other) {
        return call.station->desk().presentRoot(one, other, whoActs(call));
    });
}

QList<Command> rootCommands()
{
    using Needs = Command::Needs;
    const QStringList why{u"reason"_s, u"text"_s, u"from"_s};
    return {
        {.name = u"root status"_s, .usage = {}, .help = u"Where the institution's root is."_s, .run = atOnce(rootStatus)},
        {.name = u"root shares"_s,
         .usage = u"--out DIR"_s,
         .help = u"Split the root: three sheets for three officers, any two restore it (secret; print, then delete)."_s,
         .options = {u"out"_s},
         .run = atOnce(shares)},
        {.name = u"root offline"_s,
         .usage = {},
         .help = u"Take the root out of this vault, after two officers typed or scanned their shares."_s,
         .run = atOnce(offline)},
        {.name = u"root present"_s,
         .usage = {},
         .help = u"Two officers present their shares: the root is here for 15 minutes (shell; else --present)."_s,
         .run = atOnce(present)},
        {.name = u"root forget"_s,
         .usage = {},
         .help = u"Wipe the root from memory now (shell)."_s,
         .run = atOnce(forget)},
        {.name = u"root renew"_s,
         .usage = {},
         .help = u"Renew this station's certificates and the card; partners are told. Needs the root."_s,
         .run = atOnce(renew)},
        {.name = u"root box-key"_s,
         .usage = {},
         .help = u"A new institution box key (yearly, or after a loss); partners are told. Needs the root."_s,
         .run = atOnce(boxKey)},
        {.name = u"root restore"_s,
         .usage = u"CARD [--station NAME] [--fast]"_s,
         .help
         = u"Make a new vault for this institution from two shares and the card file that a partner gives (partner card --for)."_s,
         .needs = Needs::Folder,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"fast"_s},
         .options = {u"station"_s},
         .run = atOnce(restoreRoot)},
        {.name = u"station lost"_s,
         .usage = u"STATION [--reason LOST|STOLEN|…] [--text T] [--from INSTANT] [--dry-run]"_s,
         .help = u"A station is gone: revoke it, make new keys, tell partners, list what it held. Needs the root."_s,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"dry-run"_s},
         .options = why,
         .run = atOnce(lost)},
        {.name = u"station refusals"_s,
         .usage = {},
         .help = u"What came from outside and was refused, newest first."_s,
         .run = atOnce(refusals)},
        {.name = u"person revoke"_s,
         .usage = u"PERSON [--reason LEFT|…] [--text T] [--from INSTANT]"_s,
         .help = u"A person left: what he or she signs from now on counts nowhere. Needs the root."_s,
         .minWords = 1,
         .maxWords = 1,
         .options = why,
         .run = atOnce(revokePerson)},
    };
}

} // namespace sizhen
