// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmedia.h"

#include <QWidget>

class QPushButton;
class QVideoFrame;

namespace sizhen {

class LevelBar;
class StatusDot;
class TextLabel;
class VideoView;

// One's own end of a call: the own picture as in a mirror, switches of microphone and camera, how loud both ends are,
// and in words what is wrong. Shows what CallMedia says; knows no device.
class CallControls final : public QWidget
{
    Q_OBJECT
public:
    explicit CallControls(QWidget *parent = nullptr);

    void tell(const MediaView &view, bool inCall);
    void setLevels(const SoundLevels &levels);
    void setOwnPicture(const QVideoFrame &picture);

    [[nodiscard]] QString words() const; // of the line that is shown

Q_SIGNALS:
    void muteRequested(bool muted);
    void cameraOffRequested(bool off);
    void detailRequested(bool on); // the second camera
    void devicesRequested(); // "Camera and sound…"

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void refresh();
    void showOwn();

    MediaView m_view;
    bool m_inCall = false;
    VideoView *m_own;
    QPushButton *m_microphone;
    QPushButton *m_camera;
    QPushButton *m_detail; // where a second camera was chosen
    QPushButton *m_devices;
    TextLabel *m_mine; // of the bar
    LevelBar *m_mineLevel;
    TextLabel *m_theirs;
    LevelBar *m_theirsLevel;
    StatusDot *m_mark;
    TextLabel *m_words;
    TextLabel *m_partner; // what they have switched off
};

} // namespace sizhen
