// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/stationcheck.h"

#include "app/station/lineprobes.h"
#include "app/station/stationmedia.h"
#include "core/base/log.h"

#include <QJsonDocument>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr int mostLinkTries = 20; // of 250 ms
const auto devicesPart = u"devices"_s;
const auto linePart = u"line"_s;
const auto waysPart = u"ways"_s;

} // namespace

StationCheck::StationCheck(Setup setup, QObject *parent)
    : PreCallCheck(parent)
    , m_setup(std::move(setup))
{
    for (auto *timer : {&m_step, &m_patience})
        timer->setSingleShot(true);
    m_link.setInterval(250ms);
    connect(&m_link, &QTimer::timeout, this, &StationCheck::measureLine);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_findings.noMedia = Error{Fault::Timeout, u"check: devices"_s, {}, u"check.devices_silent"_s, {}};
        done(devicesPart);
    });
    // A call takes the devices.
    connect(&m_setup.calls, &CallControl::changed, this, [this] {
        if (isRunning() && m_setup.calls.view().stage != CallStage::Idle)
            cancel();
    });
}

StationCheck::~StationCheck() = default;

Result<QByteArray> StationCheck::partnerOf(const QByteArray &caseId) const
{
    if (caseId.isEmpty()) {
        const auto partners = m_setup.desk.ledger().partners();
        if (!partners)
            return tl::unexpected(partners.error());
        QByteArray first;
        for (const auto &partner : *partners) {
            if (!partner.verified)
                continue;
            if (m_setup.reach(partner.institution.root).way != PartnerReach::Way::Waiting)
                return partner.institution.root;
            if (first.isEmpty())
                first = partner.institution.root;
        }
        return first;
    }
    const auto state = m_setup.desk.caseState(caseId);
    if (!state)
        return tl::unexpected(state.error());
    return state->mySide == Side::Inviting ? state->invited : state->inviting;
}

Result<> StationCheck::start(const QByteArray &caseId)
{
    if (isRunning())
        return tl::unexpected(Error{Fault::Busy, u"check: runs"_s, {}, u"check.runs"_s, {}});
    if (m_setup.calls.view().stage != CallStage::Idle)
        return tl::unexpected(Error{Fault::Busy, u"check: in a call"_s, {}, u"media.check_in_call"_s, {}});
    const auto partner = partnerOf(caseId);
    if (!partner)
        return tl::unexpected(partner.error());
    m_case = caseId;
    m_partner = *partner;
    m_findings = {};
    m_findings.hasPartner = !m_partner.isEmpty();
    m_findings.countries = QStringList{m_setup.desk.ledger().institution().country};
    if (const auto known = m_setup.desk.ledger().partner(m_partner); known && m_findings.hasPartner)
        m_findings.countries.append(known->institution.country);
    m_pending = {devicesPart, linePart, waysPart};
    Q_EMIT changed();
    lookAtDevices();
    lookAtLine();
    lookAtWays();
    return {};
}

void StationCheck::lookAtDevices()
{
    m_patience.start(9s);
    m_setup.media.watchDevices();
    if (m_setup.media.view().known)
        return tryDevices();
    connect(&m_setup.media, &CallMedia::changed, this, [this] {
        if (m_pending.contains(devicesPart) && !m_devices && m_setup.media.view().known)
            tryDevices();
    });
}

void StationCheck::tryDevices()
{
    auto made = m_setup.media.makeCheck();
    if (!made) {
        m_findings.noMedia = made.error();
        return done(devicesPart);
    }
    m_devices = *std::move(made);
    m_findings.devices = m_setup.media.devices();
    connect(m_devices.get(), &MediaCheck::found, this, [this](const MediaFindings &findings) {
        m_findings.media = findings;
        done(devicesPart);
    });
    m_devices->start(m_findings.devices);
    m_step.disconnect(this);
    connect(&m_step, &QTimer::timeout, m_devices.get(), &MediaCheck::playSound);
    m_step.start(1500ms); // a camera gives its first pictures dark and slowly
}

