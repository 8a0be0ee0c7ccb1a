// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/recording.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

class QLineEdit;
class QPushButton;

namespace sizhen {

// Whether the session is recorded, seen by everybody in both rooms; one's own word, the patient's word, and the button
// that begins, which works only while every word stands (CON-10).
class RecordingRow final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordingRow(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void toggleOwn();
    void togglePatient();
    void toggleRecording();
    bool act(const QCborMap &args, const QString &sentence);
    void refresh();
    [[nodiscard]] bool agreed(const Act *word) const;

    ScreenContext &m_context;
    CaseState m_state;
    bool m_maySay = false;
    TextLabel *m_words; // runs or not, and why it cannot
    QPushButton *m_own;
    QPushButton *m_patient;
    QLineEdit *m_how; // the patient said it
    QPushButton *m_record;
};

} // namespace sizhen
