// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/callcorner.h"

#include "core/call/callcontrol.h"
#include "ui/screens/context.h"
#include "ui/texts/calltext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/videoview.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pictureWide = 16;
constexpr int pictureHigh = 9;

QPushButton *makeButton(const QString &name)
{
    auto *button = new QPushButton;
    button->setObjectName(name);
    return button;
}

} // namespace

CallCorner::CallCorner(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_picture(new VideoView)
    , m_end(makeButton(u"corner.end"_s))
    , m_room(makeButton(u"corner.room"_s))
    , m_answer(makeButton(u"corner.answer"_s))
{
    setObjectName(u"callCorner"_s);
    m_picture->setObjectName(u"corner.picture"_s);
    m_end->setProperty("danger", true);
    m_answer->setProperty("primary", true);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(theme::gapTight);
    bar->addWidget(m_end);
    bar->addStretch();
    bar->addWidget(m_room);
    bar->addWidget(m_answer);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_picture, 1);
    column->addLayout(bar);
    auto policy = sizePolicy();
    policy.setHeightForWidth(true);
    policy.setVerticalPolicy(QSizePolicy::Fixed);
    setSizePolicy(policy);
    auto *calls = context.calls;
    connect(m_end, &QPushButton::clicked, this, [calls] { calls->end(); });
    connect(m_answer, &QPushButton::clicked, this, &CallCorner::answer);
    connect(m_room, &QPushButton::clicked, this, [this, calls] { Q_EMIT roomRequested(calls->view().caseId); });
    connect(calls, &CallControl::changed, this, &CallCorner::refresh);
    connect(calls, &CallControl::counted, this, &CallCorner::refresh);
    connect(calls, &CallControl::pictureArrived, this, &CallCorner::showPicture);
    refresh();
}

void CallCorner::setRoomInFront(bool inFront)
{
    m_roomInFront = inFront;
    refresh();
}

bool CallCorner::isWanted() const
{
    return !m_roomInFront && m_context.calls->view().stage != CallStage::Idle;
}

int CallCorner::heightForWidth(int width) const
{
    const auto margins = layout()->contentsMargins();
    const int inside = width - margins.left() - margins.right();
    return inside * pictureHigh / pictureWide + theme::gapTight + m_end->sizeHint().height() + margins.top()
        + margins.bottom();
}

void CallCorner::answer()
{
    const auto id = m_context.calls->view().caseId;
    if (const auto done = m_context.calls->answer(id); !done)
        Q_EMIT failed(done.error());
    else
        Q_EMIT roomRequested(id);
}

QString CallCorner::words() const
{
    const auto view = m_context.calls->view();
    return view.stage == CallStage::Connected ? QString()
                                              : CallText::stage(view.stage, view.ringsThere, view.partnerSilent);
}

void CallCorner::refresh()
{
    const auto view = m_context.calls->view();
    const bool rings = view.stage == CallStage::Ringing;
    if (view.stage == CallStage::Idle || view.stage == CallStage::Inviting || rings)
        m_picture->clear();
    const auto &partner = view.partner;
    m_picture->setName(partner ? tr("%1, %2", "person and station")
                                     .arg(partner->person.name.in(m_context.language()), partner->station.name)
                               : QString());
    m_picture->setState(words(), view.stage == CallStage::Interrupted);
    m_picture->setDelay(view.stage == CallStage::Connected && view.received.rttMs
                            ? std::optional(int(std::lround(*view.received.rttMs / 2)))
                            : std::nullopt);
    const auto say = [](QPushButton *button, const QString &text) {
        button->setText(text);
        button->setAccessibleName(text);
    };
    say(m_end, rings ? tr("Decline") : tr("End the call"));
    say(m_room, tr("To the room"));
    say(m_answer, tr("Answer"));
    m_answer->setVisible(rings);
    m_room->setVisible(!rings);
    if (std::exchange(m_wanted, isWanted()) != m_wanted)
        Q_EMIT wantedChanged();
}

void CallCorner::showPicture(const QVideoFrame &picture)
{
    if (isVisible())
        m_picture->setPicture(picture);
}

void CallCorner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace sizhen
