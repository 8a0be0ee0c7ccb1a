// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/listeditor.h"

#include "core/forms/formlibrary.h"
#include "ui/forms/flowlayout.h"
#include "ui/forms/optionline.h"
#include "ui/theme/tokens.h"

#include <QCborArray>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QList<FormOption> linkTargets(const FormLibrary &library)
{
    QList<FormOption> targets;
    for (const auto &id : {u"look"_s, u"tongue"_s, u"listen_smell"_s, u"ask"_s, u"palpate"_s})
        if (const auto *form = library.form(id))
            for (const auto &section : form->sections)
                for (const auto &field : section.fields) {
                    FormOption option;
                    option.id = field.id;
                    option.label = Label(form->label.zh() + u" · "_s + field.label.zh(),
                                         form->label.en() + u" · "_s + field.label.en());
                    targets.append(option);
                }
    return targets;
}

ListEditor::ListEditor(const EditorSetting &setting, QWidget *parent)
    : FieldEditor(setting, parent)
    , m_one(setting.field.kind == u"ref")
    , m_line(new OptionLine)
    , m_shown(new QWidget)
    , m_flow(new FlowLayout(m_shown))
{
    nameControl(m_line);
    m_line->setMaximumWidth(theme::fieldWidth);
    m_line->setPlaceholderText(setting.field.kind == u"links" ? tr("Type to find a finding") : tr("Type, then Enter"));
    m_line->setOptions(setting.suggestions, [this](const Label &label) { return this->setting().words(label); });
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gapTight);
    column->addWidget(m_shown);
    column->addWidget(m_line);
    m_shown->hide();
    connect(m_line, &OptionLine::picked, this, &ListEditor::add);
    connect(m_line, &OptionLine::typed, this, [this](const QString &text) {
        if (field().kind != u"links")
            add(text);
    });
    connect(m_line, &OptionLine::leftEmpty, this, [this] {
        if (!m_entries.isEmpty())
            remove(m_entries.constLast());
    });
}

QString ListEditor::wordsOf(const QString &entry) const
{
    const auto &options = setting().suggestions;
    const auto found
        = std::find_if(options.cbegin(), options.cend(), [&](const FormOption &option) { return option.id == entry; });
    if (found != options.cend())
        return setting().words(found->label);
    const auto *linked = field().kind == u"links" ? setting().library.field(entry) : nullptr;
    return linked ? setting().words(linked->label) : entry;
}

void ListEditor::add(const QString &entry)
{
    m_line->clear();
    if (m_entries.contains(entry))
        return;
    if (m_one)
        m_entries.clear();
    m_entries.append(entry);
    showEntries();
    Q_EMIT edited();
}

void ListEditor::remove(const QString &entry)
{
    m_entries.removeOne(entry);
    showEntries();
    m_line->setFocus(Qt::TabFocusReason);
    Q_EMIT edited();
}

void ListEditor::showEntries()
{
    while (auto *item = m_flow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // the one that was clicked is still telling
        delete item;
    }
    for (const auto &entry : std::as_const(m_entries)) {
        auto *button = new QToolButton;
        button->setText(wordsOf(entry) + u"  ✕"_s);
        button->setToolTip(tr("Take out"));
        nameControl(button, entry, tr("Take out %1").arg(wordsOf(entry)));
        connect(button, &QToolButton::clicked, this, [this, entry] { remove(entry); });
        m_flow->addWidget(button);
    }
    m_shown->setVisible(!m_entries.isEmpty());
    m_shown->updateGeometry();
}

QCborValue ListEditor::value() const
{
    if (m_entries.isEmpty())
        return {};
    return m_one ? QCborValue(m_entries.constFirst()) : QCborValue(QCborArray::fromStringList(m_entries));
}

void ListEditor::setValue(const QCborValue &value)
{
    m_entries.clear();
    if (value.isString() && !value.toString().isEmpty())
        m_entries.append(value.toString());
    const auto list = value.toArray();
    for (const auto &item : list)
        m_entries.append(item.toString());
    showEntries();
}

QWidget *ListEditor::firstControl()
{
    return m_line;
}

} // namespace sizhen
