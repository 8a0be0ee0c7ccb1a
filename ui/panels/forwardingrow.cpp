// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/forwardingrow.h"

#include "core/call/callroom.h"
#include "ui/panels/forwardingdialog.h"

#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ForwardingRow::ForwardingRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_words(makeWords())
    , m_ask(new QPushButton)
    , m_back(new QPushButton)
{
    setObjectName(u"forwardingRow"_s);
    m_words->setObjectName(u"forwarding.words"_s);
    m_ask->setObjectName(u"forwarding.ask"_s);
    m_back->setObjectName(u"forwarding.back"_s);
    m_words->setRole(theme::Role::TextMuted);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_words);
    column->addWidget(m_ask);
    column->addWidget(m_back);
    connect(m_ask, &QPushButton::clicked, this, &ForwardingRow::ask);
    connect(m_back, &QPushButton::clicked, this, &ForwardingRow::takeBack);
    if (m_context.calls)
        connect(m_context.calls, &CallControl::changed, this, &ForwardingRow::refresh);
    retranslate();
}

void ForwardingRow::setCase(const CaseState &state, const QList<Offer> &offers)
{
    m_state = state;
    const auto *offer = offerFor(offers, u"case.forwarding_agreed"_s);
    m_maySay = offer && offer->allowed;
    refresh();
}

// By which it goes, else one that the patient agreed to, else our own, else the partner's.
std::optional<ServerHouse> ForwardingRow::house() const
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    if (view.caseId != m_state.id || view.stage == CallStage::Idle)
        return {};
    if (view.forwarder)
        return view.forwarder;
    if (view.serverHouses.isEmpty())
        return {};
    const auto agreed = std::ranges::find_if(
        view.serverHouses, [this](const ServerHouse &one) { return hasAgreedToForwarding(m_state, one.root); });
    return agreed == view.serverHouses.end() ? view.serverHouses.first() : *agreed;
}

void ForwardingRow::ask()
{
    const auto asked = house();
    if (!asked)
        return;
    auto *dialog = new ForwardingDialog(*asked, m_context.language(), this);
    connect(dialog, &ForwardingDialog::answered, this,
            [this, root = asked->root](bool agreed, const QString &how) { say(root, agreed, how); });
    dialog->open();
}

void ForwardingRow::takeBack()
{
    const auto houses = agreedForwarders(m_state);
    for (const auto &house : houses)
        say(house, false, {});
}

void ForwardingRow::say(const QByteArray &house, bool agreed, const QString &how)
{
    const bool before = hasAgreedToForwarding(m_state, house);
    const auto args = forwardingWordArgs(house, agreed, how);
    if (const auto done = m_context.desk.act(m_state.id, u"case.forwarding_agreed"_s, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT said(agreed   ? tr("The patient's agreement is written down; up to six ends can take part now.")
                : before ? tr("The patient has taken the agreement back; the call goes on without the server.")
                         : tr("It is written down that the patient does not agree; nothing passes through the server."));
    Q_EMIT acted();
}

void ForwardingRow::refresh()
{
    const auto asked = house();
    const bool agreed = asked && hasAgreedToForwarding(m_state, asked->root);
    const auto ends = asked ? m_context.calls->view().ends.size() + 1 : 0;
    setVisible(asked && (agreed || ends >= CallRoom::usualEnds)); // before, nobody needs to know of it
    if (!asked)
        return;
    const auto name = asked->name.in(m_context.language());
    const bool beside = m_maySay && m_state.mySide == Side::Inviting;
    const auto taken = beside
        ? tr("All three places of this call are taken. With the server of %1 up to six ends can take part, if the "
             "patient agrees.")
        : tr("All three places of this call are taken. For more, the physician with the patient asks for the patient's "
             "agreement to the server of %1.");
    m_words->setText(
        (agreed ? tr("The patient agreed to the server of %1: up to six ends can take part.") : taken).arg(name));
    m_ask->setVisible(beside && !agreed);
    m_back->setVisible(beside && agreed);
}

void ForwardingRow::retranslate()
{
    m_ask->setText(tr("Ask the patient…"));
    m_ask->setAccessibleName(m_ask->text());
    m_back->setText(tr("Patient takes it back"));
    m_back->setAccessibleName(m_back->text());
    refresh();
}

} // namespace sizhen
