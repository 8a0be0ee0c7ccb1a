// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/roomscreen.h"

#include "core/call/callcontrol.h"
#include "core/call/callmedia.h"
#include "ui/panels/words.h"
#include "ui/screens/mediadialog.h"
#include "ui/texts/calltext.h"
#include "ui/texts/errortext.h"
#include "ui/widgets/callcontrols.h"
#include "ui/widgets/videoview.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QPushButton *makeButton(const QString &name, const QKeySequence &key)
{
    auto *button = new QPushButton;
    button->setObjectName(name);
    button->setShortcut(key);
    button->setMinimumHeight(theme::touchHeight);
    return button;
}

// A change of words takes the key away.
void setWords(QPushButton *button, const QString &words)
{
    const auto key = button->shortcut();
    button->setText(words);
    button->setShortcut(key);
    button->setAccessibleName(words);
    button->setToolTip(u"%1 (%2)"_s.arg(words, key.toString(QKeySequence::NativeText)));
}

} // namespace

RoomScreen::RoomScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_keys(makeWords())
    , m_partner(new VideoView)
    , m_controls(new CallControls)
    , m_quality(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_end(makeButton(u"endCall"_s, QKeySequence(u"Ctrl+Shift+H"_s)))
    , m_call(makeButton(u"call"_s, QKeySequence(u"Ctrl+Shift+C"_s)))
{
    setObjectName(u"room"_s);
    build();
    if (auto *calls = context.calls) {
        connect(calls, &CallControl::changed, this, &RoomScreen::refresh);
        connect(calls, &CallControl::counted, this, &RoomScreen::showCounts);
        connect(calls, &CallControl::pictureArrived, this, &RoomScreen::showPicture);
        connect(calls, &CallControl::told, this, [this](const Error &error) {
            if (isHere())
                Q_EMIT failed(error);
            refresh();
        });
    }
    connectMedia();
    retranslate();
}

void RoomScreen::connectMedia()
{
    auto *media = m_context.media;
    m_controls->setVisible(media != nullptr);
    if (!media)
        return;
    connect(media, &CallMedia::changed, this, &RoomScreen::showMedia);
    connect(media, &CallMedia::levelsChanged, m_controls, &CallControls::setLevels);
    connect(media, &CallMedia::ownPictureArrived, m_controls, &CallControls::setOwnPicture);
    connect(m_controls, &CallControls::muteRequested, media, &CallMedia::setMuted);
    connect(m_controls, &CallControls::cameraOffRequested, media, &CallMedia::setCameraOff);
    connect(m_controls, &CallControls::devicesRequested, this, [this, media] {
        auto *dialog = new MediaDialog(*media, this);
        connect(dialog, &MediaDialog::failed, this, &RoomScreen::failed);
        dialog->open();
    });
}

void RoomScreen::showMedia()
{
    if (m_context.media)
        m_controls->tell(m_context.media->view(), isHere() && m_context.calls->view().stage != CallStage::Idle);
}

void RoomScreen::build()
{
    m_keys->setObjectName(u"keys"_s);
    m_partner->setObjectName(u"partnerPicture"_s);
    m_quality->setObjectName(u"quality"_s);
    m_end->setProperty("danger", true);
    m_call->setProperty("primary", true);
    connect(m_call, &QPushButton::clicked, this, &RoomScreen::callOrAnswer);
    connect(m_end, &QPushButton::clicked, this, [this] {
        if (m_context.calls)
            m_context.calls->end();
    });
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_keys);
    column->addWidget(m_partner, 1);
    column->addWidget(m_controls);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(theme::gap);
    bar->addWidget(m_quality, 1);
    bar->addWidget(m_end);
    bar->addWidget(m_call);
    column->addLayout(bar);
}

QString RoomScreen::title() const
{
    return tr("Room");
}

void RoomScreen::openCase(const QByteArray &id)
{
    m_case = id;
    m_partner->clear();
    refresh();
}

void RoomScreen::activated()
{
    refresh();
}

QWidget *RoomScreen::firstFocus()
{
    return m_call->isEnabled() ? m_call : m_end;
}

void RoomScreen::retranslate()
{
    refresh();
}

bool RoomScreen::isHere() const
{
    return m_context.calls && m_context.calls->view().caseId == m_case;
}

void RoomScreen::callOrAnswer()
{
    if (!m_context.calls)
        return;
    auto &calls = *m_context.calls;
    const bool rings = isHere() && calls.view().stage == CallStage::Ringing;
    if (const auto done = rings ? calls.answer(m_case) : calls.call(m_case); !done)
        Q_EMIT failed(done.error());
    refresh();
}

QString RoomScreen::words() const
{
    if (!m_context.calls || !isHere())
        return CallText::stage(CallStage::Idle, false, false);
    const auto view = m_context.calls->view();
    if (view.stage == CallStage::Idle && view.ended)
        return ErrorText::of(*view.ended);
    if (view.stage == CallStage::Connected)
        return {}; // the picture says it
    return CallText::stage(view.stage, view.ringsThere, view.partnerSilent);
}

void RoomScreen::refresh()
{
    const auto view = m_context.calls ? m_context.calls->view() : CallView();
    const auto stage = isHere() ? view.stage : CallStage::Idle;
    const bool elsewhere = !isHere() && view.stage != CallStage::Idle;
    if (stage == CallStage::Idle || stage == CallStage::Inviting || stage == CallStage::Ringing)
        m_partner->clear();
    const auto &partner = view.partner;
    const bool named = partner && stage != CallStage::Idle;
    const auto language = m_context.language ? m_context.language() : u"en"_s;
    m_partner->setName(named ? tr("%1, %2").arg(partner->person.name.in(language), partner->station.name) : QString());
    m_partner->setState(words(), stage == CallStage::Interrupted);
    m_keys->setText(named
                        ? CallText::keys(view.ourStation, partner->station.name)
                        : tr("Picture and sound go encrypted from station to station. Nobody in between holds a key."));
    showMedia();
    setWords(m_call, stage == CallStage::Ringing ? tr("Answer") : tr("Call the partner"));
    m_call->setEnabled(m_context.calls && !elsewhere && (stage == CallStage::Idle || stage == CallStage::Ringing));
    setWords(m_end, stage == CallStage::Ringing ? tr("Decline") : tr("End the call"));
    m_end->setEnabled(stage != CallStage::Idle);
    showCounts();
}

void RoomScreen::showCounts()
{
    if (!isHere() || m_context.calls->view().stage != CallStage::Connected) {
        m_partner->setDelay(std::nullopt);
        m_quality->clear();
        return;
    }
    const auto received = m_context.calls->view().received;
    m_partner->setDelay(received.rttMs ? std::optional(int(std::lround(*received.rttMs / 2))) : std::nullopt);
    const QLocale locale;
    m_quality->setText(tr("%1 × %2, lost %3 %, frozen %4 s in all")
                           .arg(locale.toString(received.size.width()), locale.toString(received.size.height()),
                                locale.toString(received.lossPct, 'f', 1), locale.toString(received.freezeS, 'f', 1)));
}

void RoomScreen::showPicture(const QVideoFrame &picture)
{
    if (isHere() && isVisible())
        m_partner->setPicture(picture);
}

} // namespace sizhen
