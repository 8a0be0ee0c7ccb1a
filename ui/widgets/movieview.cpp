// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/movieview.h"

#include "ui/texts/errortext.h"
#include "ui/texts/recordingtext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tenthsASecond = 10;
constexpr int arrowTenths = 50;
constexpr int pageTenths = 300;

QString movieTime(double seconds)
{
    const auto whole = int(std::floor(seconds));
    return u"%1:%2"_s.arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace

MovieView::MovieView(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout)
    , m_play(new QPushButton)
    , m_line(new QSlider(Qt::Horizontal))
    , m_time(new QLabel)
    , m_voiceLabel(new QLabel)
    , m_voice(new QComboBox)
    , m_notice(new TextLabel(theme::Type::Body, theme::Role::Caution))
{
    setObjectName(u"movieView"_s);
    m_play->setObjectName(u"moviePlay"_s);
    m_line->setObjectName(u"movieLine"_s);
    m_time->setObjectName(u"movieTime"_s);
    m_voice->setObjectName(u"movieVoice"_s);
    m_notice->setObjectName(u"movieNotice"_s);
    m_line->setSingleStep(arrowTenths);
    m_line->setPageStep(pageTenths);
    m_line->setTracking(false); // dragging asks once, where it is let go
    m_voiceLabel->setBuddy(m_voice);
    m_notice->setWordWrap(true);
    m_notice->setVisible(false);
    m_row->setSpacing(theme::gap);
    auto *controls = new QHBoxLayout;
    controls->setSpacing(theme::gap);
    controls->addWidget(m_play);
    controls->addWidget(m_line, 1);
    controls->addWidget(m_time);
    controls->addSpacing(theme::gapGroup);
    controls->addWidget(m_voiceLabel);
    controls->addWidget(m_voice);
    auto *column = new QVBoxLayout(this);
    column->addLayout(m_row, 1);
    column->addWidget(m_notice);
    column->addLayout(controls);
    for (auto *one : QList<QWidget *>{m_play, m_line, m_voice})
        one->setEnabled(false);

    connect(m_play, &QPushButton::clicked, this, [this] { m_playing ? pause() : play(); });
    connect(m_line, &QSlider::valueChanged, this, &MovieView::seekTo);
    connect(m_voice, &QComboBox::currentIndexChanged, this, &MovieView::chooseVoice);
    connect(&m_player, &MoviePlayer::opened, this, &MovieView::show);
    connect(&m_player, &MoviePlayer::positionChanged, this, &MovieView::showPosition);
    connect(&m_player, &MoviePlayer::soundHeard, &m_sound, &SoundOut::write);
    connect(&m_player, &MoviePlayer::ended, this, [this] { setPlaying(false); });
    connect(&m_player, &MoviePlayer::pictureShown, this, [this](int track, const QVideoFrame &picture) {
        if (auto *view = m_pictures.value(track))
            view->setPicture(picture);
    });
    connect(&m_player, &MoviePlayer::failed, this, [this](const Error &error) {
        setPlaying(false);
        tell(ErrorText::of(error));
        Q_EMIT failed(error);
    });
    retranslate();
}

void MovieView::open(const QString &path, const SecretBytes &key)
{
    m_player.open(path, key);
}

void MovieView::show(const MovieAbout &about)
{
    m_about = about;
    qDeleteAll(m_pictures);
    m_pictures.clear();
    for (int i = 0; i < about.tracks.size(); ++i) {
        if (!about.tracks[i].isPicture())
            continue;
        auto *view = new VideoView;
        view->setObjectName(u"moviePicture%1"_s.arg(i));
        m_row->addWidget(view);
        m_pictures.insert(i, view);
    }
    const QSignalBlocker quiet(m_line);
    m_line->setRange(0, int(std::ceil(about.seconds * tenthsASecond)));
    for (auto *one : QList<QWidget *>{m_play, m_line, m_voice})
        one->setEnabled(true);
    nameVoices();
    retranslate();
    if (about.cut)
        tell(tr("This recording ends where it was cut off: the program or the machine stopped."));
    Q_EMIT opened();
}

// Both rooms together, then each voice alone.
void MovieView::nameVoices()
{
    const QSignalBlocker quiet(m_voice);
    const int chosen = std::max(0, m_voice->currentIndex());
    m_voice->clear();
    QVariantList rooms;
    for (int i = 0; i < m_about.tracks.size(); ++i)
        if (m_about.tracks[i].kind == MediaTrack::Kind::Sound)
            rooms.append(i);
    m_voice->addItem(tr("Both rooms"), rooms);
    for (int i = 0; i < m_about.tracks.size(); ++i) {
        const auto name = RecordingText::track(m_about.tracks[i].name());
        if (!m_about.tracks[i].isPicture())
            m_voice->addItem(name, QVariantList{i});
        else if (auto *view = m_pictures.value(i))
            view->setName(name);
    }
    m_voice->setCurrentIndex(std::min(chosen, m_voice->count() - 1));
}

void MovieView::chooseVoice(int index)
{
    QSet<int> tracks;
    for (const auto &track : m_voice->itemData(index).toList())
        tracks.insert(track.toInt());
    m_player.hear(tracks);
}

void MovieView::play()
{
    chooseVoice(m_voice->currentIndex());
    m_silent = !m_sound.begin();
    if (m_silent && !m_about.cut)
        tell(tr("No loudspeaker was found on this computer; the recording plays without sound."));
    m_player.play();
    setPlaying(true);
}

void MovieView::pause()
{
    m_player.pause();
    setPlaying(false);
}

void MovieView::setPlaying(bool playing)
{
    m_playing = playing;
    if (!playing)
        m_sound.end();
    m_play->setText(playing ? tr("Pause") : tr("Play"));
}

void MovieView::seekTo(int tenths)
{
    m_player.seek(double(tenths) / tenthsASecond);
}

void MovieView::showPosition(double seconds)
{
    m_position = seconds;
    const auto words
        = tr("%1 of %2", "time in a recording and its length").arg(movieTime(seconds), movieTime(m_about.seconds));
    m_time->setText(words);
    m_line->setAccessibleDescription(words);
    if (m_line->isSliderDown())
        return;
    const QSignalBlocker quiet(m_line);
    m_line->setValue(int(seconds * tenthsASecond));
}

void MovieView::tell(const QString &words)
{
    m_notice->setText(words);
    m_notice->setVisible(true);
}

void MovieView::retranslate()
{
    setAccessibleName(tr("Recording of the session"));
    m_play->setText(m_playing ? tr("Pause") : tr("Play"));
    m_line->setAccessibleName(tr("Time in the recording"));
    m_voiceLabel->setText(tr("&Sound:"));
    nameVoices();
    showPosition(m_position);
}

void MovieView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void MovieView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space || !m_play->isEnabled())
        return QWidget::keyPressEvent(event);
    m_play->click();
}

} // namespace sizhen
