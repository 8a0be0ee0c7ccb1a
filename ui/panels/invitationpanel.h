// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/panels/casepanel.h"

class QComboBox;

namespace sizhen {

class DraftKeeper;
class LabelEdit;
class ReasonRow;
class WindowsEdit;

// The seven fields of an invitation (INV-01), drafted from the record, the abstract approved by the physician (INV-04),
// and sent by who may send it (INV-02). Three presses when the draft is right. Both sides read it here afterwards.
class InvitationPanel final : public CasePanel
{
    Q_OBJECT
public:
    explicit InvitationPanel(ScreenContext &context, QWidget *parent = nullptr);

    void leave() override;
    [[nodiscard]] QWidget *firstField() override;

protected:
    void load() override;
    void refresh() override;
    void retranslate() override;

private:
    void show(const QCborMap &args);
    [[nodiscard]] QCborMap collect() const;
    [[nodiscard]] bool composeIfChanged();
    void approve();
    void send();
    [[nodiscard]] QCborMap sendArgs() const;

    TextLabel *m_state;
    LabelEdit *m_reason;
    LabelEdit *m_purpose;
    WindowsEdit *m_windows;
    LabelEdit *m_abstract;
    LabelEdit *m_specialty;
    QComboBox *m_title;
    LabelEdit *m_qualification;
    QList<QLabel *> m_labels; // of the seven, in their order
    QPushButton *m_redraft;
    TextLabel *m_approval;
    ReasonRow *m_withdrawal;
    DraftKeeper *m_keeper;
    bool m_edited = false;
};

} // namespace sizhen
