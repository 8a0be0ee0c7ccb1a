// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/forms/formspec.h"

#include <QLineEdit>
#include <functional>

class QCompleter;
class QStandardItemModel;

namespace sizhen {

// A line that finds options while one types (Chinese, two letters of pinyin, English) and gives the one that Enter or a
// click means. What fits no option is given as typed, where the field takes free text.
class OptionLine final : public QLineEdit
{
    Q_OBJECT
public:
    explicit OptionLine(QWidget *parent = nullptr);

    void setOptions(const QList<FormOption> &options, const std::function<QString(const Label &)> &words);

Q_SIGNALS:
    void picked(const QString &optionId);
    void typed(const QString &text); // Enter on a text that is no option
    void leftEmpty(); // Backspace in an empty line

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void suggest(const QString &text);
    void pick(const QString &optionId);

    QList<FormOption> m_options;
    std::function<QString(const Label &)> m_words;
    QStandardItemModel *m_model;
    QCompleter *m_completer;
};

} // namespace sizhen
