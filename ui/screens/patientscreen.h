// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

class QCborMap;
class QLineEdit;
class QListView;
class QModelIndex;
class QPushButton;
class QSortFilterProxyModel;
class QStackedWidget;

namespace sizhen {

class PatientModel;
class PatientPage;
class RegisterPage;
class TextLabel;

// The patients of this institution: find one, register one, open a case.
class PatientScreen final : public Screen
{
    Q_OBJECT
public:
    explicit PatientScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;

    QWidget *rail() override { return m_rail; }

    void activated() override;
    void showItem(const QByteArray &id) override; // a patient
    QWidget *firstFocus() override;

protected:
    void retranslate() override;

private:
    void build();
    void refresh();
    void choose(const QModelIndex &index);
    void startRegister();
    void registerPatient(const QCborMap &args);

    ScreenContext &m_context;
    PatientModel *m_model;
    QSortFilterProxyModel *m_filter;
    QWidget *m_rail;
    QLineEdit *m_search;
    QListView *m_list;
    QPushButton *m_new;
    QStackedWidget *m_pages;
    TextLabel *m_hint;
    PatientPage *m_patient;
    RegisterPage *m_register;
};

} // namespace sizhen
