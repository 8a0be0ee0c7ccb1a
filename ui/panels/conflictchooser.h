// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/fieldregister.h"
#include "core/forms/formlibrary.h"

#include <QWidget>

class QVBoxLayout;

namespace sizhen {

// Fields that two people of one side wrote without seeing each other's word (FOU-12): each value with who wrote it and when,
// as a button where this side may decide. Shows and says; decides nothing.
class ConflictChooser final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictChooser(const FormLibrary &forms, QWidget *parent = nullptr);

    // `mine`: the side that sits here; the other side's fields are shown only. `mayDecide`: a person here may save findings now.
    void show(const QList<FieldConflict> &conflicts, Side mine, bool mayDecide, const QString &language,
              const QString &timeZone);

Q_SIGNALS:
    void chosen(const sizhen::FieldConflict &conflict, int value);

private:
    void addConflict(const FieldConflict &conflict, bool decides);

    const FormLibrary &m_forms;
    QVBoxLayout *m_column;
    QString m_language;
    QString m_timeZone;
};

} // namespace sizhen
