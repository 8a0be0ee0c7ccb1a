// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"
#include "app/command/command.h"
#include "app/command/resolve.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QJsonValue> registerPatient(const CommandCall &call)
{
    const auto json = readJson(call.words.first());
    if (!json)
        return tl::unexpected(json.error());
    const auto args = argsFromJson(*json, {}, call.station->desk());
    if (!args)
        return tl::unexpected(args.error());
    const auto id = call.station->desk().registerPatient(*args, call.station->actor());
    if (!id)
        return tl::unexpected(id.error());
    return QJsonObject{{u"patient"_s, QString::fromLatin1(id->toHex())}};
}

Result<QJsonValue> verifyPatient(const CommandCall &call)
{
    const auto id = resolvePatient(call.station->desk(), call.words.first());
    if (!id)
        return tl::unexpected(id.error());
    const QCborMap args{{u"method"_s, call.option(u"method"_s, u"SIGHT"_s)}};
    if (const auto done = call.station->desk().verifyIdentity(*id, args, call.station->actor()); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"verified"_s, true}};
}

Result<QJsonValue> listPatients(const CommandCall &call)
{
    const auto patients = call.station->desk().patients();
    if (!patients)
        return tl::unexpected(patients.error());
    QJsonArray rows;
    for (const auto &patient : *patients)
        rows.append(QJsonObject{{u"patient"_s, QString::fromLatin1(patient.id.toHex())},
                                {u"name"_s, patient.name},
                                {u"birth"_s, patient.birthDate},
                                {u"sex"_s, patient.sex},
                                {u"identityVerified"_s, patient.identityVerified},
                                {u"cases"_s, QJsonArray::fromStringList(patient.cases)}});
    return rows;
}

} // namespace

QList<Command> patientCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"patient register"_s,
         .usage = u"PATIENT.json"_s,
         .help = u"Register a patient: real name, identity document."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .run = atOnce(registerPatient)},
        {.name = u"patient verify"_s,
         .usage = u"PATIENT [--method SIGHT|READER|SYSTEM]"_s,
         .help = u"The identity document was seen (SES-02)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"method"_s},
         .run = atOnce(verifyPatient)},
        {.name = u"patient list"_s,
         .usage = {},
         .help = u"Patients of this institution."_s,
         .needs = Needs::Person,
         .run = atOnce(listPatients)},
    };
}

} // namespace sizhen
