// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the vault is checked now and then, what can be made good is made good.
#include "app/station/station.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::chrono::minutes lookEvery{5};
constexpr qint64 dueSeconds = 24 * 3600; // ARC-07
constexpr qint64 overdueSeconds = 36 * 3600; // then no longer waits for a quiet hour
constexpr qint64 quietSeconds = 10 * 60;
const auto lastCheck = u"lastVaultCheck"_s;

} // namespace

void Station::watchVault()
{
    connect(&m_vaultWatch, &VaultWatch::finished, this, [this] { reportVault(m_vaultWatch.report()); });
    connect(&m_vaultWatch, &VaultWatch::progressed, this, [this](int percent) {
        if (m_vaultWatch.isRunning())
            m_health.set({u"vault"_s, HealthItem::State::Working, u"vault.checking"_s, {{u"percent"_s, percent}},
                          m_health.item(u"vault"_s).since});
    });
    m_lastWrite = m_ledger->now();
    connect(m_ledger.get(), &Ledger::changed, this, [this] {
        m_lastWrite = m_ledger->now();
        const bool waiting = !m_fetching.isEmpty();
        m_fetching.removeIf([this](const QByteArray &address) { return m_vault->attachments().has(address); });
        if (waiting && m_fetching.isEmpty())
            checkVault(); // looks whether everything is good again
    });
    connect(&m_checkClock, &QTimer::timeout, this, &Station::checkWhenDue);
    m_checkClock.start(lookEvery);
}

void Station::checkWhenDue()
{
    const auto now = m_ledger->now();
    const auto last = QDateTime::fromString(setting(lastCheck), Qt::ISODate);
    const auto since = last.isValid() ? last.secsTo(now) : overdueSeconds; // a clock put back counts as due
    const bool quiet = m_lastWrite.secsTo(now) >= quietSeconds;
    if (since < 0 || since >= overdueSeconds || (since >= dueSeconds && quiet))
        checkVault();
}

void Station::checkVault()
{
    if (m_vaultWatch.isRunning())
        return;
    if (const auto started = m_vaultWatch.start(*m_vault); !started)
        return reportVault(tl::unexpected(started.error()));
    m_health.set(
        {u"vault"_s, HealthItem::State::Working, u"vault.checking"_s, {{u"percent"_s, 0}}, m_ledger->now()});
}

void Station::stopVaultCheck()
{
    m_vaultWatch.stop();
}

void Station::reportVault(const Result<VaultReport> &report)
{
    HealthItem item{u"vault"_s, HealthItem::State::Ready, u"vault.sound"_s, {}, m_ledger->now()};
    if (!report && report.error().message == u"vault.check_stopped"_s) {
        item.message = u"vault.open"_s;
    } else if (!report) {
        item.state = HealthItem::State::Fault;
        item.message = report.error().message.isEmpty() ? u"vault.check_failed"_s : report.error().message;
        item.args = report.error().args;
        qCWarning(lcStore, "vault check: %s", qUtf8Printable(report.error().detail));
    } else if (!report->sound()) {
        item.state = HealthItem::State::Fault;
        item.message = u"arc.damaged"_s;
        item.args = {{u"docs"_s, report->damaged}, {u"n"_s, report->damaged.size()}};
        qCWarning(lcStore, "vault check: %s", qUtf8Printable(report->damaged.join(u", "_s)));
    }
    m_health.set(item);
    if (!report)
        return;
    if (const auto kept = keepSetting(lastCheck, m_ledger->now().toString(Qt::ISODate)); !kept)
        qCWarning(lcStore, "the time of the check cannot be kept: %s", qUtf8Printable(kept.error().detail));
    mend(*report);
}

// An original that a partner holds as well is fetched again: its address is its hash, so it can only be the same.
void Station::mend(const VaultReport &report)
{
    for (const auto &place : report.damaged) {
        if (!place.startsWith(u"attachment "_s))
            continue;
        const auto address = QByteArray::fromHex(place.section(u' ', 1).toLatin1());
        const auto asked = m_ledger->fetchAgain(address);
        if (asked && *asked)
            m_fetching.insert(address);
        if (!asked)
            qCWarning(lcStore, "fetching again: %s", qUtf8Printable(asked.error().detail));
    }
}

void Station::reportSalvage(const Replaced &salvaged)
{
    const auto &report = salvaged.report;
    const auto lost = report.gaps.size() + report.shortStreams.size() + report.missingAttachments.size();
    m_health.set({u"salvage"_s,
                  HealthItem::State::Warning,
                  lost == 0 ? u"vault.salvaged_whole"_s : u"vault.salvaged"_s,
                  {{u"entries"_s, report.entries}, {u"n"_s, lost}, {u"folder"_s, salvaged.kept}},
                  m_ledger->now()});
}

void Station::adoptSalvaged()
{
    const auto some = m_ledger->hasSalvaged();
    if (!some || !*some)
        return;
    // Queued: the ledger tells of what it is just taking in.
    connect(
        m_ledger.get(), &Ledger::changed, this,
        [this](const QByteArray &stream) {
            if (const auto adopted = m_ledger->adoptSalvaged(stream); !adopted)
                qCWarning(lcStore, "salvaged entries: %s", qUtf8Printable(adopted.error().detail));
        },
        Qt::QueuedConnection);
}

} // namespace sizhen
