// SPDX-License-Identifier: GPL-3.0-or-later
// The vault's keys, backups, restores and drills.
#include "app/command/command.h"
#include "app/station/keyring.h"

#include "core/base/cbor.h"

#include <QDir>
#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString actorOf(const Station &station)
{
    return station.isLoggedIn() ? station.actor().person.id : station.ledger().systemActor().person.id;
}

Result<> noted(Station &station, const QString &act, const QString &object)
{
    return station.ledger().noteAccess({actorOf(station), {}, act, object});
}

QJsonObject slotJson(const KeySlot &slot)
{
    return {{u"id"_s, slot.id}, {u"kind"_s, slotKindName(slot.kind)}, {u"made"_s, slot.made.toString(Qt::ISODate)}};
}

// Shown once, and printed as it goes on paper.
QJsonValue codeJson(const RecoveryCode &code)
{
    QJsonArray lines;
    for (const auto &line : code.text().view().toByteArray().split('\n'))
        lines.append(QString::fromLatin1(line));
    return lines;
}

Result<RecoveryCode> askedCode(const CommandCall &call)
{
    const auto typed = call.secret(u"recovery-code"_s);
    return typed ? RecoveryCode::parse(*typed) : tl::unexpected(typed.error());
}

void addSlot(const CommandCall &call, const CommandDone &done)
{
    auto &station = *call.station;
    if (call.words.value(1) == u"administrator"_s) {
        const auto code = RecoveryCode::random();
        const auto id = station.vault().keys()->addAdministrator(code, station.ledger().now());
        if (!id)
            return done(tl::unexpected(id.error()));
        if (const auto written = noted(station, u"vault.slot_added"_s, *id); !written)
            return done(tl::unexpected(written.error()));
        return done(QJsonObject{{u"id"_s, *id}, {u"code"_s, codeJson(code)}});
    }
    keyring::addSlot(call.owner, station.vault(), station.ledger().now(), [&station, done](const Result<QString> &id) {
        if (!id)
            return done(tl::unexpected(id.error()));
        if (const auto written = noted(station, u"vault.slot_added"_s, *id); !written)
            return done(tl::unexpected(written.error()));
        done(QJsonObject{{u"id"_s, *id}});
    });
}

// vault slot list | add administrator | add keyring | remove ID
void slot(const CommandCall &call, const CommandDone &done)
{
    const auto what = call.words.value(0);
    const auto whom = call.words.value(1);
    auto &station = *call.station;
    if (what == u"list"_s && whom.isEmpty()) {
        const auto list = station.vault().keys()->list();
        if (!list)
            return done(tl::unexpected(list.error()));
        QJsonArray all;
        for (const auto &one : *list)
            all.append(slotJson(one));
        return done(all);
    }
    if (what == u"add"_s && (whom == u"administrator"_s || whom == u"keyring"_s))
        return addSlot(call, done);
    if (what == u"remove"_s && !whom.isEmpty())
        return keyring::removeSlot(call.owner, station.vault(), whom, [&station, whom, done](const Result<> &removed) {
            const auto written = removed ? noted(station, u"vault.slot_removed"_s, whom) : removed;
            written ? done(QJsonObject{{u"removed"_s, whom}}) : done(tl::unexpected(written.error()));
        });
    done(tl::unexpected(Error{Fault::Invalid,
                              u"usage"_s,
                              {},
                              u"ctl.usage"_s,
                              {{u"usage"_s, u"sizhenctl vault slot list|add administrator|add keyring|remove ID"_s}}}));
}

// Opens the vault with what the keyring holds, and nothing else: shows that the slot works.
void unlockByKeyring(const CommandCall &call, const CommandDone &done)
{
    keyring::unlock(call.owner, call.vaultFolder, [folder = call.vaultFolder, done](const Result<SecretBytes> &key) {
        if (!key)
            return done(tl::unexpected(key.error()));
        const auto vault = Vault::openWithKey(folder, *key);
        vault ? done(QJsonObject{{u"opened"_s, true}}) : done(tl::unexpected(vault.error()));
    });
}

// The passphrase is lost: in by the code on paper, and a new passphrase at once.
Result<QJsonValue> recover(const CommandCall &call)
{
    const auto code = askedCode(call);
    if (!code)
        return tl::unexpected(code.error());
    const auto key = Vault::unlockKey(call.vaultFolder, code->seed(), SlotKind::Administrator);
    if (!key)
        return tl::unexpected(key.error());
    const auto fresh = call.secret(u"new-passphrase"_s);
    if (!fresh)
        return tl::unexpected(fresh.error());
    const auto vault = Vault::openWithKey(call.vaultFolder, *key);
    if (!vault)
        return tl::unexpected(vault.error());
    if (const auto set = (*vault)->keys()->resetPassphrase(*fresh, systemClock()()); !set)
        return tl::unexpected(set.error());
    const auto ledger = Ledger::open(**vault, systemClock());
    if (ledger)
        if (const auto written = (*ledger)->noteAccess({u"administrator"_s, {}, u"vault.recovered"_s}); !written)
            return tl::unexpected(written.error());
    return QJsonObject{{u"recovered"_s, true}};
}