void StationCheck::lookAtLine()
{
    if (!m_findings.hasPartner || !m_setup.probes())
        return done(linePart);
    m_linkTries = 0;
    measureLine();
}

// A link that is just being dialled is waited for.
void StationCheck::measureLine()
{
    const auto way = m_setup.reach(m_partner).way;
    if (way == PartnerReach::Way::Waiting && ++m_linkTries < mostLinkTries) {
        m_link.start();
        return;
    }
    m_link.stop();
    m_findings.way = way == PartnerReach::Way::Direct ? PreCallFindings::Way::Direct
        : way == PartnerReach::Way::Hub               ? PreCallFindings::Way::Hub
                                                      : PreCallFindings::Way::None;
    if (way == PartnerReach::Way::Hub)
        m_findings.noLine = Error{Fault::Unsupported, u"check: by the hub"_s, u"NET-05"_s, u"net.probe_by_hub"_s, {}};
    if (way != PartnerReach::Way::Direct)
        return done(linePart);
    m_setup.probes()->run(m_partner, this, [this](const Result<LineFigures> &figures) {
        if (figures)
            m_findings.line = *figures;
        else
            m_findings.noLine = figures.error();
        done(linePart);
    });
}

void StationCheck::lookAtWays()
{
    for (const auto &uplink : m_setup.uplinks()) {
        m_findings.providers.append(uplink.provider);
        if (addressesOf(uplink).isEmpty())
            m_findings.dead.append(uplink.provider);
    }
    m_findings.hasRelay = m_setup.hasRelay();
    m_ways = std::make_unique<QObject>();
    m_setup.checkRoutes(m_ways.get(), [this](const std::vector<RouteResult> &results) {
        for (const auto &one : results)
            m_findings.ways.push_back(
                {one.route.provider, one.route.name, one.route.port, one.route.isRelay(), one.ms, one.why});
        done(waysPart);
    });
}

void StationCheck::done(const QString &part)
{
    if (!m_pending.removeOne(part))
        return;
    if (part == devicesPart) {
        m_patience.stop();
        m_step.stop();
        if (m_devices)
            m_devices->stop();
    }
    if (m_pending.isEmpty())
        return conclude();
    Q_EMIT changed();
}

void StationCheck::conclude()
{
    m_findings.diskFree = m_setup.diskFree();
    m_findings.diskMessage = m_setup.health.item(u"disk"_s).message;
    if (const auto clock = m_setup.health.item(u"clock"_s); clock.args.contains(u"seconds"_s))
        m_findings.clockS = clock.args.value(u"seconds"_s).toDouble();
    PreCallResult result{m_setup.desk.ledger().now(), m_case, m_partner, judgePreCall(m_findings, preCallLimits()),
                         m_findings.line};
    release();
    const auto json = QJsonDocument(result.toJson()).toJson(QJsonDocument::Compact);
    if (const auto kept = m_setup.keep(QString::fromUtf8(json)); !kept)
        qCWarning(lcConsult) << "check: not kept:" << kept.error().detail;
    Q_EMIT finished(result);
    Q_EMIT changed();
}

void StationCheck::release()
{
    m_pending.clear();
    for (auto *timer : {&m_step, &m_patience, &m_link})
        timer->stop();
    disconnect(&m_setup.media, nullptr, this, nullptr);
    if (m_devices) {
        disconnect(m_devices.get(), nullptr, this, nullptr);
        m_devices->stop();
        m_devices.release()->deleteLater(); // may be who just told us
    }
    if (m_ways)
        m_ways.release()->deleteLater();
}

void StationCheck::cancel()
{
    if (!isRunning())
        return;
    if (m_pending.contains(linePart) && m_setup.probes())
        m_setup.probes()->cancel();
    release();
    Q_EMIT changed();
}

std::optional<PreCallResult> StationCheck::last() const
{
    const auto kept = PreCallResult::fromJson(QJsonDocument::fromJson(m_setup.kept().toUtf8()).object());
    return kept ? std::optional(*kept) : std::nullopt;
}

} // namespace sizhen
