// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/patientview.h"

#include <QWidget>

class QPushButton;
class QVideoFrame;

namespace sizhen {

struct ScreenContext;
class TextLabel;
class VideoView;

// The patient's own screen, a window of its own and large: the partner's face, who these people are and where, what
// happens now, whether it is recorded, and STOP (PAT-04, SES-15). In the patient's language, whatever the program
// speaks. Knows nothing of findings or papers.
class PatientWindow final : public QWidget
{
    Q_OBJECT
public:
    explicit PatientWindow(ScreenContext &context);

    void setCase(const CaseState &state);
    void setDisplay(PatientDisplay display);
    void setStopped(bool stopped); // nothing of the patient is sent
    void placeBeside(const QWidget *window); // on another screen, where there is one, and whole

Q_SIGNALS:
    void stopRequested();
    void closed(); // by whoever sits before it

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void refresh();
    void callChanged();
    void showPicture(const QVideoFrame &picture);
    [[nodiscard]] QString say(const QString &id) const;
    [[nodiscard]] QString people() const;
    [[nodiscard]] bool isOurCall() const;

    ScreenContext &m_context;
    CaseState m_state;
    PatientView m_view;
    PatientDisplay m_display = PatientDisplay::Full;
    bool m_stopped = false;
    VideoView *m_face;
    TextLabel *m_quiet; // in place of the face
    TextLabel *m_now;
    TextLabel *m_people;
    TextLabel *m_recorded;
    TextLabel *m_forwarded; // by whose server it goes
    TextLabel *m_practice;
    QPushButton *m_stop;
    TextLabel *m_stopMeans;
};

} // namespace sizhen
