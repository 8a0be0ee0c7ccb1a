// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/accesslog.h"
#include "ui/screens/screen.h"

class QCheckBox;
class QComboBox;
class QDateEdit;
class QLineEdit;
class QPushButton;
class QStandardItemModel;
class QTableView;

namespace sizhen {

class ExceptionsPanel;
class TextLabel;
struct ScreenContext;

// The log of who saw and did what: filtered, with what stands out, and the notes of those who reviewed it (SEC-07, SEC-16).
// Reading it is itself written down.
class AccessScreen final : public Screen
{
    Q_OBJECT
public:
    static constexpr int mostLines = 2'000; // what a person can look through; the export has all

    explicit AccessScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;
    void activated() override;
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    void build();
    void refresh();
    void refreshReviews();
    void fill(const QList<AccessEntry> &lines);
    void signReview();
    [[nodiscard]] AccessFilter filter() const;
    [[nodiscard]] QHash<QString, QString> namesById() const;
    [[nodiscard]] QString typedPerson() const;
    [[nodiscard]] QString objectText(const Access &access, const QHash<QString, QString> &names) const;
    [[nodiscard]] QString findingsText(const QList<AccessEntry> &lines) const;

    ScreenContext &m_context;
    QStandardItemModel *m_model;
    TextLabel *m_title;
    TextLabel *m_fromLabel;
    QDateEdit *m_from;
    TextLabel *m_toLabel;
    QDateEdit *m_to;
    QComboBox *m_act;
    QLineEdit *m_person;
    QCheckBox *m_refused;
    TextLabel *m_findings;
    ExceptionsPanel *m_exceptions;
    QTableView *m_table;
    TextLabel *m_reviewsTitle;
    TextLabel *m_reviews;
    QLineEdit *m_note;
    QPushButton *m_sign;
};

} // namespace sizhen
