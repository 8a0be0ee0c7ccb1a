// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/precall.h"

#include "core/base/resource.h"

#include <QCborMap>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto preCheckSchema = "sizhen-precheck/1"_L1;
constexpr std::array preCallStates{"good"_L1, "warning"_L1, "fault"_L1, "untried"_L1};

using State = PreCallItem::State;

QHash<QString, int> byCountry(const QJsonObject &json)
{
    QHash<QString, int> all;
    for (auto it = json.begin(); it != json.end(); ++it)
        all.insert(it.key(), it.value().toInt());
    return all;
}

State stateOf(MediaVerdict verdict)
{
    if (verdict == MediaVerdict::Good)
        return State::Good;
    return verdict == MediaVerdict::Slow || verdict == MediaVerdict::Small ? State::Warning : State::Fault;
}

PreCallItem device(const QString &id, MediaVerdict verdict, const QVariantMap &args)
{
    auto all = args;
    all.insert(u"verdict"_s, int(verdict));
    return {id, stateOf(verdict), u"media."_s + mediaVerdictName(verdict), all};
}

void addDevices(const PreCallFindings &found, const PreCallLimits &limits, QList<PreCallItem> &items)
{
    if (!found.media) {
        const auto why = found.noMedia.value_or(Error{Fault::Unsupported, {}, {}, u"media.not_built"_s, {}});
        const auto state = why.fault == Fault::Unsupported ? State::Fault : State::Untried;
        for (const auto &id : {u"camera"_s, u"microphone"_s, u"loudspeaker"_s})
            items.append({id, state, why.message, why.args});
        return;
    }
    const auto &media = *found.media;
    items.append(device(u"camera"_s, judgeCamera(media, found.devices.camera.has_value()),
                        {{u"width"_s, media.pictureSize.width()},
                         {u"height"_s, media.pictureSize.height()},
                         {u"pictures"_s, qRound(media.picturesPerSecond)}}));
    items.append(device(u"microphone"_s, judgeMicrophone(media, found.devices.microphone.has_value()),
                        {{u"db"_s, qRound(media.loudestDb)}}));
    auto heard = device(u"loudspeaker"_s, judgeLoudspeaker(media, found.devices.loudspeaker.has_value()), {});
    if (media.echoMs)
        heard.args.insert(u"ms"_s, *media.echoMs);
    // A headset's microphone does not hear it, and must not.
    if (heard.state == State::Fault && heard.message == u"media.silent")
        heard.state = State::Warning;
    if (heard.state == State::Good && media.echoMs && *media.echoMs > limits.echoMs) {
        heard.state = State::Warning;
        heard.message = u"check.echo_late"_s;
    }
    items.append(heard);
}