Result<QJsonValue> rekey(const CommandCall &call)
{
    const auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    const auto key = Vault::unlockKey(call.vaultFolder, *passphrase);
    if (!key)
        return tl::unexpected(key.error());
    const auto before = Vault::slotsOf(call.vaultFolder);
    if (!before)
        return tl::unexpected(before.error());
    const auto count = [&before](SlotKind kind) {
        return std::ranges::count_if(*before, [kind](const KeySlot &one) { return one.kind == kind; });
    };
    const auto now = systemClock()();
    std::optional<RecoveryCode> code;
    if (count(SlotKind::Administrator) > 0)
        code = RecoveryCode::random();
    const auto fill = [&](KeySlots &fresh, const SecretBytes &newKey) -> Result<> {
        const auto cost = Vault::costOf(call.vaultFolder);
        if (const auto added = fresh.addPassphrase(newKey, *passphrase, cost, now); !added)
            return tl::unexpected(added.error());
        if (!code)
            return {};
        const auto added = fresh.addAdministrator(newKey, code->seed(), cost, now);
        return added ? Result<>() : tl::unexpected(added.error());
    };
    const auto done = Vault::rekey(call.vaultFolder, *key, fill, [&call](int percent) {
        call.progress({{u"percent"_s, percent}});
        return true;
    });
    if (!done)
        return tl::unexpected(done.error());
    QJsonObject result{{u"rekeyed"_s, true}, {u"keyringSlotsRemoved"_s, qint64(count(SlotKind::Keyring))}};
    if (code)
        result.insert(u"code"_s, codeJson(*code)); // the paper of before opens older backups only
    return result;
}

QJsonObject backupJson(const Safekeeping::Backup &backup)
{
    return {{u"at"_s, backup.at.toString(Qt::ISODate)},
            {u"place"_s, backup.place},
            {u"generation"_s, backup.generation},
            {u"entries"_s, backup.entries},
            {u"bytes"_s, backup.bytes},
            {u"copied"_s, backup.copied},
            {u"damagedOriginals"_s, backup.damaged},
            {u"seconds"_s, backup.seconds}};
}

void showProgress(const CommandCall &call)
{
    QObject::connect(&call.station->safekeeping(), &Safekeeping::progressed, call.owner,
                     [progress = call.progress](int percent) { progress({{u"percent"_s, percent}}); });
}

