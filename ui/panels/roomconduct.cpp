// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/roomconduct.h"

#include "core/consult/reading.h"
#include "ui/forms/flowlayout.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/phonecard.h"
#include "ui/panels/roomroll.h"
#include "ui/texts/codetext.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

enum Drawers { Trouble, Question, InPerson };

QLineEdit *makeLine(const QString &name)
{
    auto *line = new QLineEdit;
    line->setObjectName(name);
    return line;
}

} // namespace

RoomConduct::RoomConduct(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_phone(new PhoneCard(context))
    , m_roll(new RoomRoll(context))
    , m_people(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_alone(makeWords(theme::Type::Body, theme::Role::Danger))
    , m_presence(new QPushButton)
    , m_phones(makeWords(theme::Type::Small, theme::Role::Text))
    , m_question(makeLine(u"conduct.question"_s))
    , m_answer(makeLine(u"conduct.answer"_s))
    , m_reason(new QComboBox)
    , m_advice(makeLine(u"conduct.advice"_s))
{
    setObjectName(u"conduct"_s);
    m_people->setObjectName(u"conduct.people"_s);
    m_alone->setObjectName(u"conduct.alone"_s);
    m_presence->setObjectName(u"conduct.presence"_s);
    m_phones->setObjectName(u"conduct.phones"_s);
    m_phones->setTextInteractionFlags(Qt::TextSelectableByMouse);
    connect(m_presence, &QPushButton::clicked, this, &RoomConduct::togglePresence);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_phone);
    column->addWidget(m_people);
    column->addWidget(m_alone);
    column->addWidget(m_presence);
    column->addWidget(m_roll);
    buildTrouble();
    buildQuestion();
    buildInPerson();
    connect(m_roll, &RoomRoll::failed, this, &RoomConduct::failed);
    connect(m_roll, &RoomRoll::said, this, &RoomConduct::said);
    connect(m_roll, &RoomRoll::acted, this, &RoomConduct::acted);
    connect(m_phone, &PhoneCard::failed, this, &RoomConduct::failed);
    connect(m_phone, &PhoneCard::said, this, &RoomConduct::said);
    connect(m_phone, &PhoneCard::acted, this, &RoomConduct::acted);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, &RoomConduct::refreshPresence);
    retranslate();
}

RoomConduct::Drawer RoomConduct::makeDrawer(const QString &name, const QString &kind, const std::function<void()> &run)
{
    Drawer drawer{new QPushButton, new QWidget, nullptr, kind};
    drawer.opens->setObjectName(name);
    drawer.opens->setCheckable(true);
    auto *inside = new QVBoxLayout(drawer.inside);
    inside->setContentsMargins(theme::gap, 0, 0, theme::gap);
    inside->setSpacing(theme::gapTight);
    drawer.inside->setVisible(false);
    if (run) {
        drawer.does = new QPushButton;
        drawer.does->setObjectName(name + u".do"_s);
        connect(drawer.does, &QPushButton::clicked, this, run);
    }
    layout()->addWidget(drawer.opens);
    layout()->addWidget(drawer.inside);
    connect(drawer.opens, &QPushButton::toggled, this, [this, drawer](bool opened) {
        drawer.inside->setVisible(opened);
        for (const auto &other : std::as_const(m_drawers)) // one at a time: below it stand the written words
            if (opened && other.opens != drawer.opens)
                other.opens->setChecked(false);
    });
    m_drawers.append(drawer);
    return drawer;
}

void RoomConduct::buildTrouble()
{
    const auto drawer = makeDrawer(u"conduct.trouble"_s, u"case.fallback"_s, {});
    auto *steps = new QWidget;
    auto *flow = new FlowLayout(steps, theme::gapTight);
    for (const auto &choice : sessionRules().ladder) {
        auto *button = new QPushButton;
        button->setObjectName(u"conduct.step."_s + choice.code);
        connect(button, &QPushButton::clicked, this, [this, step = choice.code] { takeStep(step); });
        flow->addWidget(button);
        m_steps.append({choice.code, button});
    }
    drawer.inside->layout()->addWidget(steps);
    drawer.inside->layout()->addWidget(m_phones);
}

void RoomConduct::buildQuestion()
{
    const auto drawer = makeDrawer(u"conduct.patientAsked"_s, u"case.patient_asked"_s, [this] { keepQuestion(); });
    for (QWidget *each :
         {static_cast<QWidget *>(m_question), static_cast<QWidget *>(m_answer), static_cast<QWidget *>(drawer.does)})
        drawer.inside->layout()->addWidget(each);
}

void RoomConduct::buildInPerson()
{
    const auto drawer = makeDrawer(u"conduct.inPerson"_s, u"case.in_person"_s, [this] { stopForInPerson(); });
    m_reason->setObjectName(u"conduct.reason"_s);
    for (const auto &choice : sessionRules().inPerson)
        m_reason->addItem(QString(), choice.code);
    drawer.does->setProperty("danger", true);
    for (QWidget *each :
         {static_cast<QWidget *>(m_reason), static_cast<QWidget *>(m_advice), static_cast<QWidget *>(drawer.does)})
        drawer.inside->layout()->addWidget(each);
}

void RoomConduct::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id)
        for (auto *line : {m_question, m_answer, m_advice})
            line->clear();
    m_state = state;
    m_offers = offers;
    m_phone->setCase(state, offers);
    m_roll->setCase(state, offers);
    refresh();
}

