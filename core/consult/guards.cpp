// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"

#include "core/records/entry.h"

namespace sizhen {

Engine<Facts> makeEngine()
{
    Engine<Facts> engine;
    addAgreementGuards(engine);
    addConsentGuards(engine);
    addInvitationGuards(engine);
    addCaseGuards(engine);
    addFindingGuards(engine);
    addSessionGuards(engine);
    addRoomGuards(engine);
    addRecordingGuards(engine);
    addReportGuards(engine);
    addArchiveGuards(engine);
    addRecordGuards(engine);
    return engine;
}

const PersonCertificate *Certificates::open(const QByteArray &bytes) const
{
    auto found = m_opened.find(bytes);
    if (found == m_opened.end()) {
        auto opened = openPersonCertificate(bytes);
        found = m_opened.insert(bytes, opened ? std::optional(std::move(*opened)) : std::nullopt);
    }
    return *found ? &**found : nullptr;
}

QDateTime Partnership::beginOf(const QDate &day) const
{
    QDateTime begin;
    for (const auto &zone : zones)
        if (const auto there = day.startOfDay(zone).toUTC(); !begin.isValid() || there < begin)
            begin = there;
    return begin;
}

QDateTime Partnership::endOf(const QDate &day) const
{
    QDateTime end;
    for (const auto &zone : zones)
        if (const auto there = day.addDays(1).startOfDay(zone).toUTC(); !end.isValid() || there > end)
            end = there;
    return end;
}

QDateTime momentOf(const Event &event)
{
    return QDateTime::fromMSecsSinceEpoch(HybridClock::milliseconds(event.hlc), Qt::UTC);
}

} // namespace sizhen
