// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/forms/formlibrary.h"

#include <QWidget>

class QListView;
class QStandardItemModel;

namespace sizhen {

class TextLabel;

// The findings of both sides in one narrow column, differences marked: what a report is read against.
class FindingsRail final : public QWidget
{
    Q_OBJECT
public:
    explicit FindingsRail(const FormLibrary &forms, QWidget *parent = nullptr);

    void show(const CaseState &state, const QString &language);
    void retranslate();

private:
    void addField(const FormField &field, const QString &inviting, const QString &invited, bool differs,
                  const QString &language);

    const FormLibrary &m_forms;
    TextLabel *m_title;
    QListView *m_list;
    QStandardItemModel *m_model;
};

} // namespace sizhen
