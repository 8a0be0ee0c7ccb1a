// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/relayrow.h"

#include "ui/panels/settingrow.h"
#include "ui/panels/words.h"
#include "ui/screens/context.h"
#include "ui/texts/errortext.h"

#include <QEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int shownWays = 4; // lines; the others are scrolled to

} // namespace

RelayRow::RelayRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_row(new SettingRow(u"relayAddress"_s))
    , m_check(new QPushButton)
    , m_ways(makeWords())
    , m_list(new QScrollArea)
{
    m_check->setObjectName(u"checkRoutesButton"_s);
    m_ways->setObjectName(u"routes"_s);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWidgetResizable(true);
    m_list->setWidget(m_ways);
    m_list->setFixedHeight(shownWays * fontMetrics().lineSpacing());
    m_list->hide();
    m_row->addBeside(m_check);
    m_row->addBelow(m_list);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_row);
    connect(m_row, &SettingRow::typed, this, &RelayRow::keep);
    connect(m_check, &QPushButton::clicked, this, &RelayRow::check);
    retranslate();
}

// The password that is kept is never shown: whoever changes the address types it again.
void RelayRow::refresh()
{
    setVisible(bool(m_context.carriers.relay));
    if (m_context.carriers.relay)
        m_row->showKept(m_context.carriers.relay());
}

void RelayRow::keep(const QString &address)
{
    if (const auto kept = m_context.carriers.setRelay(address); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_row->settle();
    refresh();
}

void RelayRow::check()
{
    m_check->setEnabled(false);
    m_ways->setText(tr("Every way is tried…"));
    m_ways->setRole(theme::Role::TextMuted);
    m_list->show();
    m_context.carriers.checkRoutes(this, [this](const std::vector<RouteResult> &results) { show(results); });
}

QString RelayRow::nameOf(const Route &route)
{
    if (route.name == u"hub"_s)
        return tr("Hub");
    if (route.name == u"relay"_s)
        return tr("Relay");
    return route.name == u"forwarder"_s ? tr("Forwarding server") : route.name;
}

void RelayRow::show(const std::vector<RouteResult> &results)
{
    m_check->setEnabled(true);
    QStringList lines;
    for (const auto &one : results)
        lines.append(one.ms ? tr("✓ %1, port %2: %3 ms").arg(nameOf(one.route)).arg(one.route.port).arg(*one.ms)
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
    m_row->setWords(tr("&Relay for picture and sound"),
                    tr("turns://user:password@relay.example:443, # and its fingerprint if it signs for itself"),
                    tr("Use this relay"));
    m_check->setText(tr("Test the network"));
    refresh();
}

} // namespace sizhen
