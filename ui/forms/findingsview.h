// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formlibrary.h"

#include <QWidget>

class QCheckBox;
class QTableWidget;

namespace sizhen {

class TextLabel;

// What both sides found, side by side: item, inviting, invited, and a mark where the two differ (FOU-09). Read, not
// typed.
class FindingsView final : public QWidget
{
    Q_OBJECT
public:
    // `library` outlives the view. `second`: a language shown beneath the first; empty: one language.
    FindingsView(const FormLibrary &library, const QString &language, const QString &second = {},
                 QWidget *parent = nullptr);

    // All that is answered in these forms, in their order.
    void setFindings(const QStringList &formIds, const Answers &inviting, const Answers &invited);
    void setLanguages(const QString &language, const QString &second = {});
    void setOnlyDifferences(bool only);

    [[nodiscard]] int differences() const { return m_differences; }

Q_SIGNALS:
    void fieldActivated(const QString &fieldId); // Enter or a double click on a row

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fill();
    void fillForm(const QString &formId);
    void addHeading(const Label &label);
    void addRow(const FormField &field, bool differs);
    [[nodiscard]] QString words(const Label &label) const;
    void retranslate();

    const FormLibrary &m_library;
    QString m_language;
    QString m_second;
    QStringList m_forms;
    Answers m_inviting;
    Answers m_invited;
    int m_differences = 0;
    TextLabel *m_summary;
    QCheckBox *m_only;
    QTableWidget *m_table;
};

} // namespace sizhen
