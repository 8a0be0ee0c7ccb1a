// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/consult/desk.h"

#include <QWidget>

class QComboBox;
class QPushButton;
class QVBoxLayout;

namespace sizhen {

class FieldRows;
class LabelEdit;
class StatusDot;
class TextLabel;
struct ScreenContext;

// One patient: who they are, that their document was seen, their cases, and a new case.
class PatientPage final : public QWidget
{
    Q_OBJECT
public:
    explicit PatientPage(ScreenContext &context, QWidget *parent = nullptr);

    void setPatient(const QByteArray &id);

    [[nodiscard]] const QByteArray &patient() const { return m_id; }

    void refresh();
    [[nodiscard]] QWidget *firstField() const;

Q_SIGNALS:
    void openCaseRequested(const QByteArray &id);
    void openScreenRequested(const QString &id);
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void showIdentity(const PatientCard &card);
    void showCases(const PatientCard &card);
    void fillPartners();
    void verify();
    void openCase();

    ScreenContext &m_context;
    QByteArray m_id;
    TextLabel *m_name;
    TextLabel *m_facts;
    StatusDot *m_identity;
    QComboBox *m_method;
    QPushButton *m_verify;
    TextLabel *m_casesTitle;
    QVBoxLayout *m_cases;
    QList<QWidget *> m_caseButtons;
    TextLabel *m_newTitle;
    FieldRows *m_rows;
    QComboBox *m_partner;
    QComboBox *m_type;
    QComboBox *m_mode;
    LabelEdit *m_complaint;
    TextLabel *m_missing;
    QPushButton *m_open;
};

} // namespace sizhen
