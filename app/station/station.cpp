// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"

#include "core/base/cbor.h"
#include "core/base/log.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<std::unique_ptr<Station>> Station::open(std::unique_ptr<Vault> vault, const Clock &clock)
{
    auto ledger = Ledger::open(*vault, clock);
    if (!ledger)
        return tl::unexpected(ledger.error());
    auto desk = Desk::open(**ledger);
    if (!desk)
        return tl::unexpected(desk.error());
    auto forms = FormLibrary::load();
    if (!forms)
        return tl::unexpected(forms.error());
    auto terms = TermBase::load();
    if (!terms)
        return tl::unexpected(terms.error());
    std::unique_ptr<Station> station(new Station(std::move(vault), std::move(*ledger), std::move(*desk)));
    station->m_forms = *forms;
    station->m_terms = *terms;
    if (const auto judged = station->startSafekeeping(); !judged)
        return tl::unexpected(judged.error());
    if (const auto built = station->buildLinks(); !built)
        return tl::unexpected(built.error());
    return station;
}

Station::Station(std::unique_ptr<Vault> vault, std::unique_ptr<Ledger> ledger, std::unique_ptr<Desk> desk)
    : m_vault(std::move(vault))
    , m_ledger(std::move(ledger))
    , m_desk(std::move(desk))
    , m_remotePulse(std::make_unique<RemotePulse>())
    , m_live(std::make_unique<LivePulseLine>(
          [this](const QByteArray &caseId, const QCborMap &message) { sendLiveMessage(caseId, message); }))
{
    connect(m_live.get(), &LivePulseLine::arrived, this, &Station::onLivePulse);
    watchHealth();
    watchAccessLog();
    watchRoot();
}

Station::~Station()
{
    countDirect();
    closeAccessLog();
    m_post.reset();
    m_links.reset();
    m_instrument.reset();
    m_safekeeping.reset(); // the last word about the vault, after the last event
}

Result<> Station::startSafekeeping()
{
    const auto own = setting(u"anchors"_s);
    m_safekeeping = std::make_unique<Safekeeping>(*m_vault, *m_ledger, m_health,
                                                  own.isEmpty() ? Safekeeping::usualAnchorFolder() : own);
    m_safekeeping->report();
    return m_safekeeping->judgeAge();
}

void Station::connectInstrument(const QUrl &link)
{
    m_instrument = std::make_unique<PulseDevice>(link);
    auto *device = m_instrument.get();
    const auto report = [this, device](bool ready) {
        m_health.set({u"instrument"_s,
                      ready ? HealthItem::State::Ready : HealthItem::State::Working,
                      ready ? u"instrument.ready"_s : u"instrument.connecting"_s,
                      {{u"name"_s, device->name()}},
                      m_ledger->now()});
    };
    connect(device, &PulseSource::readyChanged, this, report);
    connect(device, &PulseSource::lost, this, [this](const Error &) {
        m_health.set({u"instrument"_s, HealthItem::State::Fault, u"instrument.lost"_s, {}, m_ledger->now()});
    });
    connect(device, &PulseDevice::noticed, this, [this, device](const PulseEvent &event) { warnOf(*device, event); });
    report(device->isReady());
    Q_EMIT instrumentChanged();
}

void Station::warnOf(const PulseDevice &device, const PulseEvent &event)
{
    using Kind = PulseEvent::Kind;
    using State = HealthItem::State;
    const auto say = [this](State state, const QString &message, const QVariantMap &args = {}) {
        m_health.set({u"instrument"_s, state, message, args, m_ledger->now()});
    };
    if (event.kind == Kind::RateWrong)
        say(State::Warning, u"instrument.rate_wrong"_s,
            {{u"declared"_s, std::round(device.about().rateHz * 10) / 10}, {u"measured"_s, std::round(event.value * 10) / 10}});
    else if (event.kind == Kind::Overflow)
        say(State::Warning, u"instrument.overflow"_s);
    else if (event.kind == Kind::EmergencyStop)
        say(State::Fault, u"instrument.emergency"_s);
}

QString Station::setting(const QString &name) const
{
    const auto row = m_vault->rows().at(u"local.settings"_s, name);
    return row && *row ? QString::fromUtf8((*row)->body) : QString();
}

Result<> Station::keepSetting(const QString &name, const QString &value)
{
    auto change = m_vault->begin();
    if (!change)
        return tl::unexpected(change.error());
    if (const auto kept = m_vault->rows().put(u"local.settings"_s, {name, {}, value.toUtf8()}); !kept)
        return kept;
    return change->commit();
}

void Station::applySettings()
{
    if (const auto link = setting(u"instrument"_s); !link.isEmpty())
        connectInstrument(QUrl(link));
    if (const auto where = setting(u"listen"_s); !where.isEmpty())
        if (const auto port = listenOn(where); !port)
            Q_EMIT linkTrouble(port.error());
    startLinks();
}

} // namespace sizhen
