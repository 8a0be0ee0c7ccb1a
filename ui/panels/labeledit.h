// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QWidget>
#include <functional>

namespace sizhen {

// One text in both languages, Chinese and English beside each other. Tab leaves it: a form is filled with the keyboard.
class LabelEdit final : public QWidget
{
    Q_OBJECT
public:
    // Gives the other language of a term typed in one; an empty Label when it is not a known term.
    using Translate = std::function<Label(const QString &)>;

    // `name` is the object name; the two fields are `name`.zh and `name`.en. `lines`: height in lines of text.
    LabelEdit(const QString &name, int lines, QWidget *parent = nullptr);

    void setValue(const Label &value); // no signal
    [[nodiscard]] Label value() const; // only the languages that hold words
    void setReadOnly(bool readOnly);
    void setAccessibleWords(const QString &what); // what the two fields are about

    void setTranslate(Translate translate) { m_translate = std::move(translate); }

    [[nodiscard]] QWidget *firstField() const { return m_zh; }

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void retranslate();
    void complete(const QPlainTextEdit *from, QPlainTextEdit *to, const QString &language);

    QPlainTextEdit *m_zh;
    QPlainTextEdit *m_en;
    QLabel *m_zhTag;
    QLabel *m_enTag;
    QString m_what;
    Translate m_translate;
    bool m_quiet = false;
};

} // namespace sizhen
