// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/sessionpanel.h"

#include "core/call/callcontrol.h"
#include "core/call/precall.h"
#include "core/consult/startgate.h"
#include "ui/models/casereading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/emergencycard.h"
#include "ui/panels/labeledit.h"
#include "ui/panels/reasonrow.h"
#include "ui/panels/roomconduct.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"
#include "ui/texts/summarytext.h"

#include <QCborArray>
#include <QCheckBox>
#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList &identifierCodes()
{
    static const QStringList list{u"name"_s, u"birth"_s, u"document"_s, u"case_code"_s};
    return list;
}

const QStringList &checkCodes()
{
    static const QStringList list{u"picture"_s, u"sound"_s,       u"instrument"_s, u"network"_s,
                                  u"power"_s,   u"interpreter"_s, u"privacy"_s,    u"backup"_s};
    return list;
}

bool runs(const CaseState &state)
{
    return state.stage() == u"IN_SESSION" || state.stage() == u"PAUSED";
}

} // namespace

SessionPanel::SessionPanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"session"_s, parent)
    , m_state(makeWords(theme::Type::Section))
    , m_emergency(new EmergencyCard(context))
    , m_conduct(new RoomConduct(context))
    , m_people(makeWords())
    , m_identity(new QWidget)
    , m_identityState(makeWords())
    , m_gate(new QWidget)
    , m_gateRecord(makeWords())
    , m_summary(makeWords())
    , m_note(new LabelEdit(u"note"_s, 2))
    , m_interrupt(new ReasonRow(u"interrupt"_s))
{
    m_state->setObjectName(u"session.state"_s);
    m_gateRecord->setObjectName(u"session.gate"_s);
    m_summary->setObjectName(u"session.summary"_s);
    m_people->setObjectName(u"session.people"_s);
    m_identityState->setObjectName(u"session.identity"_s);
    m_conduct->setShowsPeople(false);
    for (QWidget *each : {static_cast<QWidget *>(m_state), static_cast<QWidget *>(m_emergency)})
        body()->addWidget(each);
    follow(m_emergency);
    follow(m_conduct);
    if (context.calls)
        connect(context.calls, &CallControl::counted, this, [this] {
            if (isVisible() && this->state().stage() == u"SCHEDULED")
                takeCall();
        });
    if (context.preCall)
        connect(context.preCall, &PreCallCheck::finished, this, [this] { isVisible() ? refresh() : void(); });
    m_peopleTitle = addSection();
    body()->addWidget(m_people);
    m_identityTitle = addSection();
    body()->addWidget(m_identityState);
    auto *row = new QHBoxLayout(m_identity);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gapGroup);
    for (const auto &code : identifierCodes()) {
        auto *box = new QCheckBox;
        box->setObjectName(u"identifier."_s + code);
        m_identifiers.append(box);
        row->addWidget(box);
    }
    row->addStretch();
    body()->addWidget(m_identity);
    m_gateTitle = addSection();
    body()->addWidget(m_gateRecord);
    buildGate();
    body()->addWidget(m_conduct);
    m_summaryTitle = addSection();
    body()->addWidget(m_summary);
    m_noteLabel = addField(m_note);
    body()->addSpacing(theme::gapGroup);
    body()->addWidget(m_interrupt);
    addInterruption(u"case.pause"_s, ActBar::Look::Plain, [] { return tr("The session is paused."); });
    addInterruption(u"case.abort"_s, ActBar::Look::Danger,
                    [] { return tr("The session is broken off. The record stays."); });
    addInterruption(u"case.request_more_data"_s, ActBar::Look::Plain,
                    [] { return tr("The session is open again for more data."); });
    addInterruption(u"case.data_sufficient"_s, ActBar::Look::Plain,
                    [] { return tr("The opinion can be written from what is there."); });
    m_interrupt->addAct(u"case.note"_s, ActBar::Look::Plain, [this](const QString &words) {
        if (act(u"case.note"_s, {{u"text"_s, words}, {u"kind"_s, u"remark"_s}}, tr("The note is kept.")))
            m_interrupt->clear();
    });
    m_pulse = bar()->addPlain(u"openPulse"_s, [this] { Q_EMIT openScreenRequested(u"pulse"_s); });
    m_room = bar()->addPlain(u"openRoom"_s, [this] { Q_EMIT openScreenRequested(u"room"_s); });
    bar()->addAct(u"case.check_in"_s, ActBar::Look::Plain, [this] {
        act(u"case.check_in"_s, {{u"as"_s, attendAs()}}, tr("You are checked in."));
    });
    bar()->addAct(u"case.confirm_identity"_s, ActBar::Look::Plain, [this] { confirmIdentity(); });
    bar()->addAct(u"case.start"_s, ActBar::Look::Primary, [this] { start(); });
    bar()->addAct(u"case.resume"_s, ActBar::Look::Primary, [this] {
        act(u"case.resume"_s, {{u"note"_s, m_note->value().toCbor()}}, tr("The session goes on."));
    });
    bar()->addAct(u"case.end"_s, ActBar::Look::Primary, [this] {
        if (act(u"case.end"_s, {{u"note"_s, m_note->value().toCbor()}}, tr("The session is ended.")))
            m_note->setValue({});
    });
    bar()->addAct(u"case.confirm_session"_s, ActBar::Look::Primary, [this] {
        act(u"case.confirm_session"_s, confirmArgs(state(), m_note->value()),
            tr("You have confirmed the session record."));
    });
}

