// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/casepanel.h"

#include "core/consult/fieldregister.h"
#include "ui/models/draftparts.h"
#include "ui/panels/draftchooser.h"

#include <QEvent>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

CasePanel::CasePanel(ScreenContext &context, const QString &step, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_step(step)
    , m_title(makeWords(theme::Type::Title))
    , m_hint(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_scroll(new QScrollArea)
    , m_page(new QWidget)
    , m_body(new QVBoxLayout(m_page))
    , m_bar(new ActBar)
{
    setObjectName(step + u".panel"_s);
    m_title->setObjectName(u"title"_s);
    m_hint->setObjectName(u"hint"_s);
    m_hint->hide();
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(m_page);
    m_body->setContentsMargins(0, 0, theme::gapGroup, theme::gapGroup);
    m_body->setSpacing(theme::gap);
    m_body->setAlignment(Qt::AlignTop);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addWidget(m_scroll, 1);
    column->addWidget(m_bar);
}

void CasePanel::setCase(const CaseState &state, const QList<Offer> &offers)
{
    const bool other = state.id != m_state.id;
    m_state = state;
    m_offers = offers;
    if (other) {
        retranslate(); // fills what can be chosen, so that load() finds it
        load();
    }
    refresh();
    m_bar->update(m_offers, language());
}

void CasePanel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange && !m_state.id.isEmpty()) {
        retranslate();
        refresh();
        m_bar->update(m_offers, language());
    }
    QWidget::changeEvent(event);
}

bool CasePanel::act(const QString &kind, const QCborMap &args, const QString &sentence)
{
    if (const auto done = m_context.desk.act(m_state.id, kind, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return false;
    }
    Q_EMIT said(sentence);
    Q_EMIT acted();
    return true;
}

bool CasePanel::isOffered(const QString &kind) const
{
    const auto *offer = offerFor(m_offers, kind);
    return offer && offer->allowed;
}

QString CasePanel::draftPlace(const QString &what) const
{
    return u"case/%1/%2/%3"_s.arg(QString::fromLatin1(m_state.id.toHex()), what, m_context.actor().person.id);
}

QByteArray CasePanel::partnerRoot() const
{
    return m_state.mySide == Side::Inviting ? m_state.invited : m_state.inviting;
}

Place CasePanel::here() const
{
    const auto &own = m_context.desk.ledger().institution();
    return {own.city, own.timeZone};
}

Place CasePanel::there() const
{
    const auto partner = m_context.desk.ledger().partner(partnerRoot());
    return partner ? Place{partner->institution.city, partner->institution.timeZone} : here();
}

QString CasePanel::bothTimes(const QDateTime &at) const
{
    return TimeText::both(at, here(), there(), language());
}

QList<DraftVersion> CasePanel::versions(const QString &kind) const
{
    auto current = m_state.rivals(kind);
    const auto late = passedOver(m_state, kind);
    if (current.isEmpty() && !late.isEmpty())
        for (const auto &one : {u"case.decide"_s, kind}) // a plan that was signed counts before one that was drafted
            if (const auto *act = current.isEmpty() && one.section(u'.', 0, 0) == kind.section(u'.', 0, 0)
                    ? m_state.latest(one)
                    : nullptr)
                current.append(act);
    QList<DraftVersion> versions;
    for (const auto *act : current + late)
        versions.append({act->event.hash, act->event.by.name.in(language()), bothTimes(act->event.at),
                         DraftParts::place(act->event, m_context.desk.ledger(), language()), act->args(),
                         late.contains(act)});
    return versions;
}

void CasePanel::setTitle(const QString &title)
{
    m_title->setText(title);
}

void CasePanel::setHint(const QString &sentence)
{
    m_hint->setText(sentence);
    m_hint->setVisible(!sentence.isEmpty());
}

TextLabel *CasePanel::addSection()
{
    m_body->addSpacing(theme::gap);
    auto *label = makeWords(theme::Type::Section);
    m_body->addWidget(label);
    return label;
}

QLabel *CasePanel::addField(QWidget *field)
{
    auto *label = new QLabel;
    label->setBuddy(field);
    m_body->addWidget(label);
    m_body->addWidget(field);
    return label;
}

void CasePanel::setScrolls(bool scrolls)
{
    m_scroll->setVerticalScrollBarPolicy(scrolls ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_body->setAlignment(scrolls ? Qt::AlignTop : Qt::Alignment());
    m_body->setContentsMargins(0, 0, scrolls ? theme::gapGroup : 0, scrolls ? theme::gapGroup : 0);
}

} // namespace sizhen
