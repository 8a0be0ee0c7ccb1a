// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QComboBox;
class QLineEdit;

namespace sizhen {

class FormPane;
class ReasonRow;

// Who the patient is, that a person has seen their document (SES-02), and the intake form.
class PatientPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit PatientPanel(ScreenContext &context, QWidget *parent = nullptr);

    void leave() override;
    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void showFacts();
    void verify();

    TextLabel *m_facts;
    TextLabel *m_complaint;
    TextLabel *m_identityTitle;
    TextLabel *m_identityState;
    QWidget *m_identity;
    QLabel *m_methodLabel;
    QComboBox *m_method;
    QLabel *m_documentLabel;
    QComboBox *m_document;
    QLabel *m_digitsLabel;
    QLineEdit *m_digits;
    TextLabel *m_intakeTitle;
    FormPane *m_intake;
    ReasonRow *m_cancel;
    QPushButton *m_save;
};

} // namespace sizhen
