// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/prescriptionedit.h"

#include "core/terms/termbase.h"
#include "ui/models/casereading.h"
#include "ui/panels/rowsedit.h"
#include "ui/panels/words.h"

#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PrescriptionEdit::PrescriptionEdit(const TermBase &terms, QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    m_disease = addNamed(u"disease"_s);
    m_pattern = addNamed(u"pattern"_s);
    m_principleLabel = new QLabel;
    m_principle = new LabelEdit(u"principle"_s, 2);
    m_herbsLabel = new QLabel;
    m_herbs = new RowsEdit(u"herbs"_s, {{u"name"_s, true, 3}, {u"dose"_s, false, 2}, {u"note"_s, true, 2}});
    m_pointsLabel = new QLabel;
    m_points = new RowsEdit(u"points"_s, {{u"name"_s, true, 3}, {u"side"_s, true, 2}, {u"method"_s, true, 2}});
    const auto add = [column](QLabel *label, QWidget *field) {
        label->setBuddy(field);
        column->addWidget(label);
        column->addWidget(field);
    };
    add(m_principleLabel, m_principle);
    add(m_herbsLabel, m_herbs);
    add(m_pointsLabel, m_points);
    const auto translate = translator(terms);
    for (auto *edit : {m_disease.text, m_pattern.text, m_principle}) {
        edit->setTranslate(translate);
        connect(edit, &LabelEdit::edited, this, &PrescriptionEdit::edited);
    }
    for (auto *rows : {m_herbs, m_points}) {
        rows->setTranslate(translate);
        connect(rows, &RowsEdit::edited, this, &PrescriptionEdit::edited);
    }
}

LabelEdit::Translate PrescriptionEdit::translator(const TermBase &terms)
{
    return [&terms](const QString &words) {
        const auto found = terms.find(words, 1);
        if (found.isEmpty())
            return Label();
        const auto &term = found.first();
        const bool exact = term.zh == words || term.en.compare(words, Qt::CaseInsensitive) == 0;
        return exact ? Label(term.zh, term.en) : Label();
    };
}

PrescriptionEdit::Named PrescriptionEdit::addNamed(const QString &name)
{
    Named one{new QLabel, new LabelEdit(name, 1), new QLabel, new QLineEdit};
    one.label->setBuddy(one.text);
    one.codes->setObjectName(name + u".codes"_s);
    one.codes->setMaximumWidth(theme::fieldWidth);
    one.codesLabel->setBuddy(one.codes);
    auto *row = new QHBoxLayout;
    row->addWidget(one.codesLabel);
    row->addWidget(one.codes);
    row->addStretch();
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(one.label);
    column->addWidget(one.text);
    column->addLayout(row);
    connect(one.codes, &QLineEdit::textEdited, this, [this] { Q_EMIT edited(); });
    return one;
}

QWidget *PrescriptionEdit::firstField() const
{
    return m_disease.text->firstField();
}

void PrescriptionEdit::setValue(const QCborMap &args)
{
    const auto put = [&args](const Named &one, const QString &key) {
        const auto map = args.value(key).toMap();
        one.text->setValue(caseread::label(map, u"text"_s));
        one.codes->setText(caseread::text(map, u"codes"_s));
    };
    put(m_disease, u"disease"_s);
    put(m_pattern, u"pattern"_s);
    m_principle->setValue(caseread::label(args, u"principle"_s));
    m_herbs->setValue(args.value(u"herbs"_s).toArray());
    m_points->setValue(args.value(u"points"_s).toArray());
}

QCborMap PrescriptionEdit::value() const
{
    const auto named = [](const Named &one) {
        return QCborMap{{u"text"_s, one.text->value().toCbor()}, {u"codes"_s, one.codes->text().trimmed()}};
    };
    return {{u"disease"_s, named(m_disease)},
            {u"pattern"_s, named(m_pattern)},
            {u"principle"_s, m_principle->value().toCbor()},
            {u"herbs"_s, m_herbs->value()},
            {u"points"_s, m_points->value()}};
}

void PrescriptionEdit::adopt(const QString &part, const QCborValue &value)
{
    if (part == u"herbs" || part == u"points") {
        auto *rows = part == u"herbs" ? m_herbs : m_points;
        const auto there = rows->value();
        if (!std::ranges::any_of(there, [&](const QCborValue &one) { return caseread::same(one, value); }))
            rows->appendRow(value);
        return;
    }
    auto whole = this->value();
    whole.insert(part, value);
    setValue(whole);
    Q_EMIT edited();
}

void PrescriptionEdit::setReadOnly(bool readOnly)
{
    for (auto *edit : {m_disease.text, m_pattern.text, m_principle})
        edit->setReadOnly(readOnly);
    for (auto *line : {m_disease.codes, m_pattern.codes})
        line->setReadOnly(readOnly);
    m_herbs->setReadOnly(readOnly);
    m_points->setReadOnly(readOnly);
}

void PrescriptionEdit::retranslate()
{
    m_disease.label->setText(tr("TCM disease"));
    m_pattern.label->setText(tr("Pattern"));
    for (const auto &one : {m_disease, m_pattern}) {
        one.text->setAccessibleWords(one.label->text());
        one.codesLabel->setText(tr("Codes"));
        one.codes->setAccessibleName(tr("%1, codes").arg(one.label->text()));
    }
    m_principleLabel->setText(tr("Principle of treatment"));
    m_principle->setAccessibleWords(m_principleLabel->text());
    m_herbsLabel->setText(tr("Herbs"));
    m_herbs->setTitles({tr("Herb"), tr("Dose"), tr("Note")});
    m_pointsLabel->setText(tr("Points"));
    m_points->setTitles({tr("Point"), tr("Side"), tr("Method")});
}

} // namespace sizhen
