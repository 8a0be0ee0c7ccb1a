// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/context.h"
#include "ui/screens/screen.h"

#include <QPointer>

class QPushButton;
class QStackedWidget;
class QTabBar;
class QVideoFrame;

namespace sizhen {

class CallControls;
class EmergencyCard;
class EndsView;
class ForwardingRow;
class PatientScreenRow;
class PreCheckRow;
class RecordingRow;
class RoomConduct;
class StillPane;
class TalkPane;
class TextLabel;
class VideoView;

// The room of a case: the partner's picture with name, delay and state in words, who holds the keys above it, and the
// bar that calls, answers and ends. Beside it how the session is led, and what is said in writing: both go on without
// picture and sound (SES-05).
class RoomScreen final : public Screen
{
    Q_OBJECT
public:
    explicit RoomScreen(ScreenContext &context, QWidget *parent = nullptr);
    ~RoomScreen() override;

    [[nodiscard]] QString title() const override;

    [[nodiscard]] bool needsCase() const override { return true; }

    QWidget *side() override;
    void openCase(const QByteArray &id) override;
    void activated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    void build();
    void buildSide();
    void read(); // the case again
    void refresh();
    void showCounts();
    void placeSmall();
    void showEnds();
    void showPicture(const QByteArray &station, const QVideoFrame &picture);
    void callAnswerOrJoin();
    void connectMedia();
    void showMedia();
    [[nodiscard]] bool isHere() const; // the call that is, or was last, is this case's
    [[nodiscard]] QString words() const; // of its state

    ScreenContext &m_context;
    QByteArray m_case;
    QByteArray m_stillAsked; // the request that was brought to the front
    qsizetype m_pictures = 0;
    bool m_knowsPictures = false;
    TextLabel *m_keys;
    QTabBar *m_tabs; // what both look at: each other, or a still
    QStackedWidget *m_work;
    EndsView *m_ends;
    VideoView *m_small; // who is large, beside a still
    StillPane *m_stills;
    CallControls *m_controls; // our end of it
    TextLabel *m_quality;
    TextLabel *m_sending;
    PreCheckRow *m_preCheck;
    QPushButton *m_end;
    QPushButton *m_call; // primary: calls, or answers
    QPointer<QWidget> m_side; // the window may take it
    EmergencyCard *m_emergency;
    PatientScreenRow *m_patient;
    RecordingRow *m_recording;
    ForwardingRow *m_forwarding;
    RoomConduct *m_conduct;
    TalkPane *m_talk;
};

} // namespace sizhen
