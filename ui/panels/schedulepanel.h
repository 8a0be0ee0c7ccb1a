// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLineEdit;
class QSpinBox;

namespace sizhen {

class ReasonRow;

// Who of the invited side sees the patient (PHY-01, STF-03), and when: both sides name the same start (SCH-02), each
// read on both clocks.
class SchedulePanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit SchedulePanel(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    struct Choice {
        QDateTime start;
        int minutes = 0;
        QString from; // who names it, in words
    };

    void fillPeople();
    void fillChoices();
    void assign();
    void confirm();
    void showNamed();
    [[nodiscard]] QDateTime typedStart() const;

    TextLabel *m_peopleTitle;
    TextLabel *m_assigned;
    QWidget *m_assigning;
    QLabel *m_personLabel;
    QComboBox *m_person;
    QCheckBox *m_lead;
    QPushButton *m_assign;
    TextLabel *m_assignWhy;
    TextLabel *m_timeTitle;
    TextLabel *m_named;
    QWidget *m_timing;
    QLabel *m_choiceLabel;
    QComboBox *m_choice;
    QLabel *m_startLabel;
    QDateTimeEdit *m_start;
    QLabel *m_minutesLabel;
    QSpinBox *m_minutes;
    QLabel *m_phoneLabel;
    QLineEdit *m_phone;
    TextLabel *m_both;
    ReasonRow *m_other;
    QList<Choice> m_choices;
};

} // namespace sizhen