template <typename Part>
void SessionPanel::follow(Part *part)
{
    connect(part, &Part::failed, this, &SessionPanel::failed);
    connect(part, &Part::said, this, &SessionPanel::said);
    connect(part, &Part::acted, this, &SessionPanel::acted);
}

void SessionPanel::addInterruption(const QString &kind, ActBar::Look look, const std::function<QString()> &sentence)
{
    m_interrupt->addAct(kind, look, [this, kind, sentence](const QString &reason) {
        if (act(kind, {{u"reason"_s, reason}}, sentence()))
            m_interrupt->clear();
    });
}

void SessionPanel::buildGate()
{
    auto *grid = new QGridLayout(m_gate);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(theme::gapTight);
    grid->setHorizontalSpacing(theme::gapGroup);
    for (const auto &code : checkCodes()) {
        Check check{code, new QCheckBox, new QLineEdit};
        check.box->setObjectName(u"check."_s + code);
        check.instead->setObjectName(u"instead."_s + code);
        connect(check.box, &QCheckBox::toggled, check.instead,
                [line = check.instead](bool on) { line->setEnabled(!on); });
        const int row = int(m_checks.size());
        grid->addWidget(check.box, row, 0);
        grid->addWidget(check.instead, row, 1);
        m_checks.append(check);
    }
    // One press for the ordinary case: what was written beside an item stays.
    m_allChecked = new QPushButton;
    m_allChecked->setObjectName(u"check.all"_s);
    grid->addWidget(m_allChecked, int(m_checks.size()), 0, 1, 2, Qt::AlignLeft);
    connect(m_allChecked, &QPushButton::clicked, this, [this] {
        for (const auto &check : std::as_const(m_checks))
            if (check.instead->text().trimmed().isEmpty())
                check.box->setChecked(true);
    });
    grid->setColumnStretch(1, 1);
    body()->addWidget(m_gate);
}

QWidget *SessionPanel::firstField()
{
    for (const auto &kind : {u"case.check_in"_s, u"case.start"_s, u"case.end"_s, u"case.confirm_session"_s}) {
        auto *button = bar()->button(kind);
        if (button->isVisibleTo(this) && button->isEnabled())
            return button;
    }
    return nullptr;
}

void SessionPanel::load()
{
    for (const auto &check : std::as_const(m_checks)) {
        check.box->setChecked(false);
        check.instead->clear();
    }
    for (auto *box : std::as_const(m_identifiers))
        box->setChecked(false);
    m_note->setValue({});
    m_interrupt->clear();
    m_callTaken = false;
    m_checkTaken = {};
}

// Physicians who also interpret come as physicians; only who has no other role comes as the interpreter.
QString SessionPanel::attendAs() const
{
    return context().actor().person.roles.contains(u"PHYSICIAN"_s) ? u"PHYSICIAN"_s : u"INTERPRETER"_s;
}

