// SPDX-License-Identifier: GPL-3.0-or-later
// Station: the root while it is here, what runs out, and what was refused.
#include "app/station/station.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int warnDays = 60;

// Only what somebody outside did wrong: a cable that is out is no refusal.
bool isRefusal(const Error &error)
{
    return error.fault == Fault::Untrusted || error.fault == Fault::Denied || error.fault == Fault::Refused
        || error.fault == Fault::Corrupt;
}

} // namespace

void Station::watchRoot()
{
    m_rootWatch.setSingleShot(true);
    connect(&m_rootWatch, &QTimer::timeout, this, [this] { m_ledger->forgetRoot(); });
    connect(m_ledger.get(), &Ledger::rootChanged, this, [this] {
        reportRoot();
        const auto state = m_ledger->rootState();
        if (state.until.isValid())
            m_rootWatch.start(std::chrono::milliseconds(qMax<qint64>(0, m_ledger->now().msecsTo(state.until))));
        else
            m_rootWatch.stop();
    });
    connect(this, &Station::linkTrouble, this, [this](const Error &error) {
        if (isRefusal(error))
            m_ledger->noteRefusal(error);
    });
    reportRoot();
}

void Station::reportRoot()
{
    const auto state = m_ledger->rootState();
    HealthItem item{u"root"_s, HealthItem::State::Ready, u"root.offline"_s, {}, m_ledger->now()};
    if (state.place == Ledger::RootState::Place::Vault) {
        item.state = HealthItem::State::Warning;
        item.message = u"root.in_vault"_s;
    } else if (state.place == Ledger::RootState::Place::Present) {
        item.state = HealthItem::State::Working;
        item.message = u"root.present"_s;
        item.args = {{u"until"_s, state.until.toLocalTime().toString(u"HH:mm"_s)}};
    }
    m_health.set(item);
    const auto end = m_ledger->certificatesEnd();
    const auto days = m_ledger->now().daysTo(end);
    HealthItem certificates{u"certificate"_s,
                            days > warnDays ? HealthItem::State::Ready
                                : days > 0  ? HealthItem::State::Warning
                                            : HealthItem::State::Fault,
                            days > warnDays ? u"certificates.good"_s
                                : days > 0  ? u"certificates.ending"_s
                                            : u"certificates.ended"_s,
                            {{u"day"_s, end.date().toString(Qt::ISODate)}},
                            m_ledger->now()};
    m_health.set(certificates);
}

} // namespace sizhen
