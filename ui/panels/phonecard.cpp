// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/phonecard.h"

#include "core/call/callcontrol.h"
#include "core/consult/reading.h"

#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PhoneCard::PhoneCard(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_words(makeWords(theme::Type::Body, theme::Role::Danger))
    , m_number(makeWords(theme::Type::Title))
    , m_goOn(new QPushButton)
{
    setObjectName(u"phoneCard"_s);
    m_words->setObjectName(u"phone.words"_s);
    m_number->setObjectName(u"phone.number"_s);
    m_number->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_goOn->setObjectName(u"phone.goOn"_s);
    m_goOn->setMinimumHeight(theme::touchHeight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(theme::gapTight);
    for (QWidget *each :
         {static_cast<QWidget *>(m_words), static_cast<QWidget *>(m_number), static_cast<QWidget *>(m_goOn)})
        column->addWidget(each);
    m_patience.setSingleShot(true);
    m_patience.setInterval(patienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_waited = true;
        refresh();
    });
    connect(m_goOn, &QPushButton::clicked, this, &PhoneCard::goOn);
    if (context.calls)
        connect(context.calls, &CallControl::changed, this, &PhoneCard::callChanged);
    retranslate();
}

void PhoneCard::setCase(const CaseState &state, const QList<Offer> &offers)
{
    m_state = state;
    const auto *offer = offerFor(offers, u"case.fallback"_s);
    m_may = offer && offer->allowed;
    callChanged();
}

void PhoneCard::callChanged()
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    const bool interrupted = view.caseId == m_state.id && view.stage == CallStage::Interrupted;
    if (!interrupted) {
        m_patience.stop();
        m_waited = false;
    } else if (!m_waited && !m_patience.isActive()) {
        m_patience.start();
    }
    refresh();
}

bool PhoneCard::isDue() const
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    if (view.caseId != m_state.id || !isCase(m_state, {"IN_SESSION"_L1, "PAUSED"_L1}))
        return false;
    static const QSet<QString> lost{u"call.lost"_s, u"call.began_anew"_s, u"call.failed_there"_s};
    return m_waited || (view.stage == CallStage::Idle && view.ended && lost.contains(view.ended->message));
}

void PhoneCard::refresh()
{
    const bool due = isDue();
    setVisible(due);
    if (!due)
        return;
    const auto theirs = agreedPhone(m_state, m_state.mySide == Side::Inviting ? Side::Invited : Side::Inviting);
    m_words->setText(theirs.isEmpty()
                         ? tr("Picture and sound cannot be restored by themselves, and no telephone number was agreed "
                              "with the time of this session. Ring the partner's institution.")
                         : tr("Picture and sound cannot be restored by themselves. Ring the partner:"));
    m_number->setVisible(!theirs.isEmpty());
    m_number->setText(u"☎ "_s + theirs);
    m_number->setAccessibleName(tr("Telephone number of the partner: %1").arg(theirs));
    m_goOn->setVisible(m_may);
}

void PhoneCard::goOn()
{
    if (const auto done
        = m_context.desk.act(m_state.id, u"case.fallback"_s, {{u"step"_s, u"PHONE"_s}}, m_context.actor());
        !done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT said(tr("It is noted that the session goes on by telephone."));
    Q_EMIT acted();
}

void PhoneCard::retranslate()
{
    m_goOn->setText(tr("We go on by telephone"));
    m_goOn->setAccessibleName(m_goOn->text());
    refresh();
}

} // namespace sizhen
