// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"

#include "core/base/log.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

// The pulse instrument of this station: what the board says of it, and where its raw bytes go.
namespace sizhen {

void Station::connectInstrument(const QUrl &link)
{
    m_instrument = std::make_unique<PulseDevice>(link);
    auto *device = m_instrument.get();
    device->setSpooler([this](const QString &place, const QString &site) { return m_rawPulse.begin(place, site); });
    connect(device, &PulseSource::readyChanged, this, [this, device] { reportInstrument(*device); });
    connect(device, &PulseSource::lost, this, [this](const Error &) {
        m_health.set({u"instrument"_s, HealthItem::State::Fault, u"instrument.lost"_s, {}, m_ledger->now()});
    });
    connect(device, &PulseDevice::noticed, this, [this, device](const PulseEvent &event) { warnOf(*device, event); });
    connect(device, &PulseDevice::rawNotKept, this, [this](const Error &) {
        m_health.set({u"instrument"_s, HealthItem::State::Warning, u"instrument.raw_not_kept"_s, {}, m_ledger->now()});
    });
    reportInstrument(*device);
    Q_EMIT instrumentChanged();
}

void Station::reportInstrument(const PulseDevice &device)
{
    const bool ready = device.isReady();
    const bool overdue = ready && device.about().isOverdue(m_ledger->now().date());
    auto state = ready ? HealthItem::State::Ready : HealthItem::State::Working;
    auto message = ready ? u"instrument.ready"_s : u"instrument.connecting"_s;
    if (overdue) { // it goes on measuring: whether to use it the physician decides, knowing
        state = HealthItem::State::Warning;
        message = u"instrument.overdue"_s;
    }
    m_health.set(
        {u"instrument"_s,
         state,
         message,
         {{u"name"_s, device.name()}, {u"due"_s, QDate::fromString(device.about().calibrationDue, Qt::ISODate)}},
         m_ledger->now()});
}

void Station::watchRawPulse()
{
    if (const auto recovered = m_rawPulse.recover(); !recovered)
        qCWarning(lcDevice) << "raw bytes of a pulse cannot be recovered:" << recovered.error().detail;
    connect(m_desk.get(), &Desk::caseChanged, this, &Station::settleRawPulse);
}

// A recording was kept, perhaps: its raw bytes follow.
void Station::settleRawPulse(const QByteArray &caseId)
{
    const auto hex = QString::fromLatin1(caseId.toHex());
    const auto open = m_rawPulse.hasOpen(hex);
    const auto state = open && *open ? m_desk->caseState(caseId) : Result<CaseState>(fail(Fault::NotFound, {}));
    if (!state)
        return;
    QVector<PulseRecording> kept;
    for (const auto *act : state->all(u"case.pulse_recorded"_s)) {
        const auto attachment = Attachment::fromCbor(act->args().value(u"attachment"_s).toMap());
        const auto bytes = attachment ? m_vault->attachments().read(*attachment) : tl::unexpected(attachment.error());
        if (auto recording = bytes ? PulseRecording::decode(*bytes) : tl::unexpected(bytes.error()))
            kept.append(std::move(*recording));
    }
    if (const auto settled = m_rawPulse.settle(hex, kept); !settled)
        qCWarning(lcDevice) << "raw bytes of a pulse are not kept:" << settled.error().detail;
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
            {{u"declared"_s, std::round(device.about().rateHz * 10) / 10},
             {u"measured"_s, std::round(event.value * 10) / 10}});
    else if (event.kind == Kind::Overflow)
        say(State::Warning, u"instrument.overflow"_s);
    else if (event.kind == Kind::EmergencyStop)
        say(State::Fault, u"instrument.emergency"_s);
}

} // namespace sizhen
