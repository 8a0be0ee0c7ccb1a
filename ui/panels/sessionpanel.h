// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QCheckBox;
class QLineEdit;

namespace sizhen {

class EmergencyCard;
class LabelEdit;
class ReasonRow;
class RoomConduct;

// The session from the first check to the confirmed record: who is here, that it is the right patient (SES-02), the
// start gate (SES-01), then pause, resume, end, and the summary that both physicians confirm (SES-13). The emergency
// stop stands at the top as long as a session runs.
class SessionPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit SessionPanel(ScreenContext &context, QWidget *parent = nullptr);

    // One press pauses at once; what happened is written down afterwards.
    void emergencyStop();
    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    struct Check {
        QString code;
        QCheckBox *box = nullptr;
        QLineEdit *instead = nullptr; // why it is not needed
    };

    template <typename Part>
    void follow(Part *part);
    void buildGate();
    void addInterruption(const QString &kind, ActBar::Look look, const std::function<QString()> &sentence);
    void showPeople();
    void showGate();
    void takeCall(); // what a call that runs shows by itself
    void takeCheck(); // and what a check before it found
    void showSummary();
    void start();
    void confirmIdentity();
    [[nodiscard]] QString attendAs() const;

    TextLabel *m_state;
    EmergencyCard *m_emergency;
    RoomConduct *m_conduct;
    TextLabel *m_peopleTitle;
    TextLabel *m_people;
    TextLabel *m_identityTitle;
    QWidget *m_identity;
    QList<QCheckBox *> m_identifiers;
    TextLabel *m_identityState;
    TextLabel *m_gateTitle;
    QWidget *m_gate;
    TextLabel *m_gateRecord; // what the record says of it
    QList<Check> m_checks;
    QPushButton *m_allChecked;
    bool m_callTaken = false;
    QDateTime m_checkTaken; // of the check that was
    TextLabel *m_summaryTitle;
    TextLabel *m_summary;
    QLabel *m_noteLabel;
    LabelEdit *m_note;
    ReasonRow *m_interrupt;
    QPushButton *m_pulse;
    QPushButton *m_room;
};

} // namespace sizhen
