// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/statusline.h"
#include "ui/screens/context.h"
#include "ui/screens/healthmark.h"
#include "ui/texts/healthtext.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::chrono::seconds clockStep{5}; // clocks show minutes: at most five seconds behind
constexpr std::chrono::seconds saidFor{10};

StatusDot *dot(const QString &name)
{
    auto *made = new StatusDot;
    made->setObjectName(name);
    made->setFont(theme::font(theme::Type::Small));
    return made;
}

} // namespace

StatusLine::StatusLine(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_instrument(dot(u"statusInstrument"_s))
    , m_link(dot(u"statusLink"_s))
    , m_save(dot(u"statusSaved"_s))
    , m_said(new TextLabel(theme::Type::Small, theme::Role::Text))
    , m_clocks(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"statusLine"_s);
    setFixedHeight(theme::statusHeight);
    m_said->setObjectName(u"statusSaid"_s);
    m_clocks->setObjectName(u"statusClocks"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme::gapGroup, 0, theme::gapGroup, 0);
    row->setSpacing(theme::gapGroup);
    row->addWidget(m_instrument);
    row->addWidget(m_link);
    row->addWidget(m_save);
    row->addStretch();
    row->addWidget(m_said);
    row->addStretch();
    row->addWidget(m_clocks);

    auto &ledger = context.desk.ledger();
    connect(&context.health, &HealthBoard::changed, this, &StatusLine::refresh);
    connect(&context.desk, &Desk::caseChanged, this, &StatusLine::onSaved);
    connect(&context.desk, &Desk::agreementChanged, this, &StatusLine::onSaved);
    connect(&context.desk, &Desk::patientsChanged, this, &StatusLine::onSaved);
    connect(&ledger, &Ledger::receiptArrived, this, [this](const QByteArray &partner) {
        if (partner != m_partner)
            return;
        m_received = m_context.desk.ledger().now();
        refresh();
    });
    connect(&m_tick, &QTimer::timeout, this, &StatusLine::refreshClocks);
    m_tick.start(clockStep);
    m_fade.setSingleShot(true);
    connect(&m_fade, &QTimer::timeout, this, [this] { m_said->clear(); });
    if (const auto partners = ledger.partners())
        for (const auto &partner : *partners)
            if (partner.verified && m_partner.isEmpty())
                m_partner = partner.institution.root;
    refresh();
}

void StatusLine::say(const QString &sentence)
{
    m_said->setText(sentence);
    m_said->setAccessibleName(sentence);
    m_fade.start(saidFor);
}

QString StatusLine::said() const
{
    return m_said->text();
}

void StatusLine::setPartner(const QByteArray &root)
{
    if (root.isEmpty() || root == m_partner)
        return;
    m_partner = root;
    m_received = {};
    refresh();
}

void StatusLine::onSaved()
{
    m_saved = m_context.desk.ledger().now();
    refresh();
}

Place StatusLine::placeOf(const QByteArray &root) const
{
    const auto partner = m_context.desk.ledger().partner(root);
    return partner ? Place{partner->institution.city, partner->institution.timeZone} : Place{};
}

QString StatusLine::linkWords() const
{
    const auto item = m_context.health.item(u"link"_s);
    const auto partner = m_context.desk.ledger().partner(m_partner);
    if (!partner)
        return HealthText::sentence(item);
    const auto name = partner->institution.name.in(m_context.language());
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    const auto clock = [&zone](const QDateTime &at) { return at.toTimeZone(zone).time().toString(u"HH:mm"_s); };
    const auto waiting = QLocale().toString(item.args.value(u"n"_s).toInt());
    if (item.message == u"link.hub_waiting"_s)
        return tr("%1: through the hub, unconfirmed: %2, since %3").arg(name, waiting, clock(item.since));
    if (item.message == u"link.through_hub"_s && !m_received.isValid())
        return tr("%1: through the hub").arg(name);
    if (item.message == u"link.offline_waiting"_s)
        return tr("%1: cannot be reached since %2, waiting: %3").arg(name, clock(item.since), waiting);
    if (item.state != HealthItem::State::Ready) {
        if (item.state == HealthItem::State::Warning && item.since.isValid())
            return tr("%1: cannot be reached since %2").arg(name, clock(item.since));
        return tr("%1: %2", "partner and state of the link").arg(name, HealthText::state(int(item.state)));
    }
    return m_received.isValid() ? tr("%1: received and verified %2").arg(name, clock(m_received))
                                : tr("%1: connected").arg(name);
}

void StatusLine::refresh()
{
    const auto instrument = m_context.health.item(u"instrument"_s);
    m_instrument->set(markOf(instrument.state),
                      tr("%1: %2", "device and state")
                          .arg(HealthText::name(instrument.id), HealthText::state(int(instrument.state))));
    m_link->set(markOf(m_context.health.item(u"link"_s).state), linkWords());
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    m_save->setVisible(m_saved.isValid());
    if (m_saved.isValid())
        m_save->set(Mark::Good, tr("Saved %1").arg(m_saved.toTimeZone(zone).time().toString(u"HH:mm"_s)));
    refreshClocks();
}

void StatusLine::refreshClocks()
{
    const auto &institution = m_context.desk.ledger().institution();
    m_clocks->setText(TimeText::clocks(m_context.desk.ledger().now(), {institution.city, institution.timeZone},
                                       placeOf(m_partner), m_context.language()));
}

void StatusLine::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange) {
        m_said->clear(); // it was said in the other language
        refresh();
    }
    QWidget::changeEvent(event);
}

} // namespace sizhen
