// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/consult/desk.h"

#include <QHash>
#include <QWidget>

class QCheckBox;
class QDateEdit;
class QLineEdit;
class QSpinBox;

namespace sizhen {

class ActBar;
class FieldRows;
class LabelEdit;
class PasswordPrompt;
class ReasonRow;
class StatusDot;
class TextLabel;
struct ScreenContext;

// The agreement with one partner: its text, who has approved and signed it, and what this person may do with it now.
// What is allowed it hears from Desk; a new text starts from the template.
class AgreementPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit AgreementPanel(ScreenContext &context, QWidget *parent = nullptr);

    void setPartner(const Ledger::Partner &partner);

    // What can be done, and the password before a signature: stays in sight below the text that scrolls.
    [[nodiscard]] QWidget *foot() const { return m_foot; }

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void buildActs();
    void retranslate();
    void showState(const AgreementState &agreement);
    void fillFrom(const AgreementState &agreement);
    void fillFromTemplate();
    void setEditable(bool editable);
    [[nodiscard]] QCborMap args() const;
    void act(const QString &kind, const QCborMap &args = {});
    void sign();
    void onPassword(const SecretBytes &password);

    ScreenContext &m_context;
    Ledger::Partner m_partner;
    QByteArray m_shownDraft; // the entry the fields show; typing stays until another text arrives
    TextLabel *m_title;
    StatusDot *m_state;
    TextLabel *m_signed;
    QWidget *m_text;
    FieldRows *m_rows;
    QLineEdit *m_number;
    LabelEdit *m_name;
    QDateEdit *m_from;
    QDateEdit *m_to;
    QSpinBox *m_respond;
    QSpinBox *m_opinion;
    QSpinBox *m_report;
    QList<QCheckBox *> m_types;
    QWidget *m_typeRow;
    QHash<QString, LabelEdit *> m_sections;
    QHash<QString, TextLabel *> m_sectionTitles;
    QWidget *m_foot;
    PasswordPrompt *m_prompt;
    ReasonRow *m_reason;
    ActBar *m_acts;
};

} // namespace sizhen
