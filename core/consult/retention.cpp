// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/retention.h"

#include "core/base/resource.h"
#include "core/consult/facts.h"
#include "core/consult/reading.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int maxYears = 200;

auto corrupt(const QString &place)
{
    return fail(Fault::Corrupt, u"retention: "_s + place);
}

} // namespace

const RetentionRule *RetentionProfile::rule(const QString &recordClass) const
{
    const auto found
        = std::ranges::find_if(rules, [&](const RetentionRule &rule) { return rule.recordClass == recordClass; });
    return found == rules.cend() ? nullptr : &*found;
}

const RetentionRule &RetentionProfile::longest() const
{
    return *std::ranges::max_element(rules, {}, &RetentionRule::years); // a profile has a rule at least
}

Result<RetentionProfile> parseRetention(const QByteArray &json)
{
    const auto document = QJsonDocument::fromJson(json);
    const auto object = document.object();
    if (object.value(u"schema").toString() != u"sizhen-retention/1")
        return corrupt(u"schema"_s);
    RetentionProfile profile{object.value(u"country").toString(), object.value(u"status").toString(),
                             object.value(u"source").toString(), {}};
    if (profile.country.isEmpty() || profile.source.isEmpty())
        return corrupt(u"country or source"_s);
    if (profile.status != u"checked"_s && profile.status != u"unchecked"_s)
        return corrupt(u"status"_s);
    const auto classes = object.value(u"classes").toArray();
    for (const auto &value : classes) {
        const auto one = value.toObject();
        RetentionRule rule{one.value(u"class").toString(), one.value(u"years").toInt(),
                           Label(one.value(u"zh").toString(), one.value(u"en").toString()),
                           one.value(u"source").toString(profile.source)};
        if (rule.recordClass.isEmpty() || rule.years < 1 || rule.years > maxYears || rule.label.isEmpty()
            || profile.rule(rule.recordClass))
            return corrupt(u"class "_s + rule.recordClass);
        profile.rules.append(rule);
    }
    for (const auto &needed : {u"OUTPATIENT"_s, u"INPATIENT"_s})
        if (!profile.rule(needed))
            return corrupt(u"no "_s + needed);
    return profile;
}

Result<RetentionProfile> retentionFor(const QString &country)
{
    auto own = readResource(u"retention/%1.json"_s.arg(country.toLower()));
    if (!own && own.error().fault == Fault::NotFound)
        own = readResource(u"retention/default.json"_s);
    return own.and_then(parseRetention);
}

Retention retentionOf(const CaseState &state, const RetentionProfile &profile)
{
    Retention retention;
    if (const auto *stated = state.latest(u"case.record_class"_s))
        retention.recordClass = textOf(stated->args(), u"class"_s);
    const auto *stated = profile.rule(retention.recordClass);
    const auto &rule = stated ? *stated : profile.longest();
    // The last visit is the last thing done for the patient; filing, holds and releases do not prolong it.
    for (const auto &act : state.acts)
        if (!isAboutTheRecord(act.kind()) && !isArchiving(act.kind()))
            retention.from = qMax(retention.from, momentOf(act.event).date());
    retention.years = rule.years;
    retention.source = rule.source;
    retention.checked = profile.status == u"checked"_s;
    if (retention.from.isValid())
        retention.until = retention.from.addYears(rule.years);
    return retention;
}

} // namespace sizhen