bool RoomConduct::act(const QString &kind, const QCborMap &args, const QString &sentence)
{
    if (const auto done = m_context.desk.act(m_state.id, kind, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return false;
    }
    Q_EMIT said(sentence);
    Q_EMIT acted();
    return true;
}

void RoomConduct::togglePresence()
{
    const bool beside = isBeside(m_state, m_context.actor().person.person);
    act(u"case.presence"_s, presenceArgs(!beside),
        beside ? tr("You have left the patient.") : tr("You are with the patient again."));
}

void RoomConduct::takeStep(const QString &step)
{
    act(u"case.fallback"_s, {{u"step"_s, step}}, tr("It is noted how the session goes on."));
}

void RoomConduct::keepQuestion()
{
    const QCborMap args{{u"question"_s, m_question->text().trimmed()}, {u"answer"_s, m_answer->text().trimmed()}};
    if (!act(u"case.patient_asked"_s, args, tr("Question and answer are kept.")))
        return;
    m_question->clear();
    m_answer->clear();
}

void RoomConduct::stopForInPerson()
{
    const QCborMap args{{u"reason"_s, m_reason->currentData().toString()}, {u"advice"_s, m_advice->text().trimmed()}};
    if (act(u"case.in_person"_s, args, tr("The remote session is stopped. The record stays.")))
        m_advice->clear();
}

void RoomConduct::refresh()
{
    for (const auto &drawer : std::as_const(m_drawers)) {
        const auto *offer = offerFor(m_offers, drawer.kind);
        const bool may = offer && offer->allowed;
        drawer.opens->setVisible(may);
        drawer.inside->setVisible(may && drawer.opens->isChecked());
    }
    QStringList phones;
    for (const auto side : {Side::Inviting, Side::Invited})
        if (const auto phone = agreedPhone(m_state, side); !phone.isEmpty())
            phones.append(tr("☎ %1: %2", "side and its telephone number").arg(TimelineText::side(side), phone));
    m_phones->setText(phones.isEmpty() ? tr("No telephone number was agreed with the time of this session.")
                                       : phones.join(u'\n'));
    QStringList people;
    QSet<QByteArray> seen;
    for (const auto *one : m_state.all(u"case.check_in"_s)) {
        if (seen.contains(one->event.by.person))
            continue;
        seen.insert(one->event.by.person);
        people.append(tr("✓ %1, %2, %3")
                          .arg(one->event.by.name.in(m_context.language()), CodeText::of(textOf(one->args(), u"as"_s)),
                               TimelineText::side(one->side)));
    }
    m_people->setText(people.join(u'\n'));
    m_people->setVisible(m_showsPeople && !people.isEmpty());
    refreshPresence();
}

void RoomConduct::refreshPresence()
{
    const auto *offer = offerFor(m_offers, u"case.presence"_s);
    const auto person = m_context.actor().person.person;
    const bool mine = offer && offer->allowed && checkedIn(m_state, person, Side::Inviting);
    m_presence->setVisible(mine);
    m_presence->setText(isBeside(m_state, person) ? tr("I leave the patient for a moment")
                                                  : tr("I am with the patient again"));
    m_presence->setAccessibleName(m_presence->text());
    const auto alone = unaccompanied(m_state);
    const bool isAlone
        = !alone.isEmpty() && !alone.last().to.isValid() && isCase(m_state, {"IN_SESSION"_L1, "PAUSED"_L1});
    m_alone->setVisible(isAlone);
    if (isAlone && !m_second.isActive())
        m_second.start();
    else if (!isAlone)
        m_second.stop();
    if (!isAlone)
        return;
    const auto left = sessionRules().accompanyGraceS - alone.last().from.secsTo(m_context.desk.ledger().now());
    m_alone->setText(isCase(m_state, {"IN_SESSION"_L1}) && left > 0 ? tr(
                         "No physician is with the patient. The session pauses in %n second(s).", nullptr, int(left))
                                                                    : tr("No physician is with the patient."));
}

void RoomConduct::retranslate()
{
    m_phone->retranslate();
    m_roll->retranslate();
    const auto words = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(text);
    };
    words(m_drawers[Trouble].opens, tr("Picture or sound fails…"));
    words(m_drawers[Question].opens, tr("The patient asks…"));
    words(m_drawers[InPerson].opens, tr("Must be seen in person…"));
    words(m_drawers[Question].does, tr("Keep question and answer"));
    words(m_drawers[InPerson].does, tr("Stop the remote session"));
    for (const auto &[code, button] : std::as_const(m_steps))
        words(button, choiceName(sessionRules().ladder, code).in(m_context.language()));
    for (int i = 0; i < m_reason->count(); ++i)
        m_reason->setItemText(
            i, choiceName(sessionRules().inPerson, m_reason->itemData(i).toString()).in(m_context.language()));
    m_reason->setAccessibleName(tr("Why"));
    m_question->setPlaceholderText(tr("What the patient asked"));
    m_answer->setPlaceholderText(tr("What was answered"));
    m_advice->setPlaceholderText(tr("What you advise: where, how soon"));
    for (auto *line : {m_question, m_answer, m_advice})
        line->setAccessibleName(line->placeholderText());
    refresh();
}

} // namespace sizhen