void SessionPanel::confirmIdentity()
{
    QCborArray identifiers;
    for (int i = 0; i < m_identifiers.size(); ++i)
        if (m_identifiers.at(i)->isChecked())
            identifiers.append(identifierCodes().at(i));
    act(u"case.confirm_identity"_s, {{u"identifiers"_s, identifiers}},
        tr("The patient's identity is confirmed again."));
}

void SessionPanel::start()
{
    QCborMap checks;
    for (const auto &check : std::as_const(m_checks)) {
        if (check.box->isChecked())
            checks.insert(check.code, true);
        else if (const auto words = check.instead->text().trimmed(); !words.isEmpty())
            checks.insert(check.code, words);
    }
    QCborMap args{{u"checks"_s, checks}};
    const auto last = context().preCall ? context().preCall->last() : std::nullopt;
    if (last && last->isFresh(context().desk.ledger().now()) && !last->probe().isEmpty())
        args.insert(u"probe"_s, last->probe()); // NET-05
    act(u"case.start"_s, args, tr("The session has started."));
}

void SessionPanel::emergencyStop()
{
    m_emergency->button()->click();
}

// SES-01: what the record says of each condition; below it stands what somebody must look at.
void SessionPanel::showGate()
{
    const auto items = context().desk.startGate(state().id);
    QStringList lines;
    bool good = items.has_value();
    if (items)
        for (const auto &item : *items) {
            if (item.byPerson)
                continue;
            good = good && item.good;
            lines.append(u"%1 %2  %3"_s.arg(item.good ? u"✓"_s : u"✕"_s, item.name.in(language()), item.rule));
        }
    m_gateRecord->setText(lines.join(u'\n'));
    m_gateRecord->setRole(good ? theme::Role::Good : theme::Role::Caution);
}

// Picture and sound that come from the partner prove themselves, and the network with them. Once: who takes a tick away
// means it.
void SessionPanel::takeCall()
{
    const auto *calls = context().calls;
    const auto view = calls ? calls->view() : CallView();
    const bool flows = view.caseId == state().id && view.stage == CallStage::Connected && view.received.frames > 0
        && view.received.audioS > 0;
    if (!flows || m_callTaken)
        return;
    m_callTaken = true;
    static const QSet<QString> proved{u"picture"_s, u"sound"_s, u"network"_s};
    for (const auto &check : std::as_const(m_checks))
        if (proved.contains(check.code) && check.instead->text().trimmed().isEmpty())
            check.box->setChecked(true);
}

// A fresh check of this room proves what it tried (SES-01), as a call does; once each.
void SessionPanel::takeCheck()
{
    const auto last = context().preCall ? context().preCall->last() : std::nullopt;
    if (!last || !last->isFresh(context().desk.ledger().now()) || last->at == m_checkTaken)
        return;
    m_checkTaken = last->at;
    for (const auto &check : std::as_const(m_checks))
        if (gateChecksProved(*last).contains(check.code) && check.instead->text().trimmed().isEmpty())
            check.box->setChecked(true);
}

void SessionPanel::showSummary()
{
    const auto summary = sessionSummary(state());
    const bool shown = summary.ended.isValid() && !runs(state());
    m_summaryTitle->setVisible(shown);
    m_summary->setVisible(shown);
    if (!shown)
        return;
    auto lines = SummaryText::lines(summary, TimeText::zone(here().timeZone), language());
    if (bothConfirmed(state()))
        lines.append(confirmedTheSame(state())
                         ? tr("✓ Both physicians have confirmed this.")
                         : tr("△ The two sides confirmed different states of it; read and confirm again."));
    else
        lines.append(tr("○ Both physicians must confirm it."));
    m_summary->setText(lines.join(u'\n'));
}

void SessionPanel::showPeople()
{
    QStringList lines;
    QStringList seen;
    for (const auto *one : state().all(u"case.check_in"_s)) {
        const auto key = QString::fromLatin1(one->event.by.person.toHex());
        if (seen.contains(key))
            continue;
        seen.append(key);
        lines.append(tr("✓ %1, %2, %3")
                         .arg(one->event.by.name.in(language()), CodeText::of(caseread::text(one->args(), u"as"_s)),
                              TimelineText::side(one->side)));
    }
    const auto people = caseread::physicians(state());
    for (const auto &one : people)
        if (!seen.contains(QString::fromLatin1(one.person.person.toHex())))
            lines.append(tr("○ %1 has not checked in.").arg(one.person.name.in(language())));
    m_people->setText(lines.isEmpty() ? tr("○ Nobody has checked in yet.") : lines.join(u'\n'));
}

