// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <QCborMap>
#include <QCborValue>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QSlider;
class QToolButton;

namespace sizhen {

// One line, or two boxes (Chinese and English) where the text goes to a partner.
class TextEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit TextEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    struct Box {
        QString language; // empty: the only one
        QLineEdit *line = nullptr; // short texts
        QPlainTextEdit *page = nullptr; // long ones
    };

    void addBox(const QString &language);
    static QString textOf(const Box &box);
    static void setText(const Box &box, const QString &text);

    QList<Box> m_boxes;
    QCborMap m_others; // languages that no box shows: not lost
};

// A number with its unit.
class NumberEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit NumberEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    QLineEdit *m_line;
};

// A day, or a day and a time, as digits or from a calendar.
class DateEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit DateEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

private:
    void openCalendar();

    bool m_withTime;
    QLineEdit *m_line;
    QToolButton *m_calendar;
    QString m_stored; // an instant keeps the offset it was written with until it is typed over
};

// A grade: a slider with its number and word. Digits set it, Delete takes it back.
class ScaleEditor final : public FieldEditor
{
    Q_OBJECT
public:
    explicit ScaleEditor(const EditorSetting &setting, QWidget *parent = nullptr);

    [[nodiscard]] QCborValue value() const override;
    void setValue(const QCborValue &value) override;
    [[nodiscard]] QWidget *firstControl() override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void set(bool answered, int number);
    void showWords();

    QSlider *m_slider;
    QLabel *m_words;
    bool m_answered = false;
};

// "1984-2-3", "19840203", "1984/02/03" → a day; invalid when it is none.
[[nodiscard]] QDate dateFromTyped(const QString &text);
// A number in our or the reader's way of writing ("36,5"); undefined when it is none.
[[nodiscard]] QCborValue numberFromTyped(const QString &text);
[[nodiscard]] QString numberForTyping(const QCborValue &value);

} // namespace sizhen
