// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/schedulepanel.h"

#include "core/consult/sessionrecord.h"
#include "ui/models/casereading.h"
#include "ui/models/casetimeline.h"
#include "ui/panels/reasonrow.h"
#include "ui/texts/stagetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualMinutes = 40;
constexpr int longestMinutes = 480;
constexpr int longestPhone = 40;

} // namespace

SchedulePanel::SchedulePanel(ScreenContext &context, QWidget *parent)
    : CasePanel(context, u"schedule"_s, parent)
    , m_assigned(makeWords())
    , m_assigning(new QWidget)
    , m_personLabel(new QLabel)
    , m_person(new QComboBox)
    , m_lead(new QCheckBox)
    , m_assign(new QPushButton)
    , m_assignWhy(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_named(makeWords())
    , m_timing(new QWidget)
    , m_choiceLabel(new QLabel)
    , m_choice(new QComboBox)
    , m_startLabel(new QLabel)
    , m_start(new QDateTimeEdit)
    , m_minutesLabel(new QLabel)
    , m_minutes(new QSpinBox)
    , m_phoneLabel(new QLabel)
    , m_phone(new QLineEdit)
    , m_both(makeWords(theme::Type::Section))
    , m_other(new ReasonRow(u"scheduleOther"_s))
{
    m_peopleTitle = addSection();
    m_assigned->setObjectName(u"assigned"_s);
    m_person->setObjectName(u"person"_s);
    m_lead->setObjectName(u"lead"_s);
    m_assign->setObjectName(u"case.assign_physician"_s);
    m_assignWhy->setObjectName(u"assign.why"_s);
    body()->addWidget(m_assigned);
    auto *people = new QGridLayout(m_assigning);
    people->setContentsMargins(0, 0, 0, 0);
    people->setVerticalSpacing(theme::gapTight);
    m_personLabel->setBuddy(m_person);
    people->addWidget(m_personLabel, 0, 0);
    people->addWidget(m_person, 1, 0);
    people->addWidget(m_lead, 1, 1);
    people->addWidget(m_assign, 1, 2);
    people->addWidget(m_assignWhy, 2, 0, 1, 3);
    people->setColumnStretch(0, 1);
    body()->addWidget(m_assigning);
    connect(m_assign, &QPushButton::clicked, this, [this] { assign(); });

    m_timeTitle = addSection();
    m_named->setObjectName(u"named"_s);
    m_choice->setObjectName(u"choice"_s);
    m_start->setObjectName(u"start"_s);
    m_minutes->setObjectName(u"minutes"_s);
    m_both->setObjectName(u"bothTimes"_s);
    m_start->setDisplayFormat(u"yyyy-MM-dd HH:mm"_s);
    m_start->setCalendarPopup(true);
    m_minutes->setRange(10, longestMinutes);
    m_minutes->setSingleStep(5);
    m_minutes->setValue(usualMinutes);
    body()->addWidget(m_named);
    auto *time = new QGridLayout(m_timing);
    time->setContentsMargins(0, 0, 0, 0);
    time->setVerticalSpacing(theme::gapTight);
    m_choiceLabel->setBuddy(m_choice);
    m_startLabel->setBuddy(m_start);
    m_minutesLabel->setBuddy(m_minutes);
    m_phone->setObjectName(u"phone"_s);
    m_phone->setMaxLength(longestPhone);
    m_phoneLabel->setBuddy(m_phone);
    time->addWidget(m_choiceLabel, 0, 0, 1, 2);
    time->addWidget(m_choice, 1, 0, 1, 2);
    time->addWidget(m_startLabel, 2, 0);
    time->addWidget(m_minutesLabel, 2, 1);
    time->addWidget(m_start, 3, 0);
    time->addWidget(m_minutes, 3, 1);
    time->addWidget(m_phoneLabel, 4, 0, 1, 2);
    time->addWidget(m_phone, 5, 0, 1, 2);
    time->addWidget(m_both, 6, 0, 1, 2);
    body()->addWidget(m_timing);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
        if (index < 0 || index >= m_choices.size())
            return;
        const auto start = m_choices.at(index).start.toTimeZone(TimeText::zone(here().timeZone));
        m_start->setDateTime(QDateTime(start.date(), start.time()));
        m_minutes->setValue(m_choices.at(index).minutes);
    });
    connect(m_start, &QDateTimeEdit::dateTimeChanged, this, [this] { m_both->setText(bothTimes(typedStart())); });
    body()->addSpacing(theme::gapSection);
    body()->addWidget(m_other);
    m_other->addAct(u"case.reschedule"_s, ActBar::Look::Plain, [this](const QString &reason) {
        act(u"case.reschedule"_s, {{u"reason"_s, reason}}, tr("The time is open again."));
    });
    bar()->addAct(u"case.new_time"_s, ActBar::Look::Plain,
                  [this] { act(u"case.new_time"_s, {}, tr("A new time can be agreed.")); });
    bar()->addAct(u"case.confirm_schedule"_s, ActBar::Look::Primary, [this] { confirm(); });
}