void addPartner(const PreCallFindings &found, const PreCallLimits &limits, QList<PreCallItem> &items)
{
    if (!found.hasPartner) {
        items.append({u"partner"_s, State::Untried, u"check.no_partner"_s, {}});
        return;
    }
    if (found.way == PreCallFindings::Way::None) {
        items.append({u"partner"_s, State::Fault, u"check.partner_away"_s, {}});
        return;
    }
    if (!found.line) {
        const auto why = found.noLine.value_or(Error{Fault::Timeout, {}, {}, u"net.probe_silent"_s, {}});
        items.append({u"partner"_s,
                      State::Good,
                      found.way == PreCallFindings::Way::Hub ? u"check.partner_by_hub"_s : u"check.partner_there"_s,
                      {}});
        items.append({u"bandwidth"_s, State::Warning, why.message, why.args});
        return;
    }
    const auto &line = *found.line;
    const QVariantMap figures{{u"rtt"_s, qRound(line.rttMs)},
                              {u"jitter"_s, qRound(line.jitterMs)},
                              {u"loss"_s, QString::number(line.lossPct, 'f', 1)}};
    const bool calm
        = line.rttMs <= limits.roundTripMs && line.lossPct <= limits.lossPct && line.jitterMs <= limits.jitterMs;
    items.append({u"partner"_s, calm ? State::Good : State::Warning, calm ? u"check.line_good"_s : u"check.line_poor"_s,
                  figures});
    const double least = std::min(line.upKbit, line.downKbit);
    const auto mbit = [](double kbit) { return QString::number(kbit / 1000, 'f', kbit < 10'000 ? 1 : 0); };
    const double limit = limits.bandwidthFor(found.countries);
    const QVariantMap rates{
        {u"up"_s, mbit(line.upKbit)}, {u"down"_s, mbit(line.downKbit)}, {u"x"_s, mbit(least)}, {u"y"_s, mbit(limit)}};
    if (least >= limit)
        items.append({u"bandwidth"_s, State::Good, u"check.bandwidth"_s, rates});
    else
        items.append(
            {u"bandwidth"_s, least < limits.leastKbit ? State::Fault : State::Warning, u"net.bandwidth"_s, rates});
}

// One line a provider: the best of its ways that are not the relay's. What is shut at the partner is shut for all of
// them, so that it is told once.
void addProviders(const PreCallFindings &found, const PreCallLimits &limits, QList<PreCallItem> &items)
{
    const auto wanted = limits.providersFor(found.countries.value(0));
    if (found.providers.size() < wanted)
        items.append({u"providers"_s, State::Warning, u"net.two_providers"_s, {}});
    for (const auto &provider : found.providers) {
        std::optional<qint64> best;
        bool tried = false;
        for (const auto &way : found.ways)
            if (way.provider == provider && !way.isRelay) {
                tried = true;
                if (way.ms)
                    best = std::min(best.value_or(*way.ms), *way.ms);
            }
        const QVariantMap args{{u"provider"_s, provider}, {u"ms"_s, best.value_or(0)}};
        if (found.dead.contains(provider)) {
            items.append({u"provider."_s + provider, State::Warning, u"check.provider_out"_s, args});
            continue;
        }
        items.append({u"provider."_s + provider,
                      !tried     ? State::Untried
                          : best ? State::Good
                                 : State::Warning,
                      !tried     ? u"check.provider_untried"_s
                          : best ? u"check.provider_good"_s
                                 : u"check.provider_dead"_s,
                      args});
    }
    if (!found.hasRelay)
        return;
    std::optional<qint64> best;
    Error why{Fault::Timeout, {}, {}, u"check.relay_dead"_s, {}};
    for (const auto &way : found.ways)
        if (way.isRelay && way.ms)
            best = std::min(best.value_or(*way.ms), *way.ms);
    items.append(best ? PreCallItem{u"relay"_s, State::Good, u"check.relay_good"_s, {{u"ms"_s, *best}}}
                      : PreCallItem{u"relay"_s, State::Warning, why.message, {}});
}

void addClockAndDisk(const PreCallFindings &found, const PreCallLimits &limits, QList<PreCallItem> &items)
{
    const auto clock = found.line ? std::optional(found.line->clockAheadS) : found.clockS;
    if (!clock)
        items.append({u"clock"_s, State::Untried, u"check.clock_unknown"_s, {}});
    else if (std::abs(*clock) > limits.clockS)
        items.append({u"clock"_s,
                      State::Warning,
                      !found.line      ? u"check.clock_apart"_s
                          : *clock > 0 ? u"check.clock_behind"_s
                                       : u"check.clock_ahead"_s,
                      {{u"seconds"_s, qint64(std::abs(*clock))}}});
    else
        items.append({u"clock"_s,
                      State::Good,
                      u"check.clock_good"_s,
                      {{u"seconds"_s, QString::number(std::abs(*clock), 'f', 1)}}});
    const auto full = found.diskMessage == u"disk.full";
    const auto low = found.diskMessage == u"disk.low";
    if (found.diskFree >= 0)
        items.append({u"disk"_s,
                      full      ? State::Fault
                          : low ? State::Warning
                                : State::Good,
                      full      ? u"check.disk_full"_s
                          : low ? u"check.disk_low"_s
                                : u"check.disk_good"_s,
                      {{u"free"_s, QString::number(double(found.diskFree) / (1 << 30), 'f', 1)}}});
}

QJsonObject lineJson(const LineFigures &line)
{
    return {{u"rtt_ms"_s, line.rttMs},   {u"jitter_ms"_s, line.jitterMs}, {u"loss_pct"_s, line.lossPct},
            {u"up_kbps"_s, line.upKbit}, {u"down_kbps"_s, line.downKbit}, {u"clock_s"_s, line.clockAheadS}};
}

} // namespace

int PreCallLimits::bandwidthFor(const QStringList &countries) const
{
    int most = countries.isEmpty() ? bandwidthKbit.value(u"*"_s) : 0;
    for (const auto &country : countries)
        most = std::max(most, bandwidthKbit.value(country, bandwidthKbit.value(u"*"_s)));
    return most;
}

int PreCallLimits::providersFor(const QString &country) const
{
    return providers.value(country, providers.value(u"*"_s));
}

Result<PreCallLimits> parsePreCallLimits(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != preCheckSchema)
        return fail(Fault::Invalid, u"check before a call: schema"_s);
    PreCallLimits limits;
    limits.bandwidthKbit = byCountry(object[u"bandwidthKbit"_s].toObject());
    limits.providers = byCountry(object[u"providers"_s].toObject());
    limits.leastKbit = object[u"leastKbit"_s].toInt();
    limits.roundTripMs = object[u"roundTripMs"_s].toInt();
    limits.lossPct = object[u"lossPct"_s].toDouble();
    limits.jitterMs = object[u"jitterMs"_s].toInt();
    limits.echoMs = object[u"echoMs"_s].toInt();
    limits.clockS = object[u"clockS"_s].toInt();
    limits.hoursGood = object[u"hoursGood"_s].toInt();
    const bool whole = limits.bandwidthKbit.value(u"*"_s) > 0 && limits.providers.contains(u"*"_s)
        && limits.leastKbit > 0 && limits.roundTripMs > 0 && limits.lossPct > 0 && limits.jitterMs > 0
        && limits.echoMs > 0 && limits.clockS > 0 && limits.hoursGood > 0;
    if (!whole)
        return fail(Fault::Invalid, u"check before a call: something is missing"_s);
    return limits;
}

