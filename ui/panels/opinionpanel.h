// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

namespace sizhen {

class DraftChooser;
class DraftKeeper;
class LabelEdit;
class PrescriptionEdit;
class RowsEdit;

// The invited physician's opinion in both languages (RPT-01), kept as a draft until it is released; the inviting side
// reads the released one here. The paper itself is on the report page.
class OpinionPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit OpinionPanel(ScreenContext &context, QWidget *parent = nullptr);

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
    [[nodiscard]] QCborArray
    evidence() const; // fields that both diagnoses rest on: everything answered by the invited side
    void release();

    TextLabel *m_state;
    DraftChooser *m_twice;
    LabelEdit *m_analysis;
    PrescriptionEdit *m_prescription;
    LabelEdit *m_advice;
    RowsEdit *m_cautions;
    RowsEdit *m_limits;
    LabelEdit *m_differences;
    QLabel *m_analysisLabel;
    QLabel *m_adviceLabel;
    QLabel *m_cautionsLabel;
    QLabel *m_limitsLabel;
    QLabel *m_differencesLabel;
    QPushButton *m_report;
    DraftKeeper *m_keeper;
    QList<QCborMap> m_before; // what was being typed when a version was chosen
    bool m_edited = false;
};

} // namespace sizhen
