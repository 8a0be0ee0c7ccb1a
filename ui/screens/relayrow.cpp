// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/relayrow.h"

#include "ui/panels/words.h"
#include "ui/screens/context.h"
#include "ui/texts/errortext.h"

#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

RelayRow::RelayRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(new QLabel)
    , m_address(new QLineEdit)
    , m_keep(new QPushButton)
    , m_check(new QPushButton)
    , m_ways(makeWords())
{
    m_address->setObjectName(u"relayAddress"_s);
    m_keep->setObjectName(u"keepRelayButton"_s);
    m_check->setObjectName(u"checkRoutesButton"_s);
    m_ways->setObjectName(u"routes"_s);
    m_ways->hide();
    m_name->setBuddy(m_address);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_address, 0, 1);
    grid->addWidget(m_keep, 0, 2);
    grid->addWidget(m_check, 0, 3);
    grid->addWidget(m_ways, 1, 1, 1, 3);
    grid->setColumnStretch(1, 1);
    connect(m_keep, &QPushButton::clicked, this, &RelayRow::keep);
    connect(m_address, &QLineEdit::returnPressed, this, &RelayRow::keep);
    connect(m_address, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
    connect(m_check, &QPushButton::clicked, this, &RelayRow::check);
    retranslate();
}

// The password that is kept is never shown: whoever changes the address types it again.
void RelayRow::refresh()
{
    setVisible(bool(m_context.carriers.relay));
    if (!m_context.carriers.relay)
        return;
    if (const auto shown = m_context.carriers.relay(); !m_address->isModified() && m_address->text() != shown)
        m_address->setText(shown);
    m_keep->setEnabled(m_address->isModified());
}

void RelayRow::keep()
{
    if (!m_address->isModified())
        return;
    if (const auto kept = m_context.carriers.setRelay(m_address->text().trimmed()); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_address->setModified(false);
    refresh();
}

void RelayRow::check()
{
    m_check->setEnabled(false);
    m_ways->setText(tr("Every way is tried…"));
    m_ways->setRole(theme::Role::TextMuted);
    m_ways->show();
    m_context.carriers.checkRoutes(this, [this](const std::vector<RouteResult> &results) { show(results); });
}

void RelayRow::show(const std::vector<RouteResult> &results)
{
    m_check->setEnabled(true);
    QStringList lines;
    for (const auto &one : results)
        lines.append(one.ms ? tr("✓ %1, port %2: %3 ms").arg(one.route.name).arg(one.route.port).arg(*one.ms)
                            : u"✕ "_s + ErrorText::of(one.why));
    if (lines.isEmpty())
        lines.append(tr("No partner's address, hub or relay is known yet."));
    m_ways->setText(lines.join(u'\n'));
    const bool good = std::ranges::all_of(results, [](const RouteResult &one) { return one.ms.has_value(); });
    m_ways->setRole(good ? theme::Role::Good : theme::Role::Caution);
}

void RelayRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void RelayRow::retranslate()
{
    m_name->setText(tr("&Relay for picture and sound"));
    m_address->setPlaceholderText(
        tr("turns://user:password@relay.example:443, # and its fingerprint if it signs for itself"));
    m_keep->setText(tr("Use this relay"));
    m_check->setText(tr("Test the network"));
    refresh();
}

} // namespace sizhen
