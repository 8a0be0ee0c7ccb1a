// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/pulsekeeper.h"
#include "core/base/log.h"
#include "core/consult/devicecare.h"

#include <QCborArray>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborArray levelsOf(const PulseRecording &recording)
{
    QCborArray levels;
    for (const auto &segment : recording.segments)
        levels.append(QCborMap{{u"depth"_s, segment.depth},
                               {u"accepted"_s, segment.accepted},
                               {u"quality"_s, segment.quality},
                               {u"flaw"_s, segment.flaw}});
    return levels;
}

QVector<PulseSegment> segmentsIn(const Act &act)
{
    QVector<PulseSegment> segments;
    for (const auto &entry : act.args().value(u"levels"_s).toArray()) {
        const auto level = entry.toMap();
        PulseSegment segment;
        segment.depth = level.value(u"depth"_s).toString();
        segment.accepted = int(level.value(u"accepted"_s).toInteger());
        segment.quality = int(level.value(u"quality"_s).toInteger());
        segment.flaw = level.value(u"flaw"_s).toString();
        segments.append(segment);
    }
    return segments;
}

bool isOf(const Act &act, const QString &site)
{
    return act.args().value(u"site"_s).toString() == site;
}

bool isBest(const Act &act)
{
    return act.args().value(u"best"_s).toBool();
}

bool countsAsBest(const Act &act)
{
    const auto segments = segmentsIn(act);
    return std::ranges::any_of(segments, [](const PulseSegment &one) { return one.flaw.isEmpty(); });
}

} // namespace

QString PulseKeeper::place(const QString &site) const
{
    return u"pulse/"_s + QString::fromLatin1(m_case.toHex()) + u'/' + site;
}

std::optional<double> PulseKeeper::likenessToBefore(const PulseTaken &taken) const
{
    const auto state = m_desk.caseState(m_case);
    if (!taken.best || !state)
        return std::nullopt;
    const Act *before = nullptr;
    for (const auto *act : state->all(u"case.pulse_recorded"_s))
        if (isOf(*act, taken.recording.site) && isBest(*act) && countsAsBest(*act))
            before = act;
    const auto recording = before ? read(*before) : Result<PulseRecording>(fail(Fault::NotFound, u"none"_s));
    const auto other = recording.and_then(analyseTaking);
    if (!other)
        return std::nullopt;
    return likeness(taken.taking.analysis.average, other->analysis.average);
}

Result<PulseTaken> takenFromFile(const PulseFile &file, const QString &site, const QString &instrument,
                                 const QDateTime &takenAt)
{
    auto recording = asRecording(file.trace, site, instrument.isEmpty() ? file.trace.instrument : instrument, takenAt);
    if (!recording)
        return tl::unexpected(recording.error());
    auto taking = analyseTaking(*recording);
    if (!taking)
        return tl::unexpected(taking.error());
    PulseTaken taken{std::move(*recording), std::move(*taking), {}};
    taken.imported = true;
    return taken;
}

Result<> PulseKeeper::keep(const PulseTaken &taken)
{
    const auto &recording = taken.recording;
    const auto &analysis = taken.taking.analysis;
    const auto original
        = m_desk.attach(recording.encode(), u"application/x-sizhen-pulse"_s, recording.site + u".pulse"_s);
    if (!original)
        return tl::unexpected(original.error());
    QCborMap args{{u"site"_s, recording.site},
                  {u"attachment"_s, original->toCbor()},
                  {u"quality"_s, analysis.quality / 100.0},
                  {u"reason"_s, analysis.good() ? QString() : analysis.advice}};
    if (const auto state = m_desk.caseState(m_case))
        args.insert(u"device"_s,
                    QCborMap{{u"instrument"_s, recording.instrument},
                             {u"flaws"_s,
                              QCborArray::fromStringList(
                                  deviceFlaws(m_desk, *state, recording.instrument, taken.instrumentDue))}});
    if (analysis.perMinute)
        args.insert(u"rate"_s, *analysis.perMinute);
    if (!taken.plan.isEmpty())
        args.insert(u"plan"_s, taken.plan);
    if (taken.best)
        args.insert(u"best"_s, true);
    if (taken.imported)
        args.insert(u"imported"_s, true);
    if (!recording.segments.isEmpty())
        args.insert(u"levels"_s, levelsOf(recording));
    if (taken.taking.from)
        args.insert(u"height"_s, taken.taking.heights[*taken.taking.from]);
    if (taken.range.isKnown())
        args.insert(
            u"range"_s,
            QCborMap{{u"low"_s, taken.range.low}, {u"high"_s, taken.range.high}, {u"unit"_s, recording.pressureUnit}});
    if (analysis.depth.best)
        args.insert(u"bestPressure"_s, *analysis.depth.best);
    if (const auto alike = likenessToBefore(taken))
        args.insert(u"likeness"_s, *alike);
    if (const auto acted = m_desk.act(m_case, u"case.pulse_recorded"_s, args, m_actor()); !acted)
        return acted;
    dropDraft(recording.site);
    return {};
}

