// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/itscreen.h"
#include "ui/screens/context.h"
#include "ui/screens/healthmark.h"
#include "ui/screens/emergencynumberrow.h"
#include "ui/screens/forwarderrow.h"
#include "ui/screens/hubrow.h"
#include "ui/screens/precheckrow.h"
#include "ui/screens/relayrow.h"
#include "ui/screens/refusalspanel.h"
#include "ui/screens/stationspanel.h"
#include "ui/screens/uplinksrow.h"
#include "ui/texts/healthtext.h"
#include "ui/texts/timetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ItScreen::ItScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Title))
    , m_tabs(new QTabBar)
    , m_sections(new QStackedWidget)
    , m_cells(new QGridLayout)
    , m_check(new QPushButton)
    , m_linksTitle(new TextLabel(theme::Type::Section))
    , m_links(new QGridLayout)
    , m_hub(new HubRow(context))
    , m_relay(new RelayRow(context))
    , m_forwarder(new ForwarderRow(context))
    , m_uplinks(new UplinksRow(context))
    , m_emergency(new EmergencyNumberRow(context))
    , m_preCheck(new PreCheckRow(context, false))
    , m_refusalsTitle(new TextLabel(theme::Type::Section))
    , m_refusals(new RefusalsPanel(context.desk.ledger()))
    , m_stations(new StationsPanel(context))
    , m_logTitle(new TextLabel(theme::Type::Section))
    , m_log(new QPlainTextEdit)
{
    build();
    connect(&context.health, &HealthBoard::changed, this, &ItScreen::refresh);
    connect(&context.desk.ledger(), &Ledger::receiptArrived, this, &ItScreen::refreshLinks);
    connect(&context.desk, &Desk::agreementChanged, this, &ItScreen::refreshLinks);
    connect(m_hub, &HubRow::failed, this, &Screen::failed);
    connect(m_relay, &RelayRow::failed, this, &Screen::failed);
    connect(m_forwarder, &ForwarderRow::failed, this, &Screen::failed);
    connect(m_uplinks, &UplinksRow::failed, this, &Screen::failed);
    connect(m_emergency, &EmergencyNumberRow::failed, this, &Screen::failed);
    connect(m_emergency, &EmergencyNumberRow::said, this, &Screen::said);
    connect(m_preCheck, &PreCheckRow::failed, this, &Screen::failed);
    connect(m_check, &QPushButton::clicked, this, [this] {
        if (isChecking())
            Q_EMIT stopCheckRequested();
        else
            Q_EMIT checkRequested();
    });
    connect(m_stations, &StationsPanel::failed, this, &Screen::failed);
    connect(m_stations, &StationsPanel::said, this, &Screen::said);
    retranslate();
}

void ItScreen::build()
{
    m_check->setObjectName(u"checkVaultButton"_s);
    m_check->setProperty("primary", true);
    m_log->setObjectName(u"log"_s);
    m_log->setReadOnly(true);
    m_log->setMinimumHeight(theme::rowHeight); // on a low screen the board above it comes first
    m_log->setMaximumBlockCount(logLines);
    m_log->setTabChangesFocus(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    for (auto *grid : {m_cells, m_links}) {
        grid->setHorizontalSpacing(theme::gapSection);
        grid->setVerticalSpacing(theme::gap);
        grid->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    }
    m_cells->setColumnStretch(2, 1);
    m_links->setColumnStretch(2, 1);
    auto *board = new Panel;
    board->setLayout(m_cells);
    auto *links = new Panel;
    links->setLayout(m_links);
    m_tabs->setObjectName(u"stationSections"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->hide(); // alone it says nothing
    connect(m_tabs, &QTabBar::currentChanged, m_sections, &QStackedWidget::setCurrentIndex);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addSpacing(theme::gapSection);
    head->addWidget(m_tabs);
    head->addStretch();
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_preCheck, 1);
    foot->addWidget(m_check);
    auto *overview = new QWidget;
    auto *page = new QVBoxLayout(overview);
    page->setContentsMargins({});
    page->addWidget(board);
    page->addSpacing(theme::gap);
    page->addWidget(m_linksTitle);
    page->addWidget(links);
    page->addWidget(m_hub);
    page->addWidget(m_relay);
    page->addSpacing(theme::gap);
    page->addWidget(m_logTitle);
    page->addWidget(m_log, 1);
    page->addLayout(foot);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_sections, 1);
    auto *refused = new QWidget;
    auto *refusedColumn = new QVBoxLayout(refused);
    refusedColumn->setContentsMargins({});
    refusedColumn->addWidget(m_refusalsTitle);
    refusedColumn->addWidget(m_refusals, 1);
    auto *stations = new QWidget;
    auto *stationsColumn = new QVBoxLayout(stations);
    stationsColumn->setContentsMargins({});
    stationsColumn->addWidget(m_stations);
    stationsColumn->addStretch();
    auto *calls = new QWidget;
    auto *callsColumn = new QVBoxLayout(calls);
    callsColumn->setContentsMargins({});
    callsColumn->addWidget(m_uplinks);
    callsColumn->addWidget(m_forwarder);
    callsColumn->addWidget(m_emergency);
    callsColumn->addStretch();
    calls->setObjectName(u"calls"_s);
    overview->setObjectName(u"overview"_s);
    stations->setObjectName(u"stations"_s);
    refused->setObjectName(u"refused"_s);
    addSection(overview, [] { return tr("Overview"); });
    addSection(stations, [] { return tr("Stations"); });
    addSection(calls, [] { return tr("Calls"); });
    addSection(refused, [] { return tr("Refused"); });
}

