// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/hubrow.h"

#include "ui/panels/settingrow.h"
#include "ui/screens/context.h"
#include "ui/texts/carriertext.h"
#include "ui/widgets/mark.h"

#include <QEvent>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

HubRow::HubRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_row(new SettingRow(u"hubAddress"_s))
    , m_state(new StatusDot)
{
    m_state->setObjectName(u"hubState"_s);
    m_row->addBelow(m_state);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_row);
    connect(m_row, &SettingRow::typed, this, &HubRow::keep);
    connect(&context.health, &HealthBoard::changed, this, &HubRow::refresh);
    retranslate();
}

void HubRow::refresh()
{
    setVisible(bool(m_context.carriers.hub));
    if (!m_context.carriers.hub)
        return;
    const auto hub = m_context.carriers.hub();
    m_row->showKept(hub.address);
    m_state->set(hub.address.isEmpty() ? Mark::NotPresent
                     : hub.up          ? Mark::Good
                                       : Mark::Warning,
                 CarrierText::hub(hub, m_context.desk.ledger().institution().timeZone, m_context.language()));
}

void HubRow::keep(const QString &address)
{
    if (const auto kept = m_context.carriers.setHub(address); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_row->settle();
    refresh();
}

void HubRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void HubRow::retranslate()
{
    m_row->setWords(tr("&Hub"), tr("wss://hub.example:443, # and its fingerprint if it signs for itself"),
                    tr("Use this hub"));
    refresh();
}

} // namespace sizhen