void SessionPanel::refresh()
{
    const auto stage = state().stage();
    const auto agreed = caseread::agreed(state());
    m_state->setText(agreed.start.isValid() && !runs(state())
                         ? tr("%1 · %2").arg(StageText::of(u"case"_s, stage, language()), bothTimes(agreed.start))
                         : StageText::of(u"case"_s, stage, language()));
    m_state->setRole(stage == u"IN_SESSION"                          ? theme::Role::Accent
                         : stage == u"PAUSED" || stage == u"ABORTED" ? theme::Role::Caution
                                                                     : theme::Role::Text);
    const bool scheduled = stage == u"SCHEDULED";
    const bool inviting = state().mySide == Side::Inviting;
    m_emergency->setCase(state(), offers());
    m_conduct->setCase(state(), offers());
    m_conduct->setVisible(runs(state()));
    showPeople();
    const auto *confirmed = state().latest(u"case.confirm_identity"_s);
    m_identityTitle->setVisible(scheduled && inviting);
    m_identity->setVisible(scheduled && inviting);
    m_identityState->setVisible(scheduled && inviting);
    m_identityState->setText(
        confirmed ? tr("✓ Confirmed at %1").arg(TimeText::moment(confirmed->event.at, TimeText::zone(here().timeZone)))
                  : tr("○ Ask for two of these and compare."));
    m_identityState->setRole(confirmed ? theme::Role::Good : theme::Role::Caution);
    m_gate->setVisible(scheduled && inviting);
    m_gateRecord->setVisible(scheduled);
    m_gateTitle->setVisible(scheduled);
    if (scheduled) {
        showGate();
        takeCall();
        takeCheck();
    }
    showSummary();
    const bool noted = isOffered(u"case.end"_s) || isOffered(u"case.confirm_session"_s);
    m_noteLabel->setVisible(noted);
    m_note->setVisible(noted);
    m_pulse->setVisible(state().held && (runs(state()) || scheduled));
    m_room->setVisible(state().held && (runs(state()) || scheduled));
    const auto person = context().actor().person.person;
    const auto checkIns = state().all(u"case.check_in"_s);
    const bool here = std::ranges::any_of(checkIns, [&](const Act *one) { return one->event.by.person == person; });
    bar()->setShown(u"case.check_in"_s, !here);
    bar()->setShown(u"case.resume"_s, stage == u"PAUSED");
    bar()->setShown(u"case.end"_s, runs(state()));
    bar()->update(offers(), language());
    m_interrupt->update(offers(), language());
}

void SessionPanel::retranslate()
{
    setTitle(tr("Session"));
    m_emergency->retranslate();
    m_conduct->retranslate();
    m_summaryTitle->setText(tr("How the session went"));
    m_peopleTitle->setText(tr("Who is here"));
    m_identityTitle->setText(tr("The right patient"));
    for (int i = 0; i < m_identifiers.size(); ++i)
        m_identifiers.at(i)->setText(CodeText::of(identifierCodes().at(i)));
    m_gateTitle->setText(tr("Before the start"));
    for (const auto &check : std::as_const(m_checks)) {
        check.box->setText(CodeText::of(check.code));
        check.instead->setPlaceholderText(tr("or why it is not needed"));
        check.instead->setAccessibleName(tr("%1: why it is not needed").arg(CodeText::of(check.code)));
    }
    m_allChecked->setText(tr("All of this is in order"));
    m_allChecked->setAccessibleName(m_allChecked->text());
    m_noteLabel->setText(tr("Note for the session record (may stay empty)"));
    m_note->setAccessibleWords(tr("Note for the session record"));
    m_interrupt->setTitle(tr("Reason or note"));
    m_pulse->setText(tr("Live pulse"));
    m_pulse->setAccessibleName(m_pulse->text());
    m_room->setText(tr("Room: picture and sound"));
    m_room->setAccessibleName(m_room->text());
}

} // namespace sizhen