QWidget *SchedulePanel::firstField()
{
    return m_assigning->isVisibleTo(this) ? static_cast<QWidget *>(m_person) : m_start;
}

void SchedulePanel::load()
{
    m_other->clear();
    m_phone->setText(agreedPhone(state(), state().mySide));
    m_lead->setChecked(caseread::physicians(state()).isEmpty());
    fillPeople();
    fillChoices();
}

void SchedulePanel::fillPeople()
{
    const auto now = m_person->currentData().toString();
    m_person->clear();
    const auto people = context().desk.ledger().people();
    if (!people) {
        Q_EMIT failed(people.error());
        return;
    }
    for (const auto &person : *people)
        if (person.roles.contains(u"PHYSICIAN"_s))
            m_person->addItem(tr("%1, %2").arg(person.name.in(language()), person.title.in(language())), person.id);
    m_person->setCurrentIndex(std::max(0, m_person->findData(now)));
}

void SchedulePanel::fillChoices()
{
    m_choices.clear();
    for (const auto side : {Side::Inviting, Side::Invited})
        if (const auto one = caseread::named(state(), side); one.start.isValid())
            m_choices.append(
                {one.start, one.minutes,
                 side == Side::Inviting ? tr("named by the inviting side") : tr("named by the invited side")});
    const auto windows = caseread::windows(state());
    for (const auto &window : windows)
        m_choices.append({window.first, std::min(usualMinutes, int(window.first.secsTo(window.second) / 60)),
                          tr("proposed in the invitation")});
    m_choice->clear();
    for (const auto &choice : std::as_const(m_choices))
        m_choice->addItem(tr("%1 (%2)").arg(bothTimes(choice.start), choice.from));
    const bool any = !m_choices.isEmpty();
    m_choice->setVisible(any);
    m_choiceLabel->setVisible(any);
    const auto start = any ? m_choices.first().start : context().desk.ledger().now().addDays(1);
    const auto local = start.toTimeZone(TimeText::zone(here().timeZone));
    m_start->setDateTime(QDateTime(local.date(), local.time()));
    m_minutes->setValue(any ? m_choices.first().minutes : usualMinutes);
    m_both->setText(bothTimes(typedStart()));
}

QDateTime SchedulePanel::typedStart() const
{
    const auto typed = m_start->dateTime();
    return QDateTime(typed.date(), typed.time(), TimeText::zone(here().timeZone));
}

void SchedulePanel::assign()
{
    const auto sealed = context().desk.ledger().sealedPerson(m_person->currentData().toString());
    if (!sealed) {
        Q_EMIT failed(sealed.error());
        return;
    }
    if (act(u"case.assign_physician"_s, {{u"physician"_s, sealed->certificate}, {u"lead"_s, m_lead->isChecked()}},
            tr("The physician is assigned.")))
        m_lead->setChecked(false);
}

// When the other side has named this very moment, its own words are used: the two acts must name the same start.
void SchedulePanel::confirm()
{
    const auto start = typedStart();
    auto words = caseread::instantText(start);
    const auto other = state().mySide == Side::Inviting ? Side::Invited : Side::Inviting;
    if (caseread::named(state(), other).start == start)
        for (const auto *one : state().all(u"case.confirm_schedule"_s))
            if (one->side == other)
                words = caseread::text(one->args(), u"start"_s);
    QCborMap args{{u"start"_s, words}, {u"minutes"_s, m_minutes->value()}};
    if (const auto phone = m_phone->text().trimmed(); !phone.isEmpty())
        args.insert(u"phone"_s, phone); // SES-14: the last step of the ladder
    act(u"case.confirm_schedule"_s, args, tr("Your side has named the time."));
}

