// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/fieldrow.h"

#include "ui/forms/editorfactory.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QGridLayout>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int markSize = 12;

// The shape before a finding's words.
class FindingMark final : public QWidget
{
public:
    explicit FindingMark(FormFinding::Severity severity)
        : m_severity(severity)
    {
        setFixedSize(markSize + theme::gapTight, markSize + theme::gapTight);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        using enum FormFinding::Severity;
        QPainter painter(this);
        drawMark(&painter, QRectF(0, theme::gapTight, markSize, markSize),
                 m_severity == Error         ? Mark::Fault
                     : m_severity == Warning ? Mark::Warning
                                             : Mark::Unknown);
    }

private:
    FormFinding::Severity m_severity;
};

bool hasOwnNumber(const QString &rule) // "C-TNG-01", "FOU-04": a rule of the service; "range" is not
{
    return rule.contains(u'-');
}

// Sentences stand one below the other, words beside each other.
QString inBoth(const EditorSetting &setting, const Label &sentence)
{
    const auto first = sentence.in(setting.language);
    return setting.second.isEmpty() ? first : first + u'\n' + sentence.in(setting.second);
}

} // namespace

FieldRow::FieldRow(const EditorSetting &setting, bool readOnly, QWidget *parent)
    : QWidget(parent)
    , m_setting(setting)
    , m_label(new QWidget)
    , m_name(new TextLabel)
    , m_editor(makeEditor(setting, readOnly).release())
    , m_findings(new QWidget)
    , m_lines(new QVBoxLayout(m_findings))
{
    setObjectName(setting.field.id + u".row"_s);
    auto *labels = new QVBoxLayout(m_label);
    labels->setContentsMargins(0, 0, 0, 0);
    labels->setSpacing(0);
    m_name->setWordWrap(true);
    m_name->setMinimumHeight(theme::rowHeight);
    m_name->setBuddy(m_editor->firstControl());
    labels->addWidget(m_name);
    if (!setting.second.isEmpty()) {
        auto *other = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        other->setText(setting.field.label.in(setting.second));
        other->setWordWrap(true);
        labels->addWidget(other);
    }
    labels->addStretch();
    m_label->setFixedWidth(theme::labelWidth);
    auto *row = new QGridLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setHorizontalSpacing(theme::gapGroup);
    row->setVerticalSpacing(theme::gapTight);
    row->addWidget(m_label, 0, 0, 3, 1);
    row->addWidget(m_editor, 0, 1);
    row->setColumnStretch(1, 1);
    if (!setting.field.hint.isEmpty()) {
        auto *hint = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        hint->setText(inBoth(setting, setting.field.hint));
        hint->setWordWrap(true);
        row->addWidget(hint, 1, 1);
    }
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(0);
    row->addWidget(m_findings, 2, 1);
    m_findings->hide();
    showLabel();
}

void FieldRow::showLabel()
{
    const auto name = m_setting.field.label.in(m_setting.language);
    m_name->setText(m_required ? name + u"\u00a0*"_s : name);
    m_name->setToolTip(m_required ? tr("Needed before the form is finished") : QString());
    if (auto *control = m_editor->firstControl())
        control->setAccessibleDescription(m_required ? tr("Needed before the form is finished") : QString());
}

void FieldRow::setRequired(bool required)
{
    if (required == m_required)
        return;
    m_required = required;
    showLabel();
}

void FieldRow::setFindings(const QList<FormFinding> &findings)
{
    QStringList wanted;
    for (const auto &finding : findings)
        wanted.append(finding.rule + finding.text.in(m_setting.language));
    if (wanted == m_shown)
        return;
    m_shown = wanted;
    while (auto *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const auto &finding : findings) {
        auto *line = new QWidget;
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(theme::gapTight);
        row->addWidget(new FindingMark(finding.severity), 0, Qt::AlignTop);
        const bool error = finding.severity == FormFinding::Severity::Error;
        auto *words = new TextLabel(theme::Type::Body, error ? theme::Role::Danger : theme::Role::Text);
        words->setText(inBoth(m_setting, finding.text));
        words->setWordWrap(true);
        words->setObjectName(m_setting.field.id + u".finding"_s);
        row->addWidget(words, 1);
        if (hasOwnNumber(finding.rule)) {
            auto *rule = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
            rule->setText(finding.rule);
            row->addWidget(rule, 0, Qt::AlignTop);
        }
        m_lines->addWidget(line);
    }
    m_findings->setVisible(!findings.isEmpty());
    if (!findings.isEmpty())
        m_editor->setAccessibleDescription(m_setting.words(findings.constFirst().text));
}

} // namespace sizhen
