// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"
#include "core/base/log.h"

#include <QLocale>
#include <QStorageInfo>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int diskWatchMs = 60'000;
constexpr qint64 lowBytes = 2LL * 1024 * 1024 * 1024; // a day of sessions with stills and pulses
constexpr qint64 fullBytes = 100LL * 1024 * 1024;
constexpr qint64 skewSeconds = 60; // above this two people read different times off their screens

} // namespace

void Station::watchHealth()
{
    m_health.set({u"vault"_s, HealthItem::State::Ready, u"vault.open"_s, {}, m_ledger->now()});
    m_health.set({u"instrument"_s, HealthItem::State::NotPresent, u"instrument.none"_s, {}, m_ledger->now()});
    connect(&m_diskWatch, &QTimer::timeout, this, &Station::reportDisk);
    m_diskWatch.start(diskWatchMs);
    reportDisk();
    connect(m_ledger.get(), &Ledger::receiptArrived, this, &Station::reportClock);
    watchVault();
    adoptSalvaged();
}

void Station::reportDisk()
{
    const auto free = QStorageInfo(m_vault->folder()).bytesAvailable();
    auto state = HealthItem::State::Ready;
    auto message = u"disk.ok"_s;
    if (free < lowBytes) {
        state = free < fullBytes ? HealthItem::State::Fault : HealthItem::State::Warning;
        message = free < fullBytes ? u"disk.full"_s : u"disk.low"_s;
    }
    m_health.set({u"disk"_s, state, message, {{u"free"_s, QLocale().formattedDataSize(free, 0)}}, m_ledger->now()});
}

void Station::lookAtTheTime()
{
    if (const auto done = m_ledger->ripen(); !done)
        qCWarning(lcRecords) << "records from a clock ahead:" << done.error().detail;
    if (const auto until = m_ledger->clockWasAheadUntil(); until.isValid())
        m_health.set({u"clock"_s, HealthItem::State::Warning, u"clock.was_ahead"_s, {{u"until"_s, until.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s)}}, m_ledger->now()});
}

// A receipt was signed just before it came: the partner's clock as good as we can know it without asking anybody else.
void Station::reportClock(const QByteArray &partnerRoot, const QByteArray &stream)
{
    const auto receipt = m_ledger->receiptOf(partnerRoot, stream);
    if (!receipt || !*receipt)
        return;
    // One that a sister handed on was signed some time ago.
    const auto *link = m_links ? m_links->link(partnerRoot) : nullptr;
    if (!link || link->state() != PeerLink::State::Up || !m_links->linksOf(m_ledger->institution().root).isEmpty())
        return;
    const auto seconds = std::abs((*receipt)->at.secsTo(m_ledger->now()));
    const auto apart = seconds > skewSeconds;
    m_health.set({u"clock"_s,
                  apart ? HealthItem::State::Warning : HealthItem::State::Ready,
                  apart ? u"clock.skew"_s : u"clock.ok"_s,
                  {{u"seconds"_s, seconds}},
                  m_ledger->now()});
}

} // namespace sizhen
