// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/findingsrail.h"

#include "ui/panels/carddelegate.h"
#include "ui/panels/words.h"

#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

FindingsRail::FindingsRail(const FormLibrary &forms, QWidget *parent)
    : QWidget(parent)
    , m_forms(forms)
    , m_title(makeWords(theme::Type::Section))
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
{
    m_list->setObjectName(u"report.findings"_s);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CardDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::gap, theme::gap, 0, theme::gap);
    column->addWidget(m_title);
    column->addWidget(m_list, 1);
    retranslate();
}

void FindingsRail::show(const CaseState &state, const QString &language)
{
    m_model->clear();
    for (const auto &id : m_forms.ids()) {
        const auto inviting = state.plainAnswers(id, Side::Inviting);
        const auto invited = state.plainAnswers(id, Side::Invited);
        const auto different = m_forms.differences(id, inviting, invited);
        for (const auto &section : m_forms.form(id)->sections)
            for (const auto &field : section.fields) {
                if (field.id.startsWith(u"intake.id."_s))
                    continue; // who the patient is belongs to no finding
                const auto words = [&](const QCborMap &answers) {
                    const auto value = answers.value(field.id);
                    return value.isUndefined() || value.isNull() ? QString() : m_forms.text(field, value).in(language);
                };
                addField(field, words(inviting), words(invited), different.contains(field.id), language);
            }
    }
}

void FindingsRail::addField(const FormField &field, const QString &inviting, const QString &invited, bool differs,
                            const QString &language)
{
    if (inviting.isEmpty() && invited.isEmpty())
        return;
    QString foot;
    if (differs)
        foot = tr("≠ above inviting, below invited side");
    else if (inviting.isEmpty())
        foot = tr("invited side");
    else
        foot = invited.isEmpty() ? tr("inviting side") : tr("= both sides");
    auto *item = new QStandardItem(differs ? inviting + u'\n' + invited : inviting.isEmpty() ? invited : inviting);
    const auto label = field.label.in(language);
    item->setData(label, CardDelegate::HeadRole);
    item->setData(foot, CardDelegate::FootRole);
    item->setData(int(differs ? theme::Role::Caution : theme::Role::TextMuted), CardDelegate::ToneRole);
    item->setData(u"%1: %2, %3"_s.arg(label, item->text(), foot), Qt::AccessibleTextRole);
    m_model->appendRow(item);
}

void FindingsRail::retranslate()
{
    m_title->setText(tr("Findings"));
    m_list->setAccessibleName(tr("Findings of both sides"));
}

} // namespace sizhen
