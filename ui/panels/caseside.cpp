// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/caseside.h"

#include "ui/models/casereading.h"
#include "ui/panels/carddelegate.h"
#include "ui/panels/cardlist.h"
#include "ui/panels/words.h"
#include "ui/texts/acttext.h"
#include "ui/texts/errortext.h"

#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

theme::Role toneOf(Delivery delivery)
{
    switch (delivery) {
    case Delivery::Confirmed:
    case Delivery::Received:
        return theme::Role::Good;
    case Delivery::AtHome:
    case Delivery::OnTheWay:
        return theme::Role::TextMuted;
    }
    Q_UNREACHABLE();
}

} // namespace

CaseSide::CaseSide(const Ledger &ledger, QWidget *parent)
    : QWidget(parent)
    , m_ledger(ledger)
    , m_departuresTitle(makeWords(theme::Type::Section))
    , m_noDeparture(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_departuresModel(new QStandardItemModel(this))
    , m_timelineTitle(makeWords(theme::Type::Section))
    , m_timelineModel(new QStandardItemModel(this))
{
    setObjectName(u"caseSide"_s);
    m_departures = makeCardList(u"departures"_s, m_departuresModel, this);
    m_timeline = makeCardList(u"timeline"_s, m_timelineModel, this);
    m_noDeparture->setObjectName(u"noDeparture"_s);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_departuresTitle);
    column->addWidget(m_noDeparture);
    column->addWidget(m_departures);
    column->addWidget(m_timelineTitle);
    column->addWidget(m_timeline, 1);
    retranslate();
}

QString CaseSide::times(const QDateTime &at) const
{
    return TimeText::both(at, m_here, m_there, m_language);
}

void CaseSide::show(const CaseState &state, const QString &language)
{
    m_state = state;
    m_language = language;
    const auto &own = m_ledger.institution();
    m_here = {own.city, own.timeZone};
    const auto partner = m_ledger.partner(state.mySide == Side::Inviting ? state.invited : state.inviting);
    m_there = partner ? Place{partner->institution.city, partner->institution.timeZone} : m_here;

    const auto deliveries = DeliveryReader::of(state, m_ledger);
    QHash<QByteArray, const Event *> events;
    for (const auto &act : state.acts)
        events.insert(act.event.hash, &act.event);
    for (const auto &flagged : state.flagged)
        events.insert(flagged.act.event.hash, &flagged.act.event);
    m_timelineModel->clear();
    const auto rows = caseTimeline(state, deliveries);
    for (const auto &row : rows)
        addRow(row, *events.value(row.entry));

    m_departuresModel->clear();
    const auto left = departures(state, deliveries);
    for (const auto &one : left)
        addDeparture(one);
    const bool inviting = state.mySide == Side::Inviting;
    m_departuresTitle->setVisible(inviting);
    m_noDeparture->setVisible(inviting && left.isEmpty());
    m_departures->setVisible(!left.isEmpty());
    fitDepartures();
}

// As tall as what it says, and never so tall that the timeline is lost.
void CaseSide::fitDepartures()
{
    int height = 0;
    for (int i = 0; i < m_departuresModel->rowCount(); ++i)
        height += m_departures->sizeHintForRow(i);
    m_departures->setFixedHeight(std::clamp(height, theme::rowHeight, std::max(theme::rowHeight, this->height() / 2)));
}

void CaseSide::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitDepartures();
    m_timeline->doItemsLayout(); // the height of a line depends on its width
}

void CaseSide::addRow(const TimelineRow &row, const Event &event)
{
    auto words = ActText::of(event, m_language);
    if (const auto detail = ActText::detail(event, m_language); !detail.isEmpty())
        words += u'\n' + detail;
    auto tone = toneOf(row.delivery);
    auto state = (tone == theme::Role::Good ? u"✓ "_s : u"○ "_s) + TimelineText::delivery(row.delivery);
    if (row.marks.poorPicture)
        state += u" · "_s + tr("△ seen under a poor picture");
    if (row.marks.unaccompanied)
        state += u" · "_s + tr("△ while no physician was with the patient");
    if (row.marks.poorPicture || row.marks.unaccompanied)
        tone = theme::Role::Caution;
    if (row.flag) {
        const auto rule = ErrorText::rule(*row.flag);
        state = tr("✕ Kept, not applied: %1", "why")
                    .arg(ErrorText::of(*row.flag) + (rule.isEmpty() ? QString() : u"  "_s + rule));
        tone = theme::Role::Danger;
    }
    const auto foot = u"%1 · %2 · %3"_s.arg(row.person.in(m_language), TimelineText::side(row.side), state);
    auto *item = makeCard(times(row.at), words, foot, tone);
    item->setData(int(row.side == Side::Inviting ? theme::Role::Inviting : theme::Role::Invited),
                  CardDelegate::BandRole);
    item->setData(row.entry, CardDelegate::EntryRole);
    m_timelineModel->appendRow(item);
}

void CaseSide::addDeparture(const Departure &departure)
{
    const auto head = departure.consentAt.isValid()
        ? tr("Consent: %1, signed %2")
              .arg(TimelineText::consentItem(departure.consentItem),
                   TimeText::moment(departure.consentAt, TimeText::zone(m_here.timeZone)))
        : tr("No consent stands any more");
    const auto foot = (departure.delivery == Delivery::Confirmed ? u"✓ "_s : u"○ "_s)
        + TimelineText::delivery(departure.delivery) + u" · "_s
        + TimeText::moment(departure.at, TimeText::zone(m_here.timeZone));
    m_departuresModel->appendRow(makeCard(head, TimelineText::departure(departure), foot, toneOf(departure.delivery)));
}

void CaseSide::retranslate()
{
    m_departuresTitle->setText(tr("What has left this house"));
    m_noDeparture->setText(tr("Nothing has left this house yet."));
    m_timelineTitle->setText(tr("What happened"));
    m_departures->setAccessibleName(m_departuresTitle->text());
    m_timeline->setAccessibleName(m_timelineTitle->text());
}

} // namespace sizhen
