// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/casescreen.h"

#include "ui/models/casereading.h"
#include "ui/models/casesteps.h"
#include "ui/panels/answerpanel.h"
#include "ui/panels/archivepanel.h"
#include "ui/panels/caserail.h"
#include "ui/panels/caseside.h"
#include "ui/panels/consentpanel.h"
#include "ui/panels/decisionpanel.h"
#include "ui/panels/examspanel.h"
#include "ui/panels/findingspanel.h"
#include "ui/panels/invitationpanel.h"
#include "ui/panels/opinionpanel.h"
#include "ui/panels/patientpanel.h"
#include "ui/panels/schedulepanel.h"
#include "ui/panels/sessionpanel.h"
#include "ui/panels/words.h"
#include "core/records/roles.h"
#include "ui/panels/breakglasspanel.h"
#include "ui/texts/codetext.h"
#include "ui/texts/stagetext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString initials(const QString &name)
{
    QStringList parts;
    const auto words = name.split(u' ', Qt::SkipEmptyParts);
    for (const auto &word : words)
        parts.append(word.left(1).toUpper() + u'.');
    return parts.join(u' ');
}

StepState stateOf(const QList<CaseStep> &steps, const QString &id)
{
    for (const auto &step : steps)
        if (step.id == id)
            return step.state;
    return StepState::Later;
}

} // namespace

CaseScreen::CaseScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_rail(new CaseRail)
    , m_side(new CaseSide(context.desk.ledger()))
    , m_stack(new QStackedWidget)
    , m_head(makeWords(theme::Type::Body, theme::Role::TextMuted))
    , m_stage(new TextLabel(theme::Type::Body, theme::Role::Accent))
    , m_exception(new TextLabel(theme::Type::Body, theme::Role::Caution))
    , m_withdrawn(makeWords(theme::Type::Body, theme::Role::Danger))
{
    setObjectName(u"case"_s);
    m_head->setObjectName(u"case.head"_s);
    m_stage->setObjectName(u"case.stage"_s);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme::gapGroup, theme::gap, theme::gapGroup, 0);
    head->addWidget(m_head, 1);
    head->addWidget(m_stage);
    m_exception->setObjectName(u"case.exception"_s);
    m_exception->setContentsMargins(theme::gapGroup, theme::gapTight, theme::gapGroup, 0);
    m_exception->setVisible(false);
    m_exception->setText(tr("Opened by exception for one day. This is reviewed afterwards."));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_exception);
    m_withdrawn->setObjectName(u"case.withdrawn"_s);
    m_withdrawn->setContentsMargins(theme::gapGroup, theme::gapTight, theme::gapGroup, 0);
    m_withdrawn->hide();
    column->addWidget(m_withdrawn);
    column->addWidget(m_stack, 1);
    connect(m_rail, &CaseRail::stepChosen, this, &CaseScreen::openStep);
    connect(m_rail, &CaseRail::emergencyPressed, this, [this] { stop(); });
    connect(&context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_case && !m_reading)
            read(false);
    });
    connect(&context.desk.ledger(), &Ledger::receiptArrived, this, [this] {
        if (!m_case.isEmpty() && isVisible())
            read(false);
    });
    for (const int by : {-1, 1}) {
        auto *action = new QAction(this);
        action->setObjectName(by > 0 ? u"nextStep"_s : u"previousStep"_s);
        action->setShortcut(QKeySequence(by > 0 ? u"Alt+PgDown"_s : u"Alt+PgUp"_s));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        addAction(action);
        connect(action, &QAction::triggered, this, [this, by] {
            const auto buttons = m_rail->findChildren<StepButton *>(QString(), Qt::FindDirectChildrenOnly);
            for (int i = 0; i < buttons.size(); ++i)
                if (buttons.at(i)->value().id == step() && i + by >= 0 && i + by < buttons.size())
                    return openStep(buttons.at(i + by)->value().id);
        });
    }
}

CaseScreen::~CaseScreen()
{
    for (QWidget *widget : std::initializer_list<QWidget *>{m_rail.data(), m_side.data()})
        if (widget && !widget->parentWidget())
            delete widget; // no window took it
}

QString CaseScreen::title() const
{
    return m_code.isEmpty() ? tr("Case") : tr("Case %1").arg(m_code);
}

QWidget *CaseScreen::rail()
{
    return m_rail;
}

QWidget *CaseScreen::side()
{
    return m_side;
}

QString CaseScreen::step() const
{
    return m_rail ? m_rail->current() : QString();
}

void CaseScreen::openCase(const QByteArray &id)
{
    if (id == m_case)
        return read(false);
    deactivated();
    m_case = id;
    m_rail->setCurrent({});
    read(false);
    Q_EMIT titleChanged();
}

void CaseScreen::activated()
{
    if (!m_case.isEmpty())
        read(false);
}

void CaseScreen::deactivated()
{
    if (auto *panel = m_panels.value(step()))
        panel->leave();
}

QWidget *CaseScreen::firstFocus()
{
    auto *panel = m_panels.value(step());
    return panel ? panel->firstField() : nullptr;
}

void CaseScreen::openStep(const QString &step)
{
    if (step == this->step())
        return;
    deactivated();
    m_rail->setCurrent(step);
    read(false);
    if (auto *field = firstFocus())
        field->setFocus(Qt::OtherFocusReason);
}

