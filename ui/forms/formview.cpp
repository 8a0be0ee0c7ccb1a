// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/formview.h"

#include "ui/forms/fieldrow.h"
#include "ui/forms/flowlayout.h"
#include "ui/forms/listeditor.h"
#include "ui/forms/sectionbar.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QCborMap>
#include <QEvent>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isGiven(const QCborValue &value)
{
    return !value.isUndefined() && !value.isNull();
}

QStringList fieldsWith(const QList<FormFinding> &findings, bool onlyErrors, bool onlyMissing)
{
    QStringList fields;
    for (const auto &finding : findings) {
        const bool missing = finding.rule == u"required" || finding.rule.startsWith(u"Q-REQ");
        if ((!onlyErrors || finding.severity == FormFinding::Severity::Error) && missing == onlyMissing)
            fields.append(finding.field);
    }
    return fields;
}

} // namespace

FormView::FormView(const FormLibrary &library, const QString &formId, const FormContext &who, const QString &language,
                   const QString &second, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_form(library.form(formId))
    , m_who(who)
    , m_language(language)
    , m_second(second)
    , m_column(new QVBoxLayout(this))
{
    Q_ASSERT(m_form);
    setObjectName(formId);
    m_column->setContentsMargins(0, 0, 0, 0);
    for (const auto &[key, by] :
         {std::pair(Qt::CTRL | Qt::Key_PageDown, 1), std::pair(Qt::CTRL | Qt::Key_PageUp, -1)}) {
        auto *shortcut = new QShortcut(QKeySequence(key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, by = by] { turn(by); });
    }
    build();
}

void FormView::build()
{
    const auto open = m_open >= 0 ? m_pages[m_open].section->id : QString();
    delete m_body;
    m_pages.clear();
    m_open = -1;
    m_body = new QWidget;
    m_column->addWidget(m_body);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapGroup);
    auto *bar = new QWidget;
    auto *flow = new FlowLayout(bar);
    for (const auto &section : m_form->sections) {
        Page page;
        page.section = &section;
        page.button = new SectionButton(section.label.in(m_language));
        page.button->setObjectName(section.id);
        connect(page.button, &QAbstractButton::clicked, this, [this, id = section.id] { showSection(id); });
        flow->addWidget(page.button);
        m_pages.append(page);
    }
    column->addWidget(bar);
    bar->setVisible(m_pages.size() > 1); // in its place first: shown without one it would be a window
    m_side = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
    m_side->setObjectName(m_form->id + u".side"_s);
    m_side->setWordWrap(true);
    column->addWidget(m_side);
    column->addStretch();
    sayWhoElseAnswers();
    refresh();
    const auto again
        = std::find_if(m_pages.cbegin(), m_pages.cend(), [&](const Page &page) { return page.section->id == open; });
    const auto first
        = std::find_if(m_pages.cbegin(), m_pages.cend(), [](const Page &page) { return !page.button->isHidden(); });
    const auto shown = again != m_pages.cend() && !again->button->isHidden() ? again : first;
    if (shown != m_pages.cend())
        showSection(shown->section->id);
}

// What this side cannot answer is not drawn; one line says why.
void FormView::sayWhoElseAnswers()
{
    QStringList reasons;
    for (const auto &section : m_form->sections)
        for (const auto &field : section.fields) {
            if (m_library.mayAnswer(field, m_who) || field.filledBy == FilledBy::Device
                || field.filledBy == FilledBy::Auto)
                continue;
            const auto reason = field.inPersonRule == u"FOU-02"
                ? tr("Odour can be recorded only at the patient's side.")
                : field.inPerson                       ? tr("Only the inviting side can take the pulse.")
                : field.filledBy == FilledBy::Inviting ? tr("Some items are answered by the inviting side only.")
                                                       : tr("Some items are answered by the invited side only.");
            const auto line = field.inPerson ? reason + u"  "_s + field.inPersonRule : reason;
            if (!reasons.contains(line))
                reasons.append(line);
        }
    m_side->setText(reasons.join(u'\n'));
    m_side->setVisible(!reasons.isEmpty());
}

