// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

#include <QAbstractListModel>
#include <QCoreApplication>

namespace sizhen {

// The patients of this institution, sorted by name.
class PatientModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum DataRole { IdRole = Qt::UserRole + 1, SearchRole };

    using QAbstractListModel::QAbstractListModel;

    void setPatients(QList<PatientCard> patients, const QString &language, const QDate &today);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] int rowOf(const QByteArray &id) const; // -1: not there

private:
    QList<PatientCard> m_patients;
    QString m_language;
    QDate m_today;
};

// "Female, 46 years, Hungary": the facts of a patient in one line.
class PatientText
{
    Q_DECLARE_TR_FUNCTIONS(PatientText)
public:
    [[nodiscard]] static QString facts(const PatientCard &patient, const QString &language, const QDate &today);
};

} // namespace sizhen
