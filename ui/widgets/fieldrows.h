// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;

namespace sizhen {

// Rows of "label | field" on one line of fields. The label is the field's buddy and its accessible name, set together
// so that neither is forgotten.
class FieldRows final : public QWidget
{
    Q_OBJECT
public:
    explicit FieldRows(QWidget *parent = nullptr);

    void add(QWidget *field, const QString &name); // `name`: the object name
    void setLabel(QWidget *field, const QString &text);
    void setRowVisible(QWidget *field, bool visible);

private:
    QFormLayout *m_form;
    QHash<QWidget *, QLabel *> m_labels;
};

// Fills a combo with {code, words} again, in another language, and keeps the code that was chosen.
void refill(QComboBox *combo, const QList<QPair<QString, QString>> &choices);

} // namespace sizhen
