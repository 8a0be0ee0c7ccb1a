// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "ui/texts/timetext.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;
class QTableWidget;

namespace sizhen {

class ReasonRow;
class TextLabel;

// The record itself, below the archive: how long it is kept, what holds it, who was given what, and how it ends. Shows what
// Desk says; what is to be done it asks for.
class RecordCare final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordCare(Desk &desk, QWidget *parent = nullptr);

    void show(const CaseState &state, const QList<Offer> &offers, const QString &language, const Place &here);
    void clear();
    void retranslate();

Q_SIGNALS:
    void actRequested(const QString &kind, const QCborMap &args, const QString &sentence);
    void destroyRequested(const QStringList &backups);

private:
    void buildAnswer();
    void buildDestroy();
    void showKeeping(const CaseState &state);
    void showDisclosures(const CaseState &state);
    void showAnswer(const CaseState &state, const QList<Offer> &offers);
    [[nodiscard]] QString when(const QDateTime &at) const;

    Desk &m_desk;
    QString m_language;
    Place m_here;
    bool m_asked = false; // destroying asks once
    TextLabel *m_keepTitle;
    TextLabel *m_keep;
    TextLabel *m_holds;
    QWidget *m_answer;
    TextLabel *m_answerTitle;
    QComboBox *m_disposition;
    QLineEdit *m_law;
    QPushButton *m_answerButton;
    QComboBox *m_class;
    ReasonRow *m_reasons;
    QWidget *m_destroy;
    QLineEdit *m_backups;
    QPushButton *m_destroyButton;
    TextLabel *m_disclosuresTitle;
    QTableWidget *m_disclosures;
};

} // namespace sizhen
