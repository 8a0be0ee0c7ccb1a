// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formlibrary.h"

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace sizhen {

class FieldRow;
class FlowLayout;
class SectionButton;
class TextLabel;

// Draws any form of the library and says what is answered. It keeps nothing and asks nobody: answers go in and come
// out. A section is a page, made when it is first opened. Ctrl+PgDown and Ctrl+PgUp turn the pages.
class FormView final : public QWidget
{
    Q_OBJECT
public:
    // `library` outlives the view. `second`: a language shown beside the first; empty: one language.
    FormView(const FormLibrary &library, const QString &formId, const FormContext &who, const QString &language,
             const QString &second = {}, QWidget *parent = nullptr);

    void setAnswers(const Answers &answers); // says nothing; what else stands in the map is not lost
    void setAnswer(const QString &fieldId, const QCborValue &value); // the same for one, undefined clears
    [[nodiscard]] Answers answers() const;

    void
    setOthers(const Answers &others); // as FormLibrary::check wants them: for rules that look across forms and sides
    void setContext(const FormContext &who);
    void setLanguages(const QString &language, const QString &second = {});
    void setSuggestions(const QString &fieldId, const QList<FormOption> &options); // for codes, links and ref
    void setMissingShown(bool shown); // say beneath each field that it is needed; before saving as finished

    [[nodiscard]] QList<FormFinding> findings() const
    {
        return m_findings;
    } // of a draft, or of a finished form when missing is shown

    [[nodiscard]] bool isComplete() const { return m_complete; } // nothing needed is missing and nothing contradicts

    void showSection(const QString &sectionId);
    [[nodiscard]] bool showField(const QString &fieldId); // opens its page and puts the keyboard there; false: hidden

Q_SIGNALS:
    void edited(const QString &fieldId); // by the reader's hand
    void answered(); // all that is needed is answered now
    void attachRequested(const QString &fieldId); // the reader wants to choose a file
    void sectionShown(const QString &sectionId);

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Page {
        const FormSection *section = nullptr;
        SectionButton *button = nullptr;
        QWidget *widget = nullptr; // null: not yet opened
        QHash<QString, FieldRow *> rows;
    };

    void build();
    void makePage(Page &page);
    void addRow(Page &page, QVBoxLayout *column, const FormField &field);
    void take(const FormField &field, const QCborValue &value);
    void settle(); // what an edit hides is set aside, what it shows comes back
    void refresh(); // conditions, findings, states of the sections
    void refreshRows(Page &page);
    [[nodiscard]] bool isVisible(const FormField &field) const;
    [[nodiscard]] int pageOf(const QString &fieldId) const;
    void turn(int by);
    void sayWhoElseAnswers();

    const FormLibrary &m_library;
    const FormSpec *m_form;
    FormContext m_who;
    QString m_language;
    QString m_second;
    Answers m_answers;
    Answers m_setAside; // answers of fields that an edit has hidden
    Answers m_others;
    QHash<QString, QList<FormOption>> m_suggestions;
    QList<FormFinding> m_findings;
    QList<FormFinding> m_finished; // the findings of a finished form
    bool m_missingShown = false;
    bool m_complete = false;
    QList<Page> m_pages;
    qsizetype m_open = -1;
    QVBoxLayout *m_column;
    QWidget *m_body = nullptr;
    TextLabel *m_side = nullptr;
};

} // namespace sizhen
