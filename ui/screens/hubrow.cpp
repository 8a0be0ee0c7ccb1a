// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/hubrow.h"

#include "ui/screens/context.h"
#include "ui/texts/carriertext.h"
#include "ui/widgets/mark.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

HubRow::HubRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(new QLabel)
    , m_address(new QLineEdit)
    , m_keep(new QPushButton)
    , m_state(new StatusDot)
{
    m_address->setObjectName(u"hubAddress"_s);
    m_keep->setObjectName(u"keepHubButton"_s);
    m_state->setObjectName(u"hubState"_s);
    m_name->setBuddy(m_address);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_address, 0, 1);
    grid->addWidget(m_keep, 0, 2);
    grid->addWidget(m_state, 1, 1);
    grid->setColumnStretch(1, 1);
    connect(m_keep, &QPushButton::clicked, this, &HubRow::keep);
    connect(m_address, &QLineEdit::returnPressed, this, &HubRow::keep);
    connect(m_address, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
    connect(&context.health, &HealthBoard::changed, this, &HubRow::refresh);
    retranslate();
}

void HubRow::refresh()
{
    setVisible(bool(m_context.carriers.hub));
    if (!m_context.carriers.hub)
        return;
    const auto hub = m_context.carriers.hub();
    if (!m_address->isModified() && m_address->text() != hub.address)
        m_address->setText(hub.address);
    m_keep->setEnabled(m_address->isModified());
    m_state->set(hub.address.isEmpty() ? Mark::NotPresent
                     : hub.up          ? Mark::Good
                                       : Mark::Warning,
                 CarrierText::hub(hub, m_context.desk.ledger().institution().timeZone, m_context.language()));
}

void HubRow::keep()
{
    if (const auto kept = m_context.carriers.setHub(m_address->text().trimmed()); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_address->setModified(false);
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
    m_name->setText(tr("&Hub"));
    m_address->setPlaceholderText(tr("wss://hub.example:443, # and its fingerprint if it signs for itself"));
    m_keep->setText(tr("Use this hub"));
    refresh();
}

} // namespace sizhen