bool FormView::isVisible(const FormField &field) const
{
    if (!m_library.isShown(field, m_answers, m_who))
        return false;
    return m_library.mayAnswer(field, m_who) || isGiven(m_answers.value(field.id));
}

void FormView::makePage(Page &page)
{
    page.widget = new QWidget(m_body);
    auto *column = new QVBoxLayout(page.widget);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    auto *heading = new TextLabel(theme::Type::Section);
    heading->setText(page.section->label.in(m_language)
                     + (m_second.isEmpty() ? QString() : u"  "_s + page.section->label.in(m_second)));
    column->addWidget(heading);
    if (!page.section->hint.isEmpty()) {
        auto *hint = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        hint->setText(page.section->hint.in(m_language));
        hint->setWordWrap(true);
        column->addWidget(hint);
    }
    for (const auto &field : page.section->fields)
        addRow(page, column, field);
    if (m_pages.size() > 1) {
        auto *next = new QPushButton(tr("Next section"));
        next->setObjectName(page.section->id + u".next"_s);
        next->setProperty("quiet", true);
        connect(next, &QPushButton::clicked, this, [this] { turn(1); });
        column->addWidget(next, 0, Qt::AlignLeft);
    }
    auto *body = static_cast<QVBoxLayout *>(m_body->layout());
    body->insertWidget(body->count() - 1, page.widget); // before the stretch
}

void FormView::addRow(Page &page, QVBoxLayout *column, const FormField &field)
{
    auto suggestions = m_suggestions.value(field.id);
    if (suggestions.isEmpty() && field.kind == u"links")
        suggestions = linkTargets(m_library);
    auto *row = new FieldRow({field, m_library, m_language, m_second, suggestions}, !m_library.mayAnswer(field, m_who));
    row->editor().setValue(m_answers.value(field.id));
    connect(&row->editor(), &FieldEditor::edited, this,
            [this, row] { take(row->editor().field(), row->editor().value()); });
    connect(&row->editor(), &FieldEditor::attachRequested, this, [this, id = field.id] { Q_EMIT attachRequested(id); });
    column->addWidget(row);
    page.rows.insert(field.id, row);
}

void FormView::take(const FormField &field, const QCborValue &value)
{
    if (isGiven(value))
        m_answers.insert(field.id, value);
    else
        m_answers.remove(field.id);
    settle();
    const bool before = m_complete;
    refresh();
    Q_EMIT edited(field.id);
    if (m_complete && !before)
        Q_EMIT answered();
}

void FormView::settle()
{
    // A field that comes back may hide another; the chains in our forms have two links.
    for (int link = 0; link < 4; ++link) {
        bool changed = false;
        for (const auto &section : m_form->sections)
            for (const auto &field : section.fields) {
                const bool shown = m_library.isShown(field, m_answers, m_who);
                const bool depends = !field.shownWhen.isEmpty();
                if (depends && !shown && isGiven(m_answers.value(field.id))) {
                    m_setAside.insert(field.id, m_answers.take(field.id));
                    changed = true;
                } else if (shown && isGiven(m_setAside.value(field.id))) {
                    m_answers.insert(field.id, m_setAside.take(field.id));
                    changed = true;
                    for (const auto &page : std::as_const(m_pages))
                        if (auto *row = page.rows.value(field.id))
                            row->editor().setValue(m_answers.value(field.id));
                }
            }
        if (!changed)
            return;
    }
}

void FormView::refresh()
{
    Answers own; // what else stands in the map belongs to other forms
    for (const auto &section : m_form->sections)
        for (const auto &field : section.fields)
            if (const auto value = m_answers.value(field.id); isGiven(value))
                own.insert(field.id, value);
    m_finished = m_library.check(m_form->id, own, m_who, true, m_others);
    m_findings = m_missingShown ? m_finished : m_library.check(m_form->id, own, m_who, false, m_others);
    m_complete = std::none_of(m_finished.cbegin(), m_finished.cend(), [](const FormFinding &finding) {
        return finding.severity == FormFinding::Severity::Error;
    });
    const auto missing = fieldsWith(m_finished, true, true);
    const auto wrong = fieldsWith(m_finished, true, false);
    for (auto &page : m_pages) {
        int missingHere = 0;
        int wrongHere = 0;
        bool begun = false;
        bool visible = false;
        for (const auto &field : page.section->fields) {
            visible = visible || isVisible(field);
            begun = begun || isGiven(m_answers.value(field.id));
            missingHere += int(missing.count(field.id));
            wrongHere += int(wrong.count(field.id));
        }
        page.button->setVisible(visible);
        page.button->setState(missingHere, wrongHere, begun);
        if (page.widget)
            refreshRows(page);
    }
}

