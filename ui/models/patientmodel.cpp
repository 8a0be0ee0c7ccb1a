// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/patientmodel.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"

#include <QCollator>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void PatientModel::setPatients(QList<PatientCard> patients, const QString &language, const QDate &today)
{
    const QCollator order{QLocale(language)};
    std::ranges::stable_sort(patients,
                             [&order](const auto &a, const auto &b) { return order.compare(a.name, b.name) < 0; });
    beginResetModel();
    m_patients = std::move(patients);
    m_language = language;
    m_today = today;
    endResetModel();
}

int PatientModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_patients.size());
}

QVariant PatientModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &patient = m_patients[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return QString(patient.name + u'\n' + PatientText::facts(patient, m_language, m_today));
    case Qt::AccessibleTextRole:
        return QString(patient.name + u", "_s + PatientText::facts(patient, m_language, m_today));
    case IdRole:
        return patient.id;
    case SearchRole:
        return QString(patient.name + u' ' + patient.birthDate + u' ' + patient.documentNumber);
    default:
        return {};
    }
}

int PatientModel::rowOf(const QByteArray &id) const
{
    const auto found = std::ranges::find(m_patients, id, &PatientCard::id);
    return found == m_patients.end() ? -1 : int(found - m_patients.begin());
}

QString PatientText::facts(const PatientCard &patient, const QString &language, const QDate &today)
{
    const auto age = TimeText::age(QDate::fromString(patient.birthDate, Qt::ISODate), today);
    const auto sex = CodeText::sex(patient.sex);
    const auto country = CodeText::country(patient.country, language);
    return age < 0 ? tr("%1, %2", "sex and country").arg(sex, country)
                   : tr("%1, %n years, %2", nullptr, age).arg(sex, country);
}

} // namespace sizhen
