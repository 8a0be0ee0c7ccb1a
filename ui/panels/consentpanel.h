// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace sizhen {

class PenPad;
class ReasonRow;

// Informed consent (CON-01..09): what was explained and what it costs, then the signature on the screen, of the patient
// or of a guardian or close relative with the reason why. Two presses and a signature when nothing is unusual.
class ConsentPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit ConsentPanel(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void buildExplanation();
    void buildSignature();
    void explain();
    void sign();
    void showSigned();
    [[nodiscard]] bool byRepresentative() const;

    TextLabel *m_state;
    QWidget *m_explanation;
    TextLabel *m_itemsTitle;
    QList<QCheckBox *> m_items;
    QLabel *m_feeLabel;
    QLineEdit *m_fee;
    QLabel *m_currencyLabel;
    QComboBox *m_currency;
    QWidget *m_signing;
    TextLabel *m_signTitle;
    QLabel *m_signerLabel;
    QComboBox *m_signer;
    QLabel *m_languageLabel;
    QComboBox *m_formLanguage;
    QWidget *m_representative;
    QList<QPair<QLabel *, QLineEdit *>> m_representativeFields; // name, relation, reason, document number
    QLabel *m_documentLabel;
    QComboBox *m_document;
    QLabel *m_padLabel;
    PenPad *m_pad;
    QPushButton *m_clear;
    QLabel *m_picture;
    ReasonRow *m_refusal;
};

} // namespace sizhen