void FormView::refreshRows(Page &page)
{
    for (auto it = page.rows.cbegin(); it != page.rows.cend(); ++it) {
        auto *row = it.value();
        const auto &field = row->editor().field();
        row->setVisible(isVisible(field));
        row->setRequired(m_library.isRequired(field, m_answers, m_who) && m_library.mayAnswer(field, m_who));
        QList<FormFinding> here;
        for (const auto &finding : std::as_const(m_findings))
            if (finding.field == field.id)
                here.append(finding);
        row->setFindings(here);
    }
}

void FormView::setAnswers(const Answers &answers)
{
    m_answers = answers;
    m_setAside.clear();
    for (const auto &page : std::as_const(m_pages))
        for (auto it = page.rows.cbegin(); it != page.rows.cend(); ++it)
            it.value()->editor().setValue(m_answers.value(it.key()));
    refresh();
}

void FormView::setAnswer(const QString &fieldId, const QCborValue &value)
{
    if (isGiven(value))
        m_answers.insert(fieldId, value);
    else
        m_answers.remove(fieldId);
    for (const auto &page : std::as_const(m_pages))
        if (auto *row = page.rows.value(fieldId))
            row->editor().setValue(value);
    refresh();
}

Answers FormView::answers() const
{
    return m_answers;
}

void FormView::setOthers(const Answers &others)
{
    m_others = others;
    refresh();
}

void FormView::setContext(const FormContext &who)
{
    m_who = who;
    build();
}

void FormView::setLanguages(const QString &language, const QString &second)
{
    m_language = language;
    m_second = second;
    build();
}

void FormView::setSuggestions(const QString &fieldId, const QList<FormOption> &options)
{
    m_suggestions.insert(fieldId, options);
    const int page = pageOf(fieldId);
    if (page >= 0 && m_pages[page].widget)
        build(); // rare: the lists are set before the page is opened
}

void FormView::setMissingShown(bool shown)
{
    m_missingShown = shown;
    refresh();
}

int FormView::pageOf(const QString &fieldId) const
{
    for (qsizetype i = 0; i < m_pages.size(); ++i)
        for (const auto &field : m_pages[i].section->fields)
            if (field.id == fieldId)
                return int(i);
    return -1;
}

void FormView::showSection(const QString &sectionId)
{
    const auto at
        = std::find_if(m_pages.begin(), m_pages.end(), [&](const Page &page) { return page.section->id == sectionId; });
    if (at == m_pages.end())
        return;
    const auto index = at - m_pages.begin();
    const bool turned = index != m_open;
    m_open = index;
    at->button->setChecked(true);
    if (!at->widget) {
        makePage(*at);
        refreshRows(*at);
    }
    for (const auto &page : std::as_const(m_pages))
        if (page.widget)
            page.widget->setVisible(page.section == at->section);
    if (turned)
        Q_EMIT sectionShown(sectionId);
}

bool FormView::showField(const QString &fieldId)
{
    const int page = pageOf(fieldId);
    const auto *field = m_form->field(fieldId);
    if (page < 0 || !isVisible(*field))
        return false;
    showSection(m_pages[page].section->id);
    if (auto *control = m_pages[page].rows[fieldId]->editor().firstControl())
        control->setFocus(Qt::TabFocusReason);
    return true;
}

void FormView::turn(int by)
{
    for (auto at = m_open + by; at >= 0 && at < m_pages.size(); at += by) {
        if (m_pages[at].button->isHidden())
            continue;
        showSection(m_pages[at].section->id);
        for (const auto &field : m_pages[at].section->fields)
            if (showField(field.id))
                return;
        return;
    }
}

void FormView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        build(); // the program's own words; the labels' language is setLanguages()
    QWidget::changeEvent(event);
}

} // namespace sizhen
