// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sessionrules.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto sessionSchema = "sizhen-session/1"_L1;

bool inBoth(const Label &label)
{
    return label.has(u"zh"_s) && label.has(u"en"_s);
}

Result<QVector<SessionChoice>> choicesIn(const QJsonArray &json, const QString &key)
{
    QVector<SessionChoice> choices;
    for (const auto &entry : json) {
        const auto object = entry.toObject();
        const SessionChoice choice{object[key].toString(), Label::fromJson(object)};
        if (choice.code.isEmpty() || !inBoth(choice.name))
            return fail(Fault::Invalid, u"session rules: a choice of "_s + key);
        choices.append(choice);
    }
    return choices;
}

QualityLimits limitsIn(const QJsonObject &json)
{
    return {json[u"pictures"_s].toDouble(), json[u"lines"_s].toInt(),    json[u"roundTripMs"_s].toDouble(),
            json[u"lossPct"_s].toDouble(),  json[u"frozenMs"_s].toInt(), json[u"soundS"_s].toDouble()};
}

} // namespace

QString SessionRules::emergencyPhone(const QString &country) const
{
    return emergencyPhones.value(country, emergencyPhones.value(u"*"_s));
}

Result<SessionRules> parseSessionRules(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != sessionSchema)
        return fail(Fault::Invalid, u"session rules: schema"_s);
    SessionRules rules;
    rules.accompanyGraceS = object[u"accompanyGraceS"_s].toInt();
    rules.quality = limitsIn(object[u"quality"_s].toObject());
    const auto ladder = choicesIn(object[u"ladder"_s].toArray(), u"step"_s);
    const auto inPerson = choicesIn(object[u"inPerson"_s].toArray(), u"reason"_s);
    if (!ladder || !inPerson)
        return tl::unexpected((ladder ? inPerson : ladder).error());
    rules.ladder = *ladder;
    rules.inPerson = *inPerson;
    const auto emergency = object[u"emergency"_s].toObject();
    for (const auto &step : emergency[u"steps"_s].toArray())
        rules.emergencySteps.append(Label::fromJson(step.toObject()));
    const auto phones = emergency[u"phones"_s].toObject();
    for (auto it = phones.begin(); it != phones.end(); ++it)
        rules.emergencyPhones.insert(it.key(), it.value().toString());
    const bool whole = rules.accompanyGraceS > 0 && rules.quality.pictures > 0 && rules.quality.lines > 0
        && !rules.ladder.isEmpty() && !rules.inPerson.isEmpty() && !rules.emergencySteps.isEmpty()
        && std::ranges::all_of(rules.emergencySteps, inBoth) && !rules.emergencyPhone(u"*"_s).isEmpty();
    if (!whole)
        return fail(Fault::Invalid, u"session rules: something is missing"_s);
    return rules;
}

const SessionRules &sessionRules()
{
    static const auto rules = readResource(u"session.json"_s).and_then(parseSessionRules).value_or(SessionRules());
    return rules;
}

Label choiceName(const QVector<SessionChoice> &choices, const QString &code)
{
    const auto found = std::ranges::find(choices, code, &SessionChoice::code);
    return found == choices.end() ? Label() : found->name;
}

} // namespace sizhen
