// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsenames.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto schemaId = "sizhen-pulse-names/1"_L1;

std::optional<double> limit(const QJsonObject &json, QLatin1String key)
{
    return json.contains(key) ? std::optional(json.value(key).toDouble()) : std::nullopt;
}

std::optional<PulseCondition> parseCondition(const QJsonObject &json)
{
    PulseCondition condition;
    condition.of = json[u"of"_s].toString();
    condition.above = limit(json, "above"_L1);
    condition.least = limit(json, "least"_L1);
    condition.below = limit(json, "below"_L1);
    condition.most = limit(json, "most"_L1);
    for (const auto &word : json[u"is"_s].toArray())
        condition.is.append(word.toString());
    const bool asks
        = condition.above || condition.least || condition.below || condition.most || !condition.is.isEmpty();
    return !condition.of.isEmpty() && asks ? std::optional(condition) : std::nullopt;
}

std::optional<PulseNameRule> parseNameRule(const QJsonObject &json)
{
    PulseNameRule rule{json[u"id"_s].toString(),
                       Label::fromJson(json[u"name"_s].toObject()),
                       json[u"rule"_s].toString(),
                       {},
                       Label::fromJson(json[u"because"_s].toObject()),
                       json[u"source"_s].toString()};
    for (const auto &part : json[u"when"_s].toArray()) {
        const auto condition = parseCondition(part.toObject());
        if (!condition)
            return std::nullopt;
        rule.when.append(*condition);
    }
    const bool whole = !rule.id.isEmpty() && !rule.rule.isEmpty() && !rule.when.isEmpty() && rule.name.has(u"zh"_s)
        && rule.name.has(u"en"_s) && rule.because.has(u"zh"_s) && rule.because.has(u"en"_s) && !rule.source.isEmpty();
    return whole ? std::optional(rule) : std::nullopt;
}

std::optional<double> numberOf(const QString &what, const PulseAnalysis &analysis)
{
    if (what == "rate"_L1)
        return analysis.perMinute;
    if (what == "depth"_L1) // beyond the range pressed it says nothing
        return analysis.depth.best && analysis.depth.bracketed ? std::optional(analysis.depth.fraction) : std::nullopt;
    const auto found = std::find_if(analysis.parameters.begin(), analysis.parameters.end(),
                                    [&what](const PulseParameter &parameter) { return parameter.key == what; });
    return found == analysis.parameters.end() ? std::nullopt : found->value;
}

bool holds(const PulseCondition &condition, const PulseAnalysis &analysis)
{
    if (condition.of == "rhythm"_L1)
        return condition.is.contains(rhythmName(analysis.rhythm.kind));
    const auto number = numberOf(condition.of, analysis);
    return number && (!condition.above || *number > *condition.above)
        && (!condition.least || *number >= *condition.least) && (!condition.below || *number < *condition.below)
        && (!condition.most || *number <= *condition.most);
}

} // namespace

Result<PulseNameRules> parsePulseNames(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != schemaId)
        return fail(Fault::Invalid, u"pulse names: schema"_s);
    PulseNameRules rules;
    for (const auto &entry : object[u"names"_s].toArray()) {
        const auto rule = parseNameRule(entry.toObject());
        if (!rule)
            return fail(Fault::Invalid, u"pulse names: "_s + entry[u"id"_s].toString());
        rules.names.append(*rule);
    }
    const auto healthy = object[u"healthy"_s].toObject();
    rules.healthySource = healthy[u"source"_s].toString();
    const auto bands = healthy[u"middleHalf"_s].toObject();
    for (auto it = bands.begin(); it != bands.end(); ++it)
        rules.healthy.insert(it.key(), {it.value()[0].toDouble(), it.value()[1].toDouble()});
    return rules;
}

const PulseNameRules &pulseNameRules()
{
    static const auto rules = readResource(u"pulse/names.json"_s).and_then(parsePulseNames).value_or(PulseNameRules());
    return rules;
}

QList<CompatibleName> compatibleNames(const PulseNameRules &rules, const PulseAnalysis &analysis)
{
    QList<CompatibleName> names;
    for (const auto &rule : rules.names) {
        if (!std::all_of(rule.when.begin(), rule.when.end(),
                         [&analysis](const auto &condition) { return holds(condition, analysis); }))
            continue;
        CompatibleName name{rule.id, rule.name, rule.rule, rule.because, rule.source, {}};
        for (const auto &condition : rule.when)
            if (const auto number = numberOf(condition.of, analysis))
                name.numbers.insert(condition.of, *number);
        names.append(name);
    }
    return names;
}

} // namespace sizhen
