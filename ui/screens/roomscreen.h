// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/context.h"
#include "ui/screens/screen.h"

class QPushButton;
class QVideoFrame;

namespace sizhen {

class CallControls;
class TextLabel;
class VideoView;

// The room of a case: the partner's picture with name, delay and state in words, who holds the keys above it, and the
// bar that calls, answers and ends.
class RoomScreen final : public Screen
{
    Q_OBJECT
public:
    explicit RoomScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;

    [[nodiscard]] bool needsCase() const override { return true; }

    void openCase(const QByteArray &id) override;
    void activated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    void build();
    void refresh();
    void showCounts();
    void showPicture(const QVideoFrame &picture);
    void callOrAnswer();
    void connectMedia();
    void showMedia();
    [[nodiscard]] bool isHere() const; // the call that is, or was last, is this case's
    [[nodiscard]] QString words() const; // of its state

    ScreenContext &m_context;
    QByteArray m_case;
    TextLabel *m_keys;
    VideoView *m_partner;
    CallControls *m_controls; // our end of it
    TextLabel *m_quality;
    QPushButton *m_end;
    QPushButton *m_call; // primary: calls, or answers
};

} // namespace sizhen
