// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/conflictchooser.h"

#include "ui/models/casetimeline.h"
#include "ui/panels/words.h"
#include "ui/texts/timetext.h"

#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ConflictChooser::ConflictChooser(const FormLibrary &forms, QWidget *parent)
    : QWidget(parent)
    , m_forms(forms)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"findings.conflicts"_s);
    m_column->setContentsMargins(0, 0, 0, theme::gap);
    m_column->setSpacing(theme::gapTight);
    hide();
}

void ConflictChooser::show(const QList<FieldConflict> &conflicts, Side mine, bool mayDecide, const QString &language,
                           const QString &timeZone)
{
    m_language = language;
    m_timeZone = timeZone;
    while (auto *item = m_column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    setVisible(!conflicts.isEmpty());
    if (conflicts.isEmpty())
        return;
    auto *title = makeWords(theme::Type::Body, theme::Role::Caution);
    title->setText(tr("Written twice at the same time. The last value is used until one is chosen."));
    title->setObjectName(u"findings.twice"_s);
    m_column->addWidget(title);
    for (const auto &conflict : conflicts)
        addConflict(conflict, conflict.side == mine && mayDecide);
}

void ConflictChooser::addConflict(const FieldConflict &conflict, bool decides)
{
    const auto *field = m_forms.field(conflict.field);
    const auto name = field ? field->label.in(m_language) : conflict.field;
    auto *label = makeWords();
    label->setText(tr("%1 (%2)", "field (side)").arg(name, TimelineText::side(conflict.side)));
    m_column->addWidget(label);
    auto *row = new QWidget;
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(theme::gapGroup, 0, 0, 0);
    for (int i = 0; i < conflict.values.size(); ++i) {
        const auto &one = conflict.values.at(i);
        const auto value = one.value.isNull() ? tr("cleared")
            : field                           ? m_forms.text(*field, one.value).in(m_language)
                                              : one.value.toString();
        const auto words = tr("%1 · %2, %3", "finding, who, when")
                               .arg(value, one.by, TimeText::moment(one.at, TimeText::zone(m_timeZone)));
        if (!decides) {
            auto *text = makeWords(theme::Type::Body, theme::Role::TextMuted);
            text->setText(words);
            line->addWidget(text);
            continue;
        }
        auto *button = new QPushButton(words);
        button->setObjectName(u"conflict.%1.%2"_s.arg(conflict.field).arg(i));
        button->setAccessibleName(tr("Choose for %1: %2").arg(name, words));
        connect(button, &QPushButton::clicked, this, [this, conflict, i] { Q_EMIT chosen(conflict, i); });
        line->addWidget(button);
    }
    line->addStretch();
    m_column->addWidget(row);
}

} // namespace sizhen
