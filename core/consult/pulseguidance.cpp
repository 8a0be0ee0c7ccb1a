// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/pulseguidance.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto requestsSchema = "sizhen-pulse-requests/1"_L1;

std::optional<QPair<double, double>> shares(const QJsonObject &json, QLatin1String key)
{
    const auto two = json.value(key).toArray();
    return two.size() == 2 && two[0].toDouble() < two[1].toDouble()
        ? std::optional(QPair(two[0].toDouble(), two[1].toDouble()))
        : std::nullopt;
}

std::optional<PulseAsk> parseAsk(const QJsonObject &json)
{
    const auto needs = json[u"needs"_s].toString();
    const PulseAsk ask{json[u"ask"_s].toString(),
                       Label::fromJson(json[u"name"_s].toObject()),
                       Label::fromJson(json[u"words"_s].toObject()),
                       needs == "site"_L1,
                       needs == "seconds"_L1,
                       shares(json, "band"_L1),
                       shares(json, "step"_L1)};
    const bool whole = !ask.ask.isEmpty() && ask.name.has(u"zh"_s) && ask.name.has(u"en"_s) && ask.words.has(u"zh"_s)
        && ask.words.has(u"en"_s) && !(json.contains(u"band"_s) && !ask.band)
        && !(json.contains(u"step"_s) && !ask.step);
    return whole ? std::optional(ask) : std::nullopt;
}

void takeAnswer(PulseRequest &request, const Act &act)
{
    const auto &args = act.args();
    request.answer = args.value(u"answer"_s).toString();
    request.answeredAt = act.event.at;
    if (const auto pressure = args.value(u"pressure"_s); pressure.isDouble() || pressure.isInteger())
        request.pressure = pressure.toDouble();
    if (const auto share = args.value(u"share"_s); share.isDouble() || share.isInteger())
        request.share = share.toDouble();
    request.unit = args.value(u"unit"_s).toString();
}

} // namespace

Result<PulseAsks> parsePulseAsks(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != requestsSchema)
        return fail(Fault::Invalid, u"pulse requests: schema"_s);
    PulseAsks all;
    for (const auto &entry : object[u"requests"_s].toArray()) {
        const auto ask = parseAsk(entry.toObject());
        if (!ask)
            return fail(Fault::Invalid, u"pulse requests: "_s + entry[u"ask"_s].toString());
        all.asks.append(*ask);
    }
    const auto sites = object[u"sites"_s].toObject();
    for (const auto &site : pulseSites()) {
        all.sites.insert(site, Label::fromJson(sites[site].toObject()));
        if (!all.sites[site].has(u"zh"_s) || !all.sites[site].has(u"en"_s))
            return fail(Fault::Invalid, u"pulse requests: "_s + site);
    }
    return all;
}

const PulseAsks &pulseAsks()
{
    static const auto asks = readResource(u"pulse/requests.json"_s).and_then(parsePulseAsks).value_or(PulseAsks());
    return asks;
}

const PulseAsk *pulseAsk(const QString &ask)
{
    const auto &asks = pulseAsks().asks;
    const auto found = std::ranges::find(asks, ask, &PulseAsk::ask);
    return found == asks.end() ? nullptr : &*found;
}

QList<PulseRequest> pulseRequests(const CaseState &state)
{
    QList<PulseRequest> requests;
    for (const auto &act : state.acts) {
        const auto &args = act.args();
        if (act.kind() == u"case.pulse_asked"_s) {
            PulseRequest request;
            request.entry = act.event.hash;
            request.ask = args.value(u"ask"_s).toString();
            request.site = args.value(u"site"_s).toString();
            request.seconds = int(args.value(u"seconds"_s).toInteger());
            request.by = act.event.by.id;
            request.at = act.event.at;
            requests.append(request);
        } else if (act.kind() == u"case.pulse_answered"_s) {
            const auto asked = args.value(u"request"_s).toByteArray();
            for (auto &request : requests)
                if (request.entry == asked)
                    takeAnswer(request, act);
        }
    }
    return requests;
}

std::optional<PulseRequest> openRequest(const CaseState &state, const QDateTime &now)
{
    const auto requests = pulseRequests(state);
    return !requests.isEmpty() && requests.last().isOpen(now) ? std::optional(requests.last()) : std::nullopt;
}

std::optional<PulseRequest> acceptedRequest(const CaseState &state, const QDateTime &now)
{
    const auto requests = pulseRequests(state);
    const auto found = std::find_if(requests.rbegin(), requests.rend(), [&now](const PulseRequest &request) {
        return request.answer == u"ACCEPTED" && request.answeredAt.secsTo(now) <= PulseRequest::freshS;
    });
    return found == requests.rend() ? std::nullopt : std::optional(*found);
}

Label askWords(const QCborMap &args)
{
    const auto *ask = pulseAsk(args.value(u"ask"_s).toString());
    if (!ask)
        return {};
    const auto seconds = QString::number(args.value(u"seconds"_s).toInteger());
    const auto site = pulseAsks().sites.value(args.value(u"site"_s).toString(), Label(seconds, seconds));
    auto zh = ask->words.zh();
    auto en = ask->words.en();
    return Label(zh.replace(u"%1"_s, site.zh()), en.replace(u"%1"_s, site.en()));
}

QCborMap askArgs(const QString &ask, const QString &site, int seconds)
{
    QCborMap args{{u"ask"_s, ask}};
    if (!site.isEmpty())
        args.insert(u"site"_s, site);
    if (seconds > 0)
        args.insert(u"seconds"_s, seconds);
    return args;
}

QCborMap answerArgs(const QByteArray &request, const QString &answer)
{
    return {{u"request"_s, request}, {u"answer"_s, answer}};
}

AskedPressure::AskedPressure(const PulseRequest &request, const PressureRange &range, double now)
    : m_request(request.entry)
{
    const auto *ask = pulseAsk(request.ask);
    if (!ask || !range.isKnown())
        return;
    if (ask->band)
        m_target = {range.at(ask->band->first), range.at(ask->band->second)};
    else if (ask->step)
        m_target = {range.at(range.share(now) + ask->step->first), range.at(range.share(now) + ask->step->second)};
    m_wanted = std::max(1, request.seconds);
}

bool AskedPressure::feed(double pressure, double seconds)
{
    if (!m_target || m_told)
        return false;
    const bool there = pressure >= m_target->first && pressure <= m_target->second;
    m_held = there ? m_held + seconds : 0;
    m_told = m_held >= m_wanted;
    return m_told;
}

} // namespace sizhen
