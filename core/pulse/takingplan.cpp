// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/takingplan.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto plansSchema = "sizhen-pulse-plans/1"_L1;
constexpr double longestHold = 600; // s; nobody holds a wrist longer

bool isDepth(const QString &depth)
{
    return depth == "superficial"_L1 || depth == "middle"_L1 || depth == "deep"_L1;
}

std::optional<TakingLevel> parseLevel(const QJsonObject &json)
{
    const TakingLevel level{json[u"depth"_s].toString(), json[u"from"_s].toDouble(-1), json[u"to"_s].toDouble(-1)};
    const bool whole = isDepth(level.depth) && level.from >= 0 && level.from < level.to && level.to <= 1;
    return whole ? std::optional(level) : std::nullopt;
}

std::optional<TakingBest> parseBest(const QJsonObject &json)
{
    const auto sites = json[u"sites"_s].toString();
    const TakingBest best{sites == "every"_L1,      json[u"times"_s].toInt(),    json[u"seconds"_s].toDouble(),
                          json[u"beats"_s].toInt(), json[u"width"_s].toDouble(), json[u"likeness"_s].toDouble()};
    const bool whole = (best.everySite || sites == "one"_L1) && best.times >= 1 && best.times <= 5 && best.seconds > 0
        && best.seconds <= longestHold && best.beats > 0 && best.width > 0 && best.width <= 1 && best.likeness >= 0
        && best.likeness <= 1;
    return whole ? std::optional(best) : std::nullopt;
}

std::optional<TakingPlan> parsePlan(const QJsonObject &json)
{
    TakingPlan plan{json[u"id"_s].toString(),
                    Label::fromJson(json[u"name"_s].toObject()),
                    {},
                    json[u"beats"_s].toInt(),
                    json[u"leastSeconds"_s].toDouble(-1),
                    json[u"mostSeconds"_s].toDouble(-1),
                    json[u"steady"_s].toDouble(-1),
                    {}};
    for (const auto &entry : json[u"levels"_s].toArray()) {
        const auto level = parseLevel(entry.toObject());
        if (!level || (!plan.levels.isEmpty() && level->from < plan.levels.last().to))
            return std::nullopt;
        plan.levels.append(*level);
    }
    const auto best = parseBest(json[u"best"_s].toObject());
    const bool whole = best && !plan.id.isEmpty() && plan.name.has(u"zh"_s) && plan.name.has(u"en"_s)
        && !plan.levels.isEmpty() && plan.beats > 0 && plan.leastSeconds >= 0 && plan.mostSeconds > plan.leastSeconds
        && plan.mostSeconds <= longestHold && plan.steady > 0;
    if (!whole)
        return std::nullopt;
    plan.best = *best;
    return plan;
}

bool bestDone(const TakingPlan &plan, const QMap<QString, SiteTaken> &taken, const QString &site)
{
    return taken.value(site).bestTimes >= plan.best.times;
}

} // namespace

Result<QVector<TakingPlan>> parseTakingPlans(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != plansSchema)
        return fail(Fault::Invalid, u"pulse plans: schema"_s);
    QVector<TakingPlan> plans;
    for (const auto &entry : object[u"plans"_s].toArray()) {
        const auto plan = parsePlan(entry.toObject());
        if (!plan)
            return fail(Fault::Invalid, u"pulse plans: "_s + entry[u"id"_s].toString());
        plans.append(*plan);
    }
    return plans;
}

const QVector<TakingPlan> &takingPlans()
{
    static const auto plans
        = readResource(u"pulse/plans.json"_s).and_then(parseTakingPlans).value_or(QVector<TakingPlan>());
    return plans;
}

const TakingPlan *takingPlan(const QString &id)
{
    const auto &plans = takingPlans();
    const auto found
        = std::find_if(plans.begin(), plans.end(), [&id](const TakingPlan &plan) { return plan.id == id; });
    return found == plans.end() ? nullptr : &*found;
}

bool levelsDone(const TakingPlan &plan, const QVector<PulseSegment> &segments)
{
    QStringList open;
    for (const auto &level : plan.levels)
        open.append(level.depth);
    for (const auto &segment : segments)
        if (segment.flaw.isEmpty())
            open.removeOne(segment.depth);
    return open.isEmpty();
}

std::optional<NextTaking> nextTaking(const TakingPlan &plan, const QMap<QString, SiteTaken> &taken)
{
    const auto sites = pulseSites();
    for (const auto &site : sites)
        if (!levelsDone(plan, taken.value(site).segments))
            return NextTaking{site, false};
    if (plan.best.everySite) {
        for (const auto &site : sites)
            if (!bestDone(plan, taken, site))
                return NextTaking{site, true};
        return std::nullopt;
    }
    if (std::any_of(sites.begin(), sites.end(), [&](const QString &site) { return bestDone(plan, taken, site); }))
        return std::nullopt;
    const auto strongest = std::max_element(sites.begin(), sites.end(), [&taken](const QString &a, const QString &b) {
        return taken.value(a).height < taken.value(b).height;
    });
    return NextTaking{*strongest, true};
}

} // namespace sizhen
