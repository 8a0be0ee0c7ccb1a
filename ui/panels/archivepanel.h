// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QComboBox;
class QLineEdit;
class QTableWidget;

namespace sizhen {

class PasswordPrompt;
class ReasonRow;
class RecordCare;
class RecordingsPane;

// What the archive holds (ARC-02), what is missing, and that both houses hold the same (ARC-01): the sum over the
// manifest as each side confirmed it, beside the one reckoned here.
class ArchivePanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit ArchivePanel(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void fill(const Manifest &manifest);
    void showConfirmations(const QString &ours);
    void confirm();
    void buildFee();
    void noteFee();
    void destroy(const QStringList &backups);

    TextLabel *m_state;
    TextLabel *m_missing;
    TextLabel *m_confirmTitle;
    TextLabel *m_confirmations;
    TextLabel *m_listTitle;
    QTableWidget *m_list;
    QWidget *m_feeRow;
    QLabel *m_feeLabel;
    QComboBox *m_feeKind;
    QLineEdit *m_feeWords;
    QPushButton *m_feeButton;
    ReasonRow *m_other;
    PasswordPrompt *m_prompt;
    RecordingsPane *m_recordings;
    RecordCare *m_care;
};

} // namespace sizhen
