// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/findingsview.h"

#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableWidget>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

enum Column { Item, Inviting, Invited, Differs, Columns };

} // namespace

FindingsView::FindingsView(const FormLibrary &library, const QString &language, const QString &second, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_language(language)
    , m_second(second)
    , m_summary(new TextLabel)
    , m_only(new QCheckBox)
    , m_table(new QTableWidget(0, Columns))
{
    m_table->setObjectName(u"findings"_s);
    m_only->setObjectName(u"findings.only"_s);
    m_summary->setObjectName(u"findings.summary"_s);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(true);
    m_table->verticalHeader()->hide();
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(QHeaderView::Stretch);
    header->setSectionResizeMode(Differs, QHeaderView::Fixed);
    header->resizeSection(Differs, theme::labelWidth * 3 / 4);
    auto *top = new QHBoxLayout;
    top->setSpacing(theme::gapGroup);
    top->addWidget(m_summary, 1);
    top->addWidget(m_only);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addLayout(top);
    column->addWidget(m_table, 1);
    connect(m_only, &QCheckBox::toggled, this, &FindingsView::fill);
    connect(m_table, &QTableWidget::cellActivated, this, [this](int row) {
        if (const auto id = m_table->item(row, Item)->data(Qt::UserRole).toString(); !id.isEmpty())
            Q_EMIT fieldActivated(id);
    });
    retranslate();
}

void FindingsView::retranslate()
{
    m_table->setHorizontalHeaderLabels({tr("Item"), tr("Inviting side"), tr("Invited side"), tr("Differs")});
    m_table->setAccessibleName(tr("Findings of both sides"));
    m_only->setText(tr("Only what differs"));
    fill();
}

QString FindingsView::words(const Label &label) const
{
    const auto first = label.in(m_language);
    const auto other = m_second.isEmpty() ? QString() : label.in(m_second);
    return other.isEmpty() || other == first ? first : first + u'\n' + other;
}

void FindingsView::setFindings(const QStringList &formIds, const Answers &inviting, const Answers &invited)
{
    m_forms = formIds;
    m_inviting = inviting;
    m_invited = invited;
    fill();
}

void FindingsView::setLanguages(const QString &language, const QString &second)
{
    m_language = language;
    m_second = second;
    fill();
}

void FindingsView::setOnlyDifferences(bool only)
{
    m_only->setChecked(only);
}

void FindingsView::fill()
{
    m_table->setUpdatesEnabled(false);
    m_table->clearSpans();
    m_table->setRowCount(0);
    m_differences = 0;
    for (const auto &id : std::as_const(m_forms))
        fillForm(id);
    m_summary->setText(m_table->rowCount() == 0 && !m_only->isChecked() ? tr("Nothing is recorded yet.")
                           : m_differences == 0                         ? tr("The two sides do not differ.")
                                                : tr("%n finding(s) differ.", nullptr, m_differences));
    m_table->resizeRowsToContents();
    m_table->setUpdatesEnabled(true);
}

void FindingsView::fillForm(const QString &formId)
{
    const auto *form = m_library.form(formId);
    if (!form)
        return;
    const auto differing = m_library.differences(formId, m_inviting, m_invited);
    m_differences += int(differing.size());
    for (const auto &section : form->sections) {
        bool headed = false;
        for (const auto &field : section.fields) {
            const bool answered = m_library.isAnswered(field, m_inviting.value(field.id))
                || m_library.isAnswered(field, m_invited.value(field.id));
            const bool differs = differing.contains(field.id);
            if (!answered || (m_only->isChecked() && !differs))
                continue;
            if (!headed)
                addHeading(Label(form->label.zh() + u" · "_s + section.label.zh(),
                                 form->label.en() + u" · "_s + section.label.en()));
            headed = true;
            addRow(field, differs);
        }
    }
}

void FindingsView::addHeading(const Label &label)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    auto *item = new QTableWidgetItem(words(label).replace(u'\n', u"   "_s));
    auto font = theme::font(theme::Type::Body);
    font.setBold(true);
    item->setFont(font);
    item->setFlags(Qt::ItemIsEnabled);
    m_table->setItem(row, Item, item);
    m_table->setSpan(row, Item, 1, Columns);
}

void FindingsView::addRow(const FormField &field, bool differs)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    const QStringList cells{words(field.label), words(m_library.text(field, m_inviting.value(field.id))),
                            words(m_library.text(field, m_invited.value(field.id))),
                            differs ? tr("≠ differs") : QString()};
    for (int column = 0; column < Columns; ++column) {
        auto *item = new QTableWidgetItem(cells[column]);
        item->setData(Qt::UserRole, field.id);
        item->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
        if (column == Differs)
            item->setForeground(theme::color(theme::Role::Caution));
        m_table->setItem(row, column, item);
    }
}

void FindingsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::PaletteChange)
        fill();
    QWidget::changeEvent(event);
}

void FindingsView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Once the columns have their new widths, which they get after us.
    QMetaObject::invokeMethod(m_table, &QTableView::resizeRowsToContents, Qt::QueuedConnection);
}

} // namespace sizhen
