// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsekeeper.h"
#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString PulseKeeper::place(const QString &site) const
{
    return u"pulse/"_s + QString::fromLatin1(m_case.toHex()) + u'/' + site;
}

Result<> PulseKeeper::keep(const PulseRecording &recording, const PulseAnalysis &analysis)
{
    const auto original
        = m_context.desk.attach(recording.encode(), u"application/x-sizhen-pulse"_s, recording.site + u".pulse"_s);
    if (!original)
        return tl::unexpected(original.error());
    QCborMap args{{u"site"_s, recording.site},
                  {u"attachment"_s, original->toCbor()},
                  {u"quality"_s, analysis.quality / 100.0},
                  {u"reason"_s, analysis.good() ? QString() : analysis.advice}};
    if (analysis.perMinute)
        args.insert(u"rate"_s, *analysis.perMinute);
    if (const auto acted = m_context.desk.act(m_case, u"case.pulse_recorded"_s, args, m_context.actor()); !acted)
        return acted;
    dropDraft(recording.site);
    return {};
}

Result<> PulseKeeper::saveDraft(const QString &site, const QByteArray &encoded)
{
    return m_context.desk.saveDraft(place(site), encoded);
}

void PulseKeeper::dropDraft(const QString &site)
{
    if (const auto dropped = m_context.desk.saveDraft(place(site), {}); !dropped)
        qCWarning(lcUi) << "the draft of a pulse recording stays:" << dropped.error().detail;
}

std::optional<PulseRecording> PulseKeeper::draft(const QString &site) const
{
    const auto bytes = m_context.desk.draft(place(site));
    if (!bytes || bytes->isEmpty())
        return std::nullopt;
    auto recording = PulseRecording::decode(*bytes);
    if (!recording) {
        qCWarning(lcUi) << "the draft of a pulse recording cannot be read:" << recording.error().detail;
        return std::nullopt;
    }
    return std::move(*recording);
}

const Act *PulseKeeper::actOf(const CaseState &state, const QString &site)
{
    const Act *newest = nullptr;
    for (const auto *act : state.all(u"case.pulse_recorded"_s))
        if (act->args().value(u"site"_s).toString() == site)
            newest = act;
    return newest;
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
    const auto bytes = m_context.desk.ledger().vault().attachments().read(*attachment);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return PulseRecording::decode(*bytes);
}

} // namespace sizhen