// `advance`: this person has just done something here; when that finished the step, the next one they can do opens.
void CaseScreen::read(bool advance)
{
    if (m_case.isEmpty() || !m_rail || !m_side)
        return;
    m_reading = true;
    const auto state = m_context.desk.caseState(m_case);
    if (!state) {
        m_reading = false;
        if (state.error().message == u"sec.no_access"_s)
            return closeTo();
        Q_EMIT failed(state.error());
        return;
    }
    m_exception->setVisible(m_context.desk.isOpenByException(m_case));
    const auto offers = m_context.desk.offers(m_case, m_context.actor());
    const auto steps = caseSteps(*state, offers);
    auto wanted = step();
    const bool finished = advance && stateOf(steps, wanted) == StepState::Done;
    if (wanted.isEmpty() || (finished && stateOf(steps, stepToOpen(steps)) == StepState::Now))
        wanted = stepToOpen(steps);
    const bool moved = wanted != step();
    m_rail->setCurrent(wanted);
    m_rail->setSteps(steps);
    const auto *pause = offers.isEmpty() ? nullptr : offerFor(offers, u"case.pause"_s);
    m_rail->setEmergency(pause && pause->allowed);
    m_side->show(*state, m_context.language());
    showHead(*state);
    auto *panel = this->panel(wanted);
    panel->setCase(*state, offers);
    m_stack->setCurrentWidget(panel);
    m_reading = false;
    if (moved && advance)
        if (auto *field = panel->firstField())
            field->setFocus(Qt::OtherFocusReason);
}

// Nothing of the case that was shown before may stay beside the words that this one is not for them.
void CaseScreen::closeTo()
{
    m_head->setText({});
    m_stage->setText({});
    m_exception->setVisible(false);
    m_rail->setSteps({});
    m_rail->setEmergency(false);
    m_side->show({}, m_context.language());
    if (!m_glass) {
        m_glass = new BreakGlassPanel;
        m_stack->addWidget(m_glass);
        connect(m_glass, &BreakGlassPanel::openRequested, this, [this](const QString &reason) {
            if (const auto opened = m_context.desk.breakGlass(m_case, reason, m_context.actor()); !opened)
                Q_EMIT failed(opened.error());
        });
    }
    m_glass->ask(mayDo(m_context.actor().person.roles, u"case.break_glass"_s));
    m_stack->setCurrentWidget(m_glass);
    if (auto *field = m_glass->firstField())
        field->setFocus(Qt::OtherFocusReason);
}

void CaseScreen::showHead(const CaseState &state)
{
    const auto language = m_context.language();
    const auto who = caseread::patient(state, m_context.desk.ledger().now().date());
    QStringList parts;
    if (!who.name.isEmpty())
        parts.append(initials(who.name));
    if (!who.sex.isEmpty())
        parts.append(CodeText::sex(who.sex));
    if (who.age >= 0)
        parts.append(tr("%n year(s)", nullptr, who.age));
    parts.append(state.code());
    m_head->setText(parts.join(u" · "_s));
    m_stage->setText(StageText::of(u"case"_s, state.stage(), language));
    const auto withdrawn = state.machines.value(u"consent"_s) == u"WITHDRAWN";
    m_withdrawn->setVisible(withdrawn);
    if (withdrawn)
        m_withdrawn->setText(state.mySide == Side::Inviting
                                 ? tr("✕ The patient has withdrawn consent: nothing more is sent to the partner.")
                                 : tr("✕ The patient has withdrawn consent: nothing more arrives and nothing may be "
                                      "added. Say under Archive what is done with what you hold."));
    if (m_code != state.code()) {
        m_code = state.code();
        Q_EMIT titleChanged();
    }
}

CasePanel *CaseScreen::makePanel(const QString &step)
{
    if (step == u"patient")
        return new PatientPanel(m_context);
    if (step == u"consent")
        return new ConsentPanel(m_context);
    if (step == u"invitation")
        return new InvitationPanel(m_context);
    if (step == u"answer")
        return new AnswerPanel(m_context);
    if (step == u"schedule")
        return new SchedulePanel(m_context);
    if (step == u"findings")
        return new FindingsPanel(m_context);
    if (step == u"session")
        return new SessionPanel(m_context);
    if (step == u"opinion")
        return new OpinionPanel(m_context);
    if (step == u"decision")
        return new DecisionPanel(m_context);
    if (step == u"archive")
        return new ArchivePanel(m_context);
    return new ExamsPanel(m_context, step);
}

CasePanel *CaseScreen::panel(const QString &step)
{
    if (auto *made = m_panels.value(step))
        return made;
    auto *panel = makePanel(step);
    m_panels.insert(step, panel);
    m_stack->addWidget(panel);
    connect(panel, &CasePanel::failed, this, &Screen::failed);
    connect(panel, &CasePanel::said, this, &Screen::said);
    connect(panel, &CasePanel::openScreenRequested, this, [this, panel](const QString &screen) {
        panel->leave();
        Q_EMIT openScreenRequested(screen);
    });
    connect(panel, &CasePanel::acted, this, [this, panel] {
        if (m_stack->currentWidget() == panel)
            read(true);
    });
    return panel;
}

void CaseScreen::stop()
{
    openStep(u"session"_s);
    if (auto *session = qobject_cast<SessionPanel *>(m_panels.value(u"session"_s)))
        session->emergencyStop();
}

void CaseScreen::retranslate()
{
    m_exception->setText(tr("Opened by exception for one day. This is reviewed afterwards."));
    if (m_rail)
        m_rail->retranslate();
    if (m_side)
        m_side->retranslate();
    read(false);
    Q_EMIT titleChanged();
}

} // namespace sizhen
