// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QComboBox;
class QGridLayout;
class QLineEdit;

namespace sizhen {

class DraftChooser;
class DraftKeeper;
class LabelEdit;
class PrescriptionEdit;

// The inviting physician's own diagnosis and plan (DEC-01, DEC-02): the invited opinion at the left with "adopt" on
// every line, the plan at the right. Signed on the report page.
class DecisionPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit DecisionPanel(ScreenContext &context, QWidget *parent = nullptr);

    void leave() override;
    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void show(const QCborMap &args);
    void continueFrom(const QCborMap &args);
    void putBack();
    [[nodiscard]] QCborMap collect() const;
    void fillOpinion();
    void addLine(const QString &part, const QCborValue &value, const QString &heading, const QString &words);
    void adoptAll();
    void saveDraft();
    void openPaper();

    TextLabel *m_state;
    DraftChooser *m_twice;
    TextLabel *m_opinionTitle;
    QWidget *m_opinion;
    QVBoxLayout *m_lines;
    QPushButton *m_adoptAll;
    TextLabel *m_planTitle;
    PrescriptionEdit *m_prescription;
    QLabel *m_planLabel;
    LabelEdit *m_plan;
    QLabel *m_adoptionLabel;
    QComboBox *m_adoption;
    QLabel *m_reasonLabel;
    LabelEdit *m_reason;
    QLabel *m_informedLabel;
    QLineEdit *m_informed;
    QPushButton *m_sign;
    DraftKeeper *m_keeper;
    QCborMap m_shownOpinion;
    QString m_shownLanguage;
    QList<QCborMap> m_before; // what was being typed when a version was chosen
    bool m_edited = false;
};

} // namespace sizhen