void ItScreen::addSection(QWidget *section, std::function<QString()> name)
{
    m_tabs->addTab(name());
    m_sections->addWidget(section);
    m_names.append(std::move(name));
    m_tabs->setVisible(m_tabs->count() > 1);
}

void ItScreen::showStep(const QString &section)
{
    for (int i = 0; i < m_sections->count(); ++i)
        if (m_sections->widget(i)->objectName() == section)
            m_tabs->setCurrentIndex(i);
}

QString ItScreen::title() const
{
    return tr("Station");
}

void ItScreen::activated()
{
    refresh();
    refreshLinks();
    m_hub->refresh();
    m_relay->refresh();
    m_forwarder->refresh();
    m_uplinks->refresh();
    m_emergency->refresh();
    m_preCheck->refresh();
    m_stations->refresh();
}

QWidget *ItScreen::firstFocus()
{
    return m_check;
}

void ItScreen::setLog(const QStringList &lines)
{
    m_log->setPlainText(lines.join(u'\n'));
    m_log->verticalScrollBar()->setValue(m_log->verticalScrollBar()->maximum());
}

void ItScreen::appendLog(const QString &line)
{
    m_log->appendPlainText(line);
}

QStringList ItScreen::ids() const
{
    QStringList all{u"instrument"_s, u"link"_s, u"vault"_s, u"clock"_s,
                    u"disk"_s}; // a part nobody speaks of must not be missed
    for (const auto &item : m_context.health.items())
        if (!all.contains(item.id))
            all.append(item.id);
    return all;
}

ItScreen::Cell &ItScreen::cell(const QString &id)
{
    if (const auto found = m_byId.find(id); found != m_byId.end())
        return *found;
    Cell made{new TextLabel, new StatusDot, new TextLabel(theme::Type::Body, theme::Role::TextMuted),
              new TextLabel(theme::Type::Small, theme::Role::TextMuted)};
    made.state->setObjectName(u"health."_s + id);
    made.sentence->setObjectName(u"healthSentence."_s + id);
    made.sentence->setWordWrap(true);
    const int row = int(m_byId.size());
    m_cells->addWidget(made.name, row, 0);
    m_cells->addWidget(made.state, row, 1);
    m_cells->addWidget(made.sentence, row, 2);
    m_cells->addWidget(made.since, row, 3, Qt::AlignRight);
    return *m_byId.insert(id, made);
}

void ItScreen::refresh()
{
    const auto now = m_context.desk.ledger().now();
    for (const auto &id : ids()) {
        auto item = m_context.health.item(id);
        item.id = id;
        auto &shown = cell(id);
        shown.name->setText(HealthText::name(id));
        shown.state->set(markOf(item.state), HealthText::state(int(item.state)));
        shown.sentence->setText(HealthText::sentence(item));
        shown.since->setText(item.since.isValid() ? TimeText::since(item.since, now) : QString());
    }
    refreshCheck();
}

bool ItScreen::isChecking() const
{
    return m_context.health.item(u"vault"_s).state == HealthItem::State::Working;
}

void ItScreen::refreshCheck()
{
    m_check->setText(isChecking() ? tr("Stop the check") : tr("Check the vault now"));
}

void ItScreen::refreshLinks()
{
    qDeleteAll(m_linkWidgets);
    m_linkWidgets.clear();
    const auto &ledger = m_context.desk.ledger();
    const auto partners = ledger.partners();
    if (!partners) {
        Q_EMIT failed(partners.error());
        return;
    }
    int row = 0;
    const auto add = [this, &row](int column, QWidget *widget) {
        m_links->addWidget(widget, row, column);
        m_linkWidgets.append(widget);
    };
    if (partners->isEmpty()) {
        auto *none = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        none->setText(tr("No partner is paired yet."));
        add(0, none);
    }
    for (const auto &partner : *partners) {
        auto *name = new TextLabel;
        name->setText(partner.institution.name.in(m_context.language()));
        auto *verified = new StatusDot;
        verified->set(partner.verified ? Mark::Good : Mark::Warning,
                      partner.verified ? tr("fingerprint compared") : tr("fingerprint not compared yet"));
        int open = 0;
        for (const auto &stream : ledger.sharedWith(partner.institution.root).value_or(QList<QByteArray>{}))
            open += ledger.unconfirmed(partner.institution.root, stream).value_or(0);
        auto *waiting = new TextLabel(theme::Type::Body, open ? theme::Role::Text : theme::Role::TextMuted);
        waiting->setObjectName(u"unconfirmed."_s + partner.institution.id());
        waiting->setText(open ? tr("%n records not yet confirmed by a signed receipt", nullptr, open)
                              : tr("Everything is confirmed by signed receipts"));
        auto *address = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        address->setText(partner.addresses.isEmpty() ? tr("no address: it calls us") : partner.addresses.join(u", "_s));
        add(0, name);
        add(1, verified);
        add(2, waiting);
        add(3, address);
        ++row;
    }
}

void ItScreen::retranslate()
{
    m_title->setText(tr("This station"));
    refreshCheck();
    m_tabs->setAccessibleName(tr("Parts of this page"));
    for (int i = 0; i < m_tabs->count(); ++i)
        m_tabs->setTabText(i, m_names[i]());
    m_linksTitle->setText(tr("Links to partners"));
    m_refusalsTitle->setText(tr("Refused lately"));
    m_logTitle->setText(tr("Log (without patient data)"));
    m_log->setAccessibleName(tr("Log (without patient data)"));
    refresh();
    refreshLinks();
}

} // namespace sizhen