void backup(const CommandCall &call, const CommandDone &done)
{
    auto &safekeeping = call.station->safekeeping();
    const auto keep = numberOption(call, u"keep"_s, Safekeeping::usualKeep, 1, 10'000);
    if (!keep)
        return done(tl::unexpected(keep.error()));
    const auto place = call.words.value(0, safekeeping.place());
    if (place.isEmpty())
        return done(tl::unexpected(Error{
            Fault::Invalid, u"usage"_s, {}, u"ctl.usage"_s, {{u"usage"_s, u"sizhenctl vault backup DIR"_s}}}));
    showProgress(call);
    safekeeping.backUp(place, *keep, call.flag(u"verify"_s), actorOf(*call.station),
                       [done](const Result<Safekeeping::Backup> &made) {
                           if (!made)
                               return done(tl::unexpected(made.error()));
                           if (made->good())
                               return done(backupJson(*made));
                           done(tl::unexpected(Error{Fault::Corrupt,
                                                     u"originals are damaged"_s,
                                                     u"ARC-07"_s,
                                                     u"backup.not_whole"_s,
                                                     {{u"n"_s, made->damaged}}}));
                       });
}

Result<QJsonValue> backups(const CommandCall &call)
{
    const auto list = listBackups(call.words.first());
    if (!list)
        return tl::unexpected(list.error());
    QJsonArray all;
    for (const auto &one : *list)
        all.append(QJsonObject{{u"generation"_s, one.generation},
                               {u"at"_s, one.at.toString(Qt::ISODate)},
                               {u"bytes"_s, one.databaseBytes + one.originalBytes},
                               {u"originals"_s, one.originals}});
    return all;
}

Result<QJsonValue> restoreVault(const CommandCall &call)
{
    const auto info = findBackup(call.words.value(0));
    if (!info)
        return tl::unexpected(info.error());
    const auto byCode = call.flag(u"recovery"_s);
    std::optional<SecretBytes> fresh;
    Result<SecretBytes> key;
    if (byCode) {
        const auto code = askedCode(call);
        auto wanted = code ? call.secret(u"new-passphrase"_s) : tl::unexpected(code.error());
        if (!wanted)
            return tl::unexpected(wanted.error());
        fresh = *std::move(wanted);
        key = unlockBackup(*info, code->seed(), SlotKind::Administrator);
    } else {
        const auto passphrase = call.secret(u"passphrase"_s);
        if (!passphrase)
            return tl::unexpected(passphrase.error());
        key = unlockBackup(*info, *passphrase, SlotKind::Passphrase);
    }
    if (!key)
        return tl::unexpected(key.error());
    const auto finish = [&fresh, &info](Vault &vault) -> Result<> {
        if (fresh)
            if (const auto set = vault.keys()->resetPassphrase(*fresh, systemClock()()); !set)
                return set;
        return Ledger::markRestored(vault, systemClock(), info->generation);
    };
    const auto restored = restoreBackup(*info, *key, call.words.value(1), finish, [&call](int percent) {
        call.progress({{u"percent"_s, percent}});
        return true;
    });
    if (!restored)
        return tl::unexpected(restored.error());
    return QJsonObject{{u"generation"_s, info->generation},
                       {u"from"_s, info->at.toString(Qt::ISODate)},
                       {u"originals"_s, restored->originals},
                       {u"bytes"_s, restored->bytes},
                       {u"seconds"_s, restored->seconds}};
}

void drill(const CommandCall &call, const CommandDone &done)
{
    auto &safekeeping = call.station->safekeeping();
    const auto place = call.option(u"backup"_s, safekeeping.place());
    if (place.isEmpty())
        return done(tl::unexpected(
            Error{Fault::NotFound, u"drill: no backup yet"_s, u"ARC-08"_s, u"backup.none"_s, {}}));
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return done(tl::unexpected(passphrase.error()));
    showProgress(call);
    safekeeping.drill(place, *std::move(passphrase), actorOf(*call.station), [done](const Result<DrillReport> &report) {
        if (!report)
            return done(tl::unexpected(report.error()));
        if (report->passed())
            return done(report->toJson());
        done(tl::unexpected(Error{Fault::Corrupt,
                                  report->faults.join(u"; "_s),
                                  u"ARC-08"_s,
                                  u"drill.failed"_s,
                                  {{u"n"_s, report->faults.size()}, {u"places"_s, report->faults.join(u", "_s)}}}));
    });
}

} // namespace

QList<Command> safekeepingCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"vault slot"_s,
         .usage = u"list | add administrator | add keyring | remove ID"_s,
         .help = u"The ways into the vault. \"add administrator\" shows a recovery code once: print it, lock it away."_s,
         .minWords = 1,
         .maxWords = 2,
         .run = slot},
        {.name = u"vault keyring"_s,
         .usage = {},
         .help = u"Open the vault with what the desktop's keyring holds, and say whether that worked."_s,
         .needs = Needs::Folder,
         .run = unlockByKeyring},
        {.name = u"vault recover"_s,
         .usage = {},
         .help = u"The passphrase is lost: open with the recovery code and set a new passphrase."_s,
         .needs = Needs::Folder,
         .run = atOnce(recover)},
        {.name = u"vault rekey"_s,
         .usage = {},
         .help = u"A new data key: seal the database anew. A new recovery code is shown; keyring slots go."_s,
         .needs = Needs::Folder,
         .run = atOnce(rekey)},
        {.name = u"vault backup"_s,
         .usage = u"[DIR] [--keep N] [--verify]"_s,
         .help = u"A sealed backup while others work. Copies only originals that are not there yet (--verify: reads them)."_s,
         .maxWords = 1,
         .flags = {u"verify"_s},
         .options = {u"keep"_s},
         .run = backup},
        {.name = u"vault backups"_s,
         .usage = u"DIR"_s,
         .help = u"The whole backups in a folder."_s,
         .needs = Needs::Nothing,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(backups)},
        {.name = u"vault restore"_s,
         .usage = u"BACKUP DIR [--recovery]"_s,
         .help = u"A vault from a backup (--recovery: by the recovery code, with a new passphrase)."_s,
         .needs = Needs::Nothing,
         .minWords = 2,
         .maxWords = 2,
         .flags = {u"recovery"_s},
         .run = atOnce(restoreVault)},
        {.name = u"vault drill"_s,
         .usage = u"[--backup DIR]"_s,
         .help = u"Restore the last backup into a private folder, check everything, remove it, keep the report."_s,
         .options = {u"backup"_s},
         .run = drill},
    };
}

} // namespace sizhen
