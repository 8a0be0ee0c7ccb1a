// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/record/movieplayer.h"
#include "ui/widgets/soundout.h"

#include <QHash>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSlider;

namespace sizhen {

class TextLabel;
class VideoView;

// The recording of a session: the pictures of both sides, one line of time, and whose voice is heard. Space plays and
// pauses; on the line of time the arrow keys go 5 s, page keys 30 s.
class MovieView final : public QWidget
{
    Q_OBJECT
public:
    explicit MovieView(QWidget *parent = nullptr);

    void open(const QString &path, const SecretBytes &key);
    void play();
    void pause();

    [[nodiscard]] bool isPlaying() const { return m_playing; }

Q_SIGNALS:
    void opened();
    void failed(const sizhen::Error &error); // it is also told in the view

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void show(const MovieAbout &about);
    void showPosition(double seconds);
    void seekTo(int tenths);
    void chooseVoice(int index);
    void setPlaying(bool playing);
    void tell(const QString &words);
    void retranslate();
    void nameVoices();

    MoviePlayer m_player;
    SoundOut m_sound;
    MovieAbout m_about;
    bool m_playing = false;
    bool m_silent = false; // no loudspeaker
    double m_position = 0;
    QHash<int, VideoView *> m_pictures; // by track
    QHBoxLayout *m_row;
    QPushButton *m_play;
    QSlider *m_line;
    QLabel *m_time;
    QLabel *m_voiceLabel;
    QComboBox *m_voice;
    TextLabel *m_notice;
};

} // namespace sizhen
