// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/optionline.h"

#include "ui/forms/typing.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QStandardItemModel>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
constexpr qsizetype listed = 40; // more is a reason to type one letter more
}

OptionLine::OptionLine(QWidget *parent)
    : QLineEdit(parent)
    , m_model(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_model, this))
{
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setWidget(this); // not setCompleter(): that one writes the label into the line
    connect(this, &QLineEdit::textEdited, this, &OptionLine::suggest);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this,
            [this](const QModelIndex &index) { pick(index.data(Qt::UserRole).toString()); });
}

void OptionLine::setOptions(const QList<FormOption> &options, const std::function<QString(const Label &)> &words)
{
    m_options = options;
    m_words = words;
}

void OptionLine::suggest(const QString &text)
{
    m_model->clear();
    if (text.trimmed().isEmpty()) {
        m_completer->popup()->hide();
        return;
    }
    const auto matches = typedMatches(m_options, text);
    for (const auto *option : matches.first(std::min(matches.size(), listed))) {
        auto *item = new QStandardItem(m_words(option->label));
        item->setData(option->id, Qt::UserRole);
        m_model->appendRow(item);
    }
    if (matches.isEmpty())
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void OptionLine::pick(const QString &optionId)
{
    m_completer->popup()->hide();
    clear();
    Q_EMIT picked(optionId);
}

void OptionLine::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (event->key() == Qt::Key_Backspace && text().isEmpty()) {
        Q_EMIT leftEmpty();
        return;
    }
    if (!enter || text().trimmed().isEmpty())
        return QLineEdit::keyPressEvent(event);
    // An open list has the keyboard itself; here it is closed, or nothing in it is marked: the best match is meant.
    const auto matches = typedMatches(m_options, text());
    if (!matches.isEmpty())
        return pick(matches.constFirst()->id);
    const auto written = text().trimmed();
    m_completer->popup()->hide();
    Q_EMIT typed(written);
}

} // namespace sizhen