void SchedulePanel::showNamed()
{
    QStringList lines;
    const auto agreed = caseread::agreed(state());
    if (agreed.start.isValid()) {
        lines.append(tr("✓ Agreed: %1, %n minute(s)", nullptr, agreed.minutes).arg(bothTimes(agreed.start)));
    } else {
        for (const auto side : {Side::Inviting, Side::Invited}) {
            const auto one = caseread::named(state(), side);
            lines.append(one.start.isValid() ? tr("✓ %1: %2").arg(TimelineText::side(side), bothTimes(one.start))
                                             : tr("○ %1 has not named a time.").arg(TimelineText::side(side)));
        }
    }
    for (const auto side : {Side::Inviting, Side::Invited})
        if (const auto phone = agreedPhone(state(), side); !phone.isEmpty())
            lines.append(tr("☎ %1: %2", "side and its telephone number").arg(TimelineText::side(side), phone));
    m_named->setText(lines.join(u'\n'));
    m_named->setRole(agreed.start.isValid() ? theme::Role::Good : theme::Role::Text);
}

void SchedulePanel::refresh()
{
    QStringList lines;
    const auto people = caseread::physicians(state());
    for (const auto &one : people)
        lines.append((one.lead ? tr("✓ %1, %2 (leads)") : tr("✓ %1, %2"))
                         .arg(one.person.name.in(language()), one.person.title.in(language())));
    m_assigned->setText(lines.isEmpty() ? tr("○ The invited side has not assigned a physician yet.")
                                        : lines.join(u'\n'));
    m_assigned->setRole(lines.isEmpty() ? theme::Role::Caution : theme::Role::Good);
    const auto *offer = offerFor(offers(), u"case.assign_physician"_s);
    m_assigning->setVisible(state().mySide == Side::Invited && offer);
    m_assign->setEnabled(offer && offer->allowed);
    m_assignWhy->setText(offer && !offer->allowed ? refusalText(*offer) : QString());
    m_assignWhy->setVisible(!m_assignWhy->text().isEmpty());
    showNamed();
    const bool open = offerFor(offers(), u"case.confirm_schedule"_s) != nullptr;
    m_timing->setVisible(open && !caseread::agreed(state()).start.isValid());
    const auto other = state().mySide == Side::Inviting ? Side::Invited : Side::Inviting;
    if (!caseread::named(state(), state().mySide).start.isValid() && caseread::named(state(), other).start.isValid())
        fillChoices(); // the other side has just named one
    bar()->setShown(u"case.confirm_schedule"_s, !caseread::agreed(state()).start.isValid());
    bar()->update(offers(), language());
    m_other->update(offers(), language());
}

void SchedulePanel::retranslate()
{
    setTitle(tr("Physician and time"));
    m_peopleTitle->setText(tr("Physicians of the invited side"));
    m_personLabel->setText(tr("Physician"));
    m_person->setAccessibleName(m_personLabel->text());
    m_lead->setText(tr("Leads"));
    m_assign->setText(StageText::action(u"case.assign_physician"_s, language()));
    m_timeTitle->setText(tr("Time of the session"));
    m_choiceLabel->setText(tr("Times that were named"));
    m_choice->setAccessibleName(m_choiceLabel->text());
    m_startLabel->setText(tr("Start, %1 time").arg(here().city.in(language())));
    m_start->setAccessibleName(m_startLabel->text());
    m_minutesLabel->setText(tr("Length"));
    m_minutes->setAccessibleName(m_minutesLabel->text());
    m_minutes->setSuffix(tr(" min"));
    m_phoneLabel->setText(tr("Telephone of your room, should picture and sound fail"));
    m_phone->setAccessibleName(m_phoneLabel->text());
    m_other->setTitle(tr("Why the time is changed"));
    fillPeople();
    fillChoices();
}

} // namespace sizhen
