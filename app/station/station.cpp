// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"

#include "core/base/cbor.h"
#include "core/base/log.h"

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
    , m_rawPulse(*m_vault)
    , m_remotePulse(std::make_unique<RemotePulse>())
    , m_live(std::make_unique<LivePulseLine>(
          [this](const QByteArray &caseId, const QCborMap &message) { sendLiveMessage(caseId, message); }))
{
    connect(m_live.get(), &LivePulseLine::arrived, this, &Station::onLivePulse);
    buildCalls();
    buildCheck();
    watchHealth();
    watchAccessLog();
    watchRoot();
    watchRawPulse();
}

Station::~Station()
{
    m_calls->end(); // while there is a link to say so
    m_tap->listen(nullptr);
    m_check.reset();
    m_probes.reset();
    m_recording.reset();
    m_room.reset();
    m_media.reset();
    m_calls.reset();
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
