// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/placeeditors.h"

#include "ui/forms/chipgroup.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/textlabel.h"

#include <QCborArray>
#include <QCborMap>
#include <QGridLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QGridLayout *bareGrid(QWidget *owner)
{
    auto *grid = new QGridLayout(owner);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme::gap);
    grid->setVerticalSpacing(theme::gapTight);
    return grid;
}

QStringList textsOf(const QCborValue &value)
{
    QStringList texts;
    const auto list = value.toArray();
    for (const auto &item : list)
        texts.append(item.toString());
    return texts;
}

} // namespace

ZonesEditor::ZonesEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
{
    setObjectName(setting.field.id);
    auto *grid = bareGrid(this);
    for (const auto &zone : setting.field.zones) {
        const auto words = zone.label.in(setting.language);
        auto *label = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
        label->setText(setting.words(zone.label));
        auto *group = new ChipGroup(
            setting.field.options, Chip::Shape::Tick, // five times the same words: one language is enough to look at
            [this](const Label &text) { return text.in(this->setting().language); },
            [this, &zone, &words](QWidget *chip, const FormOption &option) {
                chip->setToolTip(this->setting().words(option.label));
                nameControl(chip, zone.id + u'/' + option.id,
                            words + u", "_s + option.label.in(this->setting().language));
            });
        label->setMinimumHeight(theme::rowHeight);
        const int row = int(m_groups.size());
        grid->addWidget(label, row, 0, Qt::AlignTop);
        grid->addWidget(group, row, 1);
        connect(group, &ChipGroup::edited, this, &FieldEditor::edited);
        m_groups.append(group);
    }
    grid->setColumnStretch(1, 1);
}

QCborValue ZonesEditor::value() const
{
    QCborMap zones;
    for (qsizetype i = 0; i < m_groups.size(); ++i)
        if (const auto chosen = m_groups[i]->chosen(); !chosen.isEmpty())
            zones.insert(field().zones[i].id, QCborArray::fromStringList(chosen));
    return zones.isEmpty() ? QCborValue() : QCborValue(zones);
}

void ZonesEditor::setValue(const QCborValue &value)
{
    const auto zones = value.toMap();
    for (qsizetype i = 0; i < m_groups.size(); ++i)
        m_groups[i]->setChosen(textsOf(zones.value(field().zones[i].id)));
}

QWidget *ZonesEditor::firstControl()
{
    return m_groups.isEmpty() ? nullptr : m_groups.constFirst()->firstChip();
}

YesNoEditor::YesNoEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_rest(new QPushButton)
{
    setObjectName(setting.field.id);
    nameControl(m_rest, u"rest"_s);
    FormOption yes;
    yes.id = u"yes"_s;
    yes.label = Label(u"是"_s, u"Yes"_s);
    yes.pinyin = u"shi"_s;
    FormOption no;
    no.id = u"no"_s;
    no.label = Label(u"否"_s, u"No"_s);
    no.pinyin = u"fou"_s;
    auto *grid = bareGrid(this);
    for (const auto &item : setting.field.options) {
        const auto words = item.label.in(setting.language);
        auto *label = new TextLabel;
        label->setText(setting.second.isEmpty() ? words : words + u'\n' + item.label.in(setting.second));
        label->setWordWrap(true);
        auto *group = new ChipGroup(
            {no, yes}, Chip::Shape::Ring, [this](const Label &text) { return text.in(this->setting().language); },
            [this, &item, &words](QWidget *chip, const FormOption &answer) {
                nameControl(chip, item.id + u'/' + answer.id,
                            words + u": "_s + answer.label.in(this->setting().language));
            });
        const int row = int(m_groups.size());
        grid->addWidget(label, row, 0);
        grid->addWidget(group, row, 1);
        connect(group, &ChipGroup::edited, this, [this] {
            showRest();
            Q_EMIT edited();
        });
        m_groups.append(group);
    }
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(1, theme::labelWidth);
    grid->addWidget(m_rest, int(m_groups.size()), 0, 1, 2, Qt::AlignRight);
    connect(m_rest, &QPushButton::clicked, this, &YesNoEditor::restNo);
    showRest();
}

void YesNoEditor::restNo()
{
    for (auto *group : std::as_const(m_groups))
        if (group->chosen().isEmpty())
            group->setChosen({u"no"_s});
    showRest();
    Q_EMIT edited();
}

void YesNoEditor::showRest()
{
    const auto open = std::count_if(m_groups.cbegin(), m_groups.cend(),
                                    [](const ChipGroup *group) { return group->chosen().isEmpty(); });
    m_rest->setText(open == m_groups.size() ? tr("All no") : tr("The other %n: no", nullptr, int(open)));
    m_rest->setAccessibleName(m_rest->text());
    m_rest->setEnabled(open > 0);
}

QCborValue YesNoEditor::value() const
{
    QCborMap answers;
    for (qsizetype i = 0; i < m_groups.size(); ++i)
        if (const auto chosen = m_groups[i]->chosen(); !chosen.isEmpty())
            answers.insert(field().options[i].id, chosen.constFirst());
    return answers.isEmpty() ? QCborValue() : QCborValue(answers);
}

void YesNoEditor::setValue(const QCborValue &value)
{
    const auto answers = value.toMap();
    for (qsizetype i = 0; i < m_groups.size(); ++i) {
        const auto answer = answers.value(field().options[i].id).toString();
        m_groups[i]->setChosen(answer.isEmpty() ? QStringList() : QStringList{answer});
    }
    showRest();
}

QWidget *YesNoEditor::firstControl()
{
    return m_groups.isEmpty() ? nullptr : m_groups.constFirst()->firstChip();
}

} // namespace sizhen
