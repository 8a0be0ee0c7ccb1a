// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/files.h"

#include "core/records/salvage.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QJsonValue> salvageVault(const CommandCall &call)
{
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    const auto &to = call.words[1];
    const auto report = salvage(call.words[0], to, *passphrase,
                                call.flag(u"fast"_s) ? KdfCost::lightest() : KdfCost::moderate(),
                                [&call](int percent) { call.progress({{u"percent"_s, percent}}); });
    if (!report)
        return tl::unexpected(report.error());
    auto json = toJson(*report);
    bool opens = false;
    if (report->keepsIdentity()) { // makes the projections, so that the station starts with a whole picture
        auto vault = Vault::open(to, *passphrase);
        if (!vault)
            return tl::unexpected(vault.error());
        opens = Station::open(std::move(*vault), systemClock()).has_value();
    }
    json.insert(u"opens"_s, opens);
    const auto written = writeFile(QDir(to).filePath(u"salvage-report.json"_s), QJsonDocument(json).toJson());
    return written ? Result<QJsonValue>(json) : tl::unexpected(written.error());
}

Result<QJsonValue> selfTest(const CommandCall &call)
{
    auto passphrase = call.secret(u"passphrase"_s);
    if (!passphrase)
        return tl::unexpected(passphrase.error());
    auto vault = Vault::open(call.vaultFolder, *passphrase); // refuses by itself, with the sentence
    if (!vault)
        return tl::unexpected(vault.error());
    const auto items = (*vault)->selfTest();
    if (!items)
        return tl::unexpected(items.error());
    QJsonArray list;
    for (const auto &item : *items)
        list.append(QJsonObject{{u"test"_s, item.id}, {u"good"_s, item.good}, {u"found"_s, item.found}});
    const auto good = refuseUnlessGood(*items);
    return good ? Result<QJsonValue>(list) : tl::unexpected(good.error());
}

} // namespace

QList<Command> salvageCommands()
{
    using Needs = Command::Needs;
    return {{.name = u"vault selftest"_s,
             .help = u"List what the vault's safety rests on: SQLite, the seal, the ciphers; fails when one is wrong."_s,
             .needs = Needs::Folder,
             .run = atOnce(selfTest)},
            {.name = u"vault salvage"_s,
             .usage = u"DAMAGED_DIR NEW_DIR [--fast]"_s,
             .help = u"Read a damaged vault, never writing to it, and put all that holds into a new one."_s,
             .needs = Needs::Nothing,
             .minWords = 2,
             .maxWords = 2,
             .flags = {u"fast"_s},
             .run = atOnce(salvageVault)}};
}

} // namespace sizhen
