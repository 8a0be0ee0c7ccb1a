// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/roomroll.h"

#include "core/consult/reading.h"
#include "ui/forms/flowlayout.h"

#include <QCborArray>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

RoomRoll::RoomRoll(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_theirs(makeWords(theme::Type::Small))
    , m_ours(new QWidget)
    , m_flow(new FlowLayout(m_ours, theme::gapTight))
    , m_newcomer(new QWidget)
    , m_name(new QLineEdit)
    , m_as(new QLineEdit)
    , m_add(new QPushButton)
{
    setObjectName(u"roomRoll"_s);
    m_theirs->setObjectName(u"roll.theirs"_s);
    m_name->setObjectName(u"roll.name"_s);
    m_as->setObjectName(u"roll.as"_s);
    m_add->setObjectName(u"roll.add"_s);
    auto *row = new QHBoxLayout(m_newcomer);
    row->setContentsMargins({});
    row->setSpacing(theme::gapTight);
    row->addWidget(m_name, 1);
    row->addWidget(m_as, 1);
    row->addWidget(m_add);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(theme::gapTight);
    for (QWidget *each : {static_cast<QWidget *>(m_title), static_cast<QWidget *>(m_theirs), m_ours, m_newcomer})
        column->addWidget(each);
    connect(m_add, &QPushButton::clicked, this, &RoomRoll::add);
    for (auto *line : {m_name, m_as})
        connect(line, &QLineEdit::returnPressed, this, &RoomRoll::add);
    retranslate();
}

QList<RoomRoll::Person> RoomRoll::personsIn(const CaseState &state, Side side)
{
    QList<Person> persons;
    for (const auto *act : state.all(u"case.room_roll"_s)) {
        if (act->side != side)
            continue;
        persons.clear();
        for (const auto &entry : act->args().value(u"persons"_s).toArray())
            persons.append({textOf(entry.toMap(), u"name"_s), textOf(entry.toMap(), u"as"_s)});
    }
    return persons;
}

void RoomRoll::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id)
        for (auto *line : {m_name, m_as})
            line->clear();
    m_state = state;
    const auto *offer = offerFor(offers, u"case.room_roll"_s);
    m_may = offer && offer->allowed;
    refresh();
}

void RoomRoll::refresh()
{
    const auto theirs = personsIn(m_state, m_state.mySide == Side::Inviting ? Side::Invited : Side::Inviting);
    const auto ours = personsIn(m_state, m_state.mySide);
    QStringList words;
    for (const auto &one : theirs)
        words.append(tr("%1 (%2)", "person and capacity").arg(one.name, one.as));
    m_theirs->setText(tr("In the partner's room: %1").arg(words.join(tr(", "))));
    m_theirs->setVisible(!theirs.isEmpty());
    for (auto *button : std::exchange(m_people, {})) { // one of them may be who told us
        m_flow->removeWidget(button);
        button->hide();
        button->deleteLater();
    }
    for (const auto &one : ours) {
        auto *button = new QPushButton(u"%1 · %2 ✕"_s.arg(one.name, one.as));
        button->setObjectName(u"roll.person"_s);
        button->setAccessibleName(tr("%1 has left the room").arg(one.name));
        button->setToolTip(button->accessibleName());
        button->setEnabled(m_may);
        connect(button, &QPushButton::clicked, this, [this, one, ours] {
            auto left = ours;
            left.removeOne(one);
            keep(left, tr("%1 has left the room: it is noted.").arg(one.name));
        });
        m_flow->addWidget(button);
        m_people.append(button);
    }
    m_ours->setVisible(!ours.isEmpty());
    m_newcomer->setVisible(m_may);
    m_title->setVisible(m_may || !ours.isEmpty());
}

void RoomRoll::add()
{
    auto persons = personsIn(m_state, m_state.mySide);
    persons.append({m_name->text().trimmed(), m_as->text().trimmed()});
    const auto sentence = tr("%1 is in the room: it is noted, and the partner sees it.").arg(persons.last().name);
    if (!keep(persons, sentence))
        return;
    m_name->clear();
    m_as->clear();
    m_name->setFocus();
}

bool RoomRoll::keep(const QList<Person> &persons, const QString &sentence)
{
    QCborArray list;
    for (const auto &one : persons)
        list.append(QCborMap{{u"name"_s, one.name}, {u"as"_s, one.as}});
    if (const auto done
        = m_context.desk.act(m_state.id, u"case.room_roll"_s, {{u"persons"_s, list}}, m_context.actor());
        !done) {
        Q_EMIT failed(done.error());
        return false;
    }
    Q_EMIT said(sentence);
    // Queued: the button that was pressed goes with the list.
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT acted(); }, Qt::QueuedConnection);
    return true;
}

void RoomRoll::retranslate()
{
    m_title->setText(tr("Also in this room:"));
    m_name->setPlaceholderText(tr("Name"));
    m_name->setAccessibleName(tr("Name of a person who is also in this room"));
    m_as->setPlaceholderText(tr("As (daughter, trainee, engineer…)"));
    m_as->setAccessibleName(tr("What this person is there for"));
    m_add->setText(tr("Is here"));
    m_add->setAccessibleName(tr("Say that this person is in the room"));
    refresh();
}

} // namespace sizhen