const PreCallLimits &preCallLimits()
{
    static const auto limits = readResource(u"precheck.json"_s).and_then(parsePreCallLimits).value_or(PreCallLimits());
    return limits;
}

QString preCallStateName(PreCallItem::State state)
{
    return preCallStates[std::size_t(state)];
}

QList<PreCallItem> judgePreCall(const PreCallFindings &findings, const PreCallLimits &limits)
{
    QList<PreCallItem> items;
    addDevices(findings, limits, items);
    addPartner(findings, limits, items);
    addProviders(findings, limits, items);
    addClockAndDisk(findings, limits, items);
    return items;
}

const PreCallItem *PreCallResult::item(const QString &id) const
{
    const auto found = std::ranges::find(items, id, &PreCallItem::id);
    return found == items.end() ? nullptr : &*found;
}

const PreCallItem *PreCallResult::worst() const
{
    for (const auto state : {State::Fault, State::Warning})
        for (const auto &one : items)
            if (one.state == state)
                return &one;
    return nullptr;
}

bool PreCallResult::isReady() const
{
    return !items.isEmpty()
        && std::ranges::none_of(items, [](const PreCallItem &one) { return one.state == State::Fault; });
}

bool PreCallResult::isFresh(const QDateTime &now) const
{
    const auto age = at.secsTo(now);
    return at.isValid() && age >= -60 && age <= preCallLimits().hoursGood * 3600;
}

QCborMap PreCallResult::probe() const
{
    if (!line)
        return {};
    const auto whole = [](double value) { return qint64(std::llround(value)); };
    return {{u"at"_s, at.toUTC().toString(Qt::ISODate)}, {u"down_kbps"_s, whole(line->downKbit)},
            {u"up_kbps"_s, whole(line->upKbit)},         {u"rtt_ms"_s, whole(line->rttMs)},
            {u"jitter_ms"_s, whole(line->jitterMs)},     {u"loss_pct"_s, std::round(line->lossPct * 10) / 10}};
}

QJsonObject PreCallResult::toJson() const
{
    QJsonArray all;
    for (const auto &one : items)
        all.append(QJsonObject{{u"id"_s, one.id},
                               {u"state"_s, preCallStateName(one.state)},
                               {u"message"_s, one.message},
                               {u"args"_s, QJsonObject::fromVariantMap(one.args)}});
    QJsonObject json{{u"at"_s, at.toUTC().toString(Qt::ISODateWithMs)},
                     {u"case"_s, QString::fromLatin1(caseId.toHex())},
                     {u"partner"_s, QString::fromLatin1(partner.toHex())},
                     {u"ready"_s, isReady()},
                     {u"items"_s, all}};
    if (line)
        json.insert(u"line"_s, lineJson(*line));
    return json;
}

Result<PreCallResult> PreCallResult::fromJson(const QJsonObject &json)
{
    PreCallResult result;
    result.at = QDateTime::fromString(json[u"at"_s].toString(), Qt::ISODateWithMs);
    result.caseId = QByteArray::fromHex(json[u"case"_s].toString().toLatin1());
    result.partner = QByteArray::fromHex(json[u"partner"_s].toString().toLatin1());
    for (const auto &entry : json[u"items"_s].toArray()) {
        const auto one = entry.toObject();
        const auto state = std::ranges::find(preCallStates, one[u"state"_s].toString());
        if (state == preCallStates.end())
            return fail(Fault::Corrupt, u"check before a call: state"_s);
        result.items.append({one[u"id"_s].toString(), State(state - preCallStates.begin()),
                             one[u"message"_s].toString(), one[u"args"_s].toObject().toVariantMap()});
    }
    if (const auto line = json[u"line"_s].toObject(); !line.isEmpty())
        result.line = LineFigures{line[u"rtt_ms"_s].toDouble(),    line[u"jitter_ms"_s].toDouble(),
                                  line[u"loss_pct"_s].toDouble(),  line[u"up_kbps"_s].toDouble(),
                                  line[u"down_kbps"_s].toDouble(), line[u"clock_s"_s].toDouble()};
    if (!result.at.isValid() || result.items.isEmpty())
        return fail(Fault::Corrupt, u"check before a call: nothing in it"_s);
    return result;
}

QStringList gateChecksProved(const PreCallResult &result)
{
    const auto good = [&](const QString &id) {
        const auto *one = result.item(id);
        return one && one->state == State::Good;
    };
    QStringList proved;
    if (good(u"camera"_s))
        proved.append(u"picture"_s);
    if (good(u"microphone"_s) && good(u"loudspeaker"_s))
        proved.append(u"sound"_s);
    if (good(u"partner"_s) && good(u"bandwidth"_s))
        proved.append(u"network"_s);
    return proved;
}

} // namespace sizhen