Result<> PulseKeeper::saveDraft(const QString &site, const QByteArray &encoded)
{
    return m_desk.saveDraft(place(site), encoded);
}

void PulseKeeper::dropDraft(const QString &site)
{
    if (const auto dropped = m_desk.saveDraft(place(site), {}); !dropped)
        qCWarning(lcConsult) << "the draft of a pulse recording stays:" << dropped.error().detail;
}

std::optional<PulseRecording> PulseKeeper::draft(const QString &site) const
{
    const auto bytes = m_desk.draft(place(site));
    if (!bytes || bytes->isEmpty())
        return std::nullopt;
    auto recording = PulseRecording::decode(*bytes);
    if (!recording) {
        qCWarning(lcConsult) << "the draft of a pulse recording cannot be read:" << recording.error().detail;
        return std::nullopt;
    }
    return std::move(*recording);
}

const Act *PulseKeeper::actOf(const CaseState &state, const QString &site)
{
    const Act *newest = nullptr;
    for (const auto *act : state.all(u"case.pulse_recorded"_s))
        if (isOf(*act, site))
            newest = act;
    return newest;
}

const Act *PulseKeeper::levelsActOf(const CaseState &state, const QString &site)
{
    const Act *newest = nullptr;
    for (const auto *act : state.all(u"case.pulse_recorded"_s))
        if (isOf(*act, site) && !isBest(*act))
            newest = act;
    return newest;
}

QMap<QString, SiteTaken> PulseKeeper::takenOf(const CaseState &state, const TakingPlan &plan)
{
    QMap<QString, SiteTaken> all;
    for (const auto *act : state.all(u"case.pulse_recorded"_s)) {
        auto &site = all[act->args().value(u"site"_s).toString()];
        if (!isBest(*act)) {
            site.segments = segmentsIn(*act);
            site.height = act->args().value(u"height"_s).toDouble();
            continue;
        }
        if (!countsAsBest(*act))
            continue;
        const auto alike = act->args().value(u"likeness"_s);
        // Two that are not alike prove nothing: the newer one stands for the first.
        const bool unlike = plan.best.likeness > 0 && !alike.isUndefined() && alike.toDouble() < plan.best.likeness;
        site.bestTimes = unlike ? 1 : site.bestTimes + 1;
    }
    return all;
}

PressureRange PulseKeeper::rangeOf(const CaseState &state)
{
    PressureRange range;
    for (const auto *act : state.all(u"case.pulse_recorded"_s)) {
        const auto said = act->args().value(u"range"_s).toMap();
        if (!said.isEmpty())
            range = {said.value(u"low"_s).toDouble(), said.value(u"high"_s).toDouble()};
    }
    return range;
}

std::optional<double> PulseKeeper::bestShareOf(const CaseState &state, const QString &site)
{
    std::optional<double> share;
    for (const auto *act : state.all(u"case.pulse_recorded"_s)) {
        const auto best = act->args().value(u"bestPressure"_s);
        const auto said = act->args().value(u"range"_s).toMap();
        const PressureRange range{said.value(u"low"_s).toDouble(), said.value(u"high"_s).toDouble()};
        if (isOf(*act, site) && !isBest(*act) && !best.isUndefined() && range.isKnown())
            share = std::clamp(range.share(best.toDouble()), 0.0, 1.0);
    }
    return share;
}

QByteArray PulseKeeper::hashOf(const Act &act)
{
    return act.args().value(u"attachment"_s).toMap().value(u"sha256"_s).toByteArray();
}

Result<PulseRecording> PulseKeeper::read(const Act &act) const
{
    const auto attachment = Attachment::fromCbor(act.args().value(u"attachment"_s).toMap());
    if (!attachment)
        return tl::unexpected(attachment.error());
    const auto bytes = m_desk.ledger().vault().attachments().read(*attachment);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return PulseRecording::decode(*bytes);
}

} // namespace sizhen
