// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/callcontrols.h"

#include "ui/texts/mediatext.h"
#include "ui/widgets/keybutton.h"
#include "ui/widgets/levelbar.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int ownWidth = theme::labelWidth + theme::rowHeight;

} // namespace

CallControls::CallControls(QWidget *parent)
    : QWidget(parent)
    , m_own(new VideoView)
    , m_microphone(makeKeyButton(u"microphone"_s, QKeySequence(u"Ctrl+Shift+M"_s)))
    , m_camera(makeKeyButton(u"camera"_s, QKeySequence(u"Ctrl+Shift+V"_s)))
    , m_detail(makeKeyButton(u"detail"_s, QKeySequence(u"Ctrl+Shift+T"_s)))
    , m_devices(makeKeyButton(u"devices"_s, QKeySequence(u"Ctrl+Shift+D"_s)))
    , m_mine(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_mineLevel(new LevelBar)
    , m_theirs(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_theirsLevel(new LevelBar)
    , m_mark(new StatusDot)
    , m_words(new TextLabel)
    , m_partner(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"callControls"_s);
    build();
    connect(m_microphone, &QPushButton::clicked, this, [this] { Q_EMIT muteRequested(!m_view.muted); });
    connect(m_camera, &QPushButton::clicked, this, [this] { Q_EMIT cameraOffRequested(!m_view.cameraOff); });
    connect(m_detail, &QPushButton::clicked, this, [this] { Q_EMIT detailRequested(!m_view.detailOn); });
    connect(m_devices, &QPushButton::clicked, this, &CallControls::devicesRequested);
    refresh();
}

void CallControls::build()
{
    m_own->setObjectName(u"ownPicture"_s);
    m_own->setMirrored(true);
    m_own->setFixedSize(QSize(16, 9).scaled(ownWidth, ownWidth, Qt::KeepAspectRatio));
    m_mineLevel->setObjectName(u"microphoneLevel"_s);
    m_theirsLevel->setObjectName(u"loudspeakerLevel"_s);
    m_words->setObjectName(u"mediaWords"_s);
    m_words->setWordWrap(true);
    m_partner->setObjectName(u"partnerMedia"_s);
    m_partner->setWordWrap(true);
    m_mark->setFixedWidth(theme::iconSize);
    auto *switches = new QHBoxLayout;
    switches->setSpacing(theme::gap);
    switches->addWidget(m_microphone);
    switches->addWidget(m_camera);
    switches->addWidget(m_detail);
    switches->addWidget(m_devices);
    switches->addStretch();
    auto *levels = new QHBoxLayout;
    levels->setSpacing(theme::gap);
    levels->addWidget(m_mine);
    levels->addWidget(m_mineLevel, 1);
    levels->addWidget(m_theirs);
    levels->addWidget(m_theirsLevel, 1);
    auto *said = new QHBoxLayout;
    said->setSpacing(theme::gapTight);
    said->addWidget(m_mark);
    said->addWidget(m_words, 1);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme::gapTight);
    column->addLayout(switches);
    column->addLayout(levels);
    column->addLayout(said);
    column->addWidget(m_partner);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(theme::gap);
    row->addWidget(m_own, 0, Qt::AlignTop);
    row->addLayout(column, 1);
}

void CallControls::tell(const MediaView &view, bool inCall)
{
    m_view = view;
    m_inCall = inCall;
    if (!inCall) {
        m_mineLevel->setLevel(SoundLevels::silentDb);
        m_theirsLevel->setLevel(SoundLevels::silentDb);
    }
    refresh();
}

void CallControls::setLevels(const SoundLevels &levels)
{
    m_mineLevel->setLevel(levels.microphoneDb);
    m_theirsLevel->setLevel(levels.loudspeakerDb);
}

void CallControls::setOwnPicture(const QVideoFrame &picture)
{
    if (!m_view.cameraOff && m_inCall)
        m_own->setPicture(picture);
    showOwn();
}

QString CallControls::words() const
{
    return m_words->text();
}

void CallControls::showOwn()
{
    if (!m_inCall || m_view.cameraOff || !m_view.sending || m_view.sending->picture != StreamState::On)
        m_own->clear();
    m_own->setAccessibleName(tr("Your own picture"));
    m_own->setState(m_view.cameraOff          ? tr("Your camera is off")
                        : m_own->hasPicture() ? QString()
                                              : tr("No own picture"));
}

void CallControls::refresh()
{
    setKeyWords(m_microphone, m_view.muted ? tr("Unmute the microphone") : tr("Mute the microphone"));
    setKeyWords(m_camera, m_view.cameraOff ? tr("Switch the camera on") : tr("Switch the camera off"));
    setKeyWords(m_detail, m_view.detailOn ? tr("Tongue camera off") : tr("Tongue camera on"));
    m_detail->setVisible(m_view.picks.value(MediaRole::TongueCamera).device.has_value());
    m_detail->setEnabled(m_inCall);
    setKeyWords(m_devices, tr("Camera and sound…"));
    m_microphone->setEnabled(m_inCall);
    m_camera->setEnabled(m_inCall);
    m_mine->setText(tr("You"));
    m_theirs->setText(tr("Partner"));
    m_mineLevel->setAccessibleName(tr("How loud you are"));
    m_theirsLevel->setAccessibleName(tr("How loud the partner is"));
    const auto lines = MediaText::lines(m_view);
    const bool alarm = !lines.isEmpty() && lines.first().isAlarm;
    m_mark->set(alarm ? Mark::Fault : lines.isEmpty() ? Mark::Good : Mark::Warning, {});
    m_mark->setVisible(m_view.known);
    m_words->setRole(alarm ? theme::Role::Danger : theme::Role::Text);
    m_words->setText(!m_view.known         ? tr("Looking for camera, microphone and loudspeaker")
                         : lines.isEmpty() ? tr("Camera, microphone and loudspeaker are ready.")
                                           : lines.first().words);
    m_partner->setText(MediaText::partner(m_view));
    m_partner->setVisible(!m_partner->text().isEmpty());
    showOwn();
}

void CallControls::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        refresh();
    QWidget::changeEvent(event);
}

} // namespace sizhen
