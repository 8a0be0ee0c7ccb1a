// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QPushButton;
class QVideoFrame;

namespace sizhen {

class CallControl;
struct Error;
class VideoView;
struct ScreenContext;

// The partner beside the work while a call rings or runs and another page than the room is in front: forms and pulse
// stay where they are, and nobody is left talking to a page without a face.
class CallCorner final : public QWidget
{
    Q_OBJECT
public:
    explicit CallCorner(ScreenContext &context, QWidget *parent = nullptr);

    void setRoomInFront(bool inFront); // then it is not needed

    [[nodiscard]] bool isWanted() const;

    [[nodiscard]] bool hasHeightForWidth() const override { return true; }

    [[nodiscard]] int heightForWidth(int width) const override;

Q_SIGNALS:
    void wantedChanged();
    void roomRequested(const QByteArray &caseId);
    void failed(const sizhen::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void answer();
    void showPicture(const QVideoFrame &picture);
    [[nodiscard]] QString words() const;

    ScreenContext &m_context;
    bool m_roomInFront = false;
    bool m_wanted = false;
    VideoView *m_picture;
    QPushButton *m_end;
    QPushButton *m_room;
    QPushButton *m_answer;
};

} // namespace sizhen
