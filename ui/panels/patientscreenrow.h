// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/patientview.h"
#include "ui/screens/context.h"

#include <QWidget>

#include <memory>

class QPushButton;

namespace sizhen {

class PatientWindow;
class TextLabel;

// What the physician beside the patient does with the patient's own screen: opens it, and switches it to "physicians
// only" with one key (SES-15): the patient hears nothing of the far side until it is switched back.
class PatientScreenRow final : public QWidget
{
    Q_OBJECT
public:
    explicit PatientScreenRow(ScreenContext &context, QWidget *parent = nullptr);
    ~PatientScreenRow() override;

    void setCase(const CaseState &state);
    void retranslate();

    [[nodiscard]] PatientWindow *window() const { return m_window.get(); } // nullptr: it is not open

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void toggleWindow();
    void open();
    void closeWindow();
    void next(); // the whole, the face alone, nothing
    void use(PatientDisplay display);
    void stop(); // the patient pressed it
    void mediaChanged();
    void refresh();

    ScreenContext &m_context;
    CaseState m_state;
    PatientDisplay m_display = PatientDisplay::Full;
    bool m_stopped = false;
    std::unique_ptr<PatientWindow> m_window;
    QPushButton *m_open;
    QPushButton *m_next;
    TextLabel *m_words;
};

} // namespace sizhen
