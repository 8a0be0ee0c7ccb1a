// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/forwardingrow.h"

#include "ui/texts/calltext.h"
#include "ui/texts/errortext.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ForwardingRow::ForwardingRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_words(makeWords())
    , m_meaning(makeWords())
    , m_ask(new QPushButton)
    , m_how(new QLineEdit)
    , m_answer(new QPushButton)
{
    setObjectName(u"forwardingRow"_s);
    m_words->setObjectName(u"forwarding.words"_s);
    m_meaning->setObjectName(u"forwarding.meaning"_s);
    m_ask->setObjectName(u"forwarding.ask"_s);
    m_how->setObjectName(u"forwarding.how"_s);
    m_answer->setObjectName(u"forwarding.answer"_s);
    m_words->setRole(theme::Role::TextMuted);
    m_ask->setCheckable(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_words);
    column->addWidget(m_ask);
    column->addWidget(m_meaning);
    column->addWidget(m_how);
    column->addWidget(m_answer);
    connect(m_ask, &QPushButton::clicked, this, &ForwardingRow::toggle);
    connect(m_how, &QLineEdit::returnPressed, this, &ForwardingRow::answer);
    connect(m_answer, &QPushButton::clicked, this, &ForwardingRow::answer);
    if (m_context.calls)
        connect(m_context.calls, &CallControl::changed, this, &ForwardingRow::refresh);
    retranslate();
}

void ForwardingRow::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id) {
        m_how->clear();
        m_reads = false;
    }
    m_state = state;
    const auto *offer = offerFor(offers, u"case.forwarding_agreed"_s);
    m_maySay = offer && offer->allowed;
    refresh();
}

// The one that the patient agreed to, else our own, else the partner's.
std::optional<ServerHouse> ForwardingRow::house() const
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    if (view.caseId != m_state.id || view.stage == CallStage::Idle || view.serverHouses.isEmpty())
        return {};
    const auto agreed = std::ranges::find_if(
        view.serverHouses, [this](const ServerHouse &one) { return hasAgreedToForwarding(m_state, one.root); });
    return agreed == view.serverHouses.end() ? view.serverHouses.first() : *agreed;
}

void ForwardingRow::toggle()
{
    m_reads = !m_reads;
    refresh();
    if (m_reads)
        m_how->setFocus();
}

void ForwardingRow::answer()
{
    const auto asked = house();
    if (!asked)
        return;
    const bool yes = !hasAgreedToForwarding(m_state, asked->root);
    const auto args = forwardingWordArgs(asked->root, yes, yes ? m_how->text().trimmed() : QString());
    if (const auto done = m_context.desk.act(m_state.id, u"case.forwarding_agreed"_s, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_how->clear();
    m_reads = false;
    Q_EMIT said(yes ? tr("The patient's agreement is written down; up to six ends can take part now.")
                    : tr("The patient has taken the agreement back; the call goes on without the server."));
    Q_EMIT acted();
}

void ForwardingRow::refresh()
{
    const auto asked = house();
    const bool agreed = asked && hasAgreedToForwarding(m_state, asked->root);
    const auto ends = asked ? m_context.calls->view().ends.size() + 1 : 0;
    setVisible(agreed || ends >= 3); // before, nobody needs to know of it
    if (!asked)
        return;
    const auto name = asked->name.in(m_context.language ? m_context.language() : u"en"_s);
    const bool beside = m_maySay && m_state.mySide == Side::Inviting;
    m_words->setText(agreed      ? tr("The patient agreed to the server of %1: up to six ends can take part.").arg(name)
                         : beside ? tr("All three places of this call are taken. With the server of %1 up to six ends can take part, if the patient agrees.").arg(name)
                                  : tr("All three places of this call are taken. For more, the physician with the patient asks for the patient's agreement to the server of %1.").arg(name));
    m_meaning->setText(CallText::forwardedConsent(name));
    const auto say = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(text);
    };
    say(m_ask, tr("Ask the patient"));
    say(m_answer, agreed ? tr("Patient takes it back") : tr("The patient agrees"));
    const bool reads = beside && !agreed && m_reads;
    m_ask->setChecked(reads);
    m_ask->setVisible(beside && !agreed);
    m_meaning->setVisible(reads);
    m_how->setVisible(reads);
    m_answer->setVisible(beside && (agreed || reads));
}

void ForwardingRow::retranslate()
{
    m_how->setPlaceholderText(tr("How the patient said it, e.g. by word of mouth"));
    m_how->setAccessibleName(m_how->placeholderText());
    refresh();
}

} // namespace sizhen
