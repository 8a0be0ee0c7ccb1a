// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workstation/workstation.h"
#include "core/forms/formlibrary.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QInputMethodEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMap>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QTableWidget>
#include <QTest>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// What could not be done; the first one ends the test.
struct Clumsy : std::runtime_error {
    explicit Clumsy(const QString &what)
        : std::runtime_error(what.toStdString())
    {
    }
};

// Two hands before one window: they see what is visible, press what can be pressed and count what they do.
class Hands
{
public:
    explicit Hands(Workstation &place)
        : m_place(place)
    {
    }

    [[nodiscard]] MainWindow &window() { return m_place.window(); }

    [[nodiscard]] Desk &desk() { return m_place.station()->desk(); }

    void turnTo(const QString &phase) { m_phase = phase; }

    [[nodiscard]] int clicks(const QString &phase) const { return m_clicks.value(phase); }

    [[nodiscard]] int fields(const QString &phase) const { return m_fields.value(phase); }

    template <typename T = QWidget>
    [[nodiscard]] T *seen(const QString &name)
    {
        for (auto *one : window().findChildren<T *>(name))
            if (one->isVisible())
                return one;
        return nullptr;
    }

    // The same, waited for: the other side or a pool thread may be at work.
    template <typename T = QWidget>
    T *find(const QString &name)
    {
        T *found = nullptr;
        if (!QTest::qWaitFor([&] { return (found = seen<T>(name)) != nullptr; }, patienceMs))
            throw Clumsy(u"%1 is not to be seen; told: %2"_s.arg(name, told()));
        return found;
    }

    [[nodiscard]] QString words(const QString &name) { return find<QLabel>(name)->text(); }

    // What stands in the banner: the sentence of a refusal and its rule.
    [[nodiscard]] QString told()
    {
        auto *sentence = seen<QLabel>(u"bannerSentence"_s);
        auto *rule = seen<QLabel>(u"bannerRule"_s);
        return (sentence ? sentence->text() : QString()) + (rule ? u"  "_s + rule->text() : QString());
    }

    void press(const QString &name)
    {
        auto *button = find<QAbstractButton>(name);
        if (!QTest::qWaitFor([button] { return button->isEnabled(); }, patienceMs))
            throw Clumsy(u"%1 cannot be pressed: %2"_s.arg(name, button->toolTip()));
        reach(button);
        ++m_clicks[m_phase];
        QTest::mouseClick(button, Qt::LeftButton);
    }

    void type(const QString &name, const QString &text)
    {
        auto *field = find(name);
        if (!QTest::qWaitFor([field] { return field->isEnabled(); }, patienceMs)) // e.g. after a wrong password
            throw Clumsy(u"%1 cannot be typed into"_s.arg(name));
        reach(field);
        ++m_fields[m_phase];
        field->setFocus(Qt::MouseFocusReason);
        QTest::keyClicks(field, text);
        const auto *line = qobject_cast<QLineEdit *>(field);
        const auto *page = qobject_cast<QPlainTextEdit *>(field);
        if ((line && !line->text().endsWith(text)) || (page && !page->toPlainText().contains(text)))
            throw Clumsy(u"%1 does not take what is typed"_s.arg(name));
    }

    // As an input method gives it: Chinese has no keys of its own.
    void compose(const QString &name, const QString &text)
    {
        auto *field = find<QPlainTextEdit>(name);
        reach(field);
        ++m_fields[m_phase];
        field->setFocus(Qt::MouseFocusReason);
        QInputMethodEvent event;
        event.setCommitString(text);
        QCoreApplication::sendEvent(field, &event);
        if (!field->toPlainText().contains(text))
            throw Clumsy(u"%1 does not take what is composed"_s.arg(name));
    }

    void enter(const QString &name, const QString &text)
    {
        auto *field = find(name);
        type(name, text);
        QTest::keyClick(field, Qt::Key_Return);
    }

    void key(Qt::Key code, Qt::KeyboardModifiers modifiers = {})
    {
        window().activateWindow();
        if (!QTest::qWaitForWindowActive(&window()))
            throw Clumsy(u"the window does not come to the front"_s);
        ++m_clicks[m_phase];
        auto *focus = window().focusWidget();
        QTest::keyClick(focus ? focus : &window(), code, modifiers);
    }

    // A list: its first letters choose.
    void choose(const QString &name, const QString &code)
    {
        auto *box = find<QComboBox>(name);
        reach(box);
        ++m_fields[m_phase];
        QTest::keyClicks(box, box->itemText(box->findData(code)));
        if (box->currentData().toString() != code)
            throw Clumsy(u"%1 does not choose %2"_s.arg(name, code));
    }

    // One choice of a form, in whichever section it stands.
    void answer(const FormLibrary &forms, const QString &form, const QString &field, const QString &option)
    {
        for (const auto &section : forms.form(form)->sections)
            for (const auto &one : section.fields)
                if (one.id == field)
                    if (auto *tab = seen<QAbstractButton>(section.id); tab && !tab->isChecked())
                        press(section.id);
        press(field + u'/' + option);
        if (!find<QAbstractButton>(field + u'/' + option)->isChecked())
            throw Clumsy(u"%1 is not chosen"_s.arg(field));
    }

    void typeCell(const QString &name, int row, int column, const QString &text)
    {
        auto *table = find<QTableWidget>(name);
        reach(table);
        ++m_fields[m_phase];
        const auto place = table->visualRect(table->model()->index(row, column)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place);
        QTest::keyClick(table, Qt::Key_F2);
        QLineEdit *line = nullptr; // the editor of the cell before may still wait for its end
        for (auto *one : table->viewport()->findChildren<QLineEdit *>())
            if (one->isVisible())
                line = one;
        if (!line)
            throw Clumsy(u"%1 cannot be written in"_s.arg(name));
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        const auto taken = [&] { return table->item(row, column) && table->item(row, column)->text() == text; };
        if (!QTest::qWaitFor(taken))
            throw Clumsy(u"%1 does not take what is typed"_s.arg(name));
    }

    void scribble(const QString &name)
    {
        auto *pad = find(name);
        reach(pad);
        QTest::mousePress(pad, Qt::LeftButton, {}, {30, 60});
        for (int x = 30; x < 150; x += 10)
            QTest::mouseMove(pad, {x, 60 + x % 20});
        QTest::mouseRelease(pad, Qt::LeftButton, {}, {150, 60});
    }

    void logIn(const QString &person, const QString &password)
    {
        press(u"person."_s + person);
        enter(u"password"_s, password);
        if (!QTest::qWaitFor([this] { return m_place.station()->isLoggedIn(); }, patienceMs))
            throw Clumsy(u"%1 is not let in: %2"_s.arg(person, told()));
    }

    void change(const QString &person, const QString &password)
    {
        key(Qt::Key_L, Qt::ControlModifier);
        logIn(person, password);
    }

    void openCase(const QByteArray &id)
    {
        if (!find<QAbstractButton>(u"tab.today"_s)->isChecked())
            press(u"tab.today"_s);
        press(u"card."_s + QString::fromLatin1(id.toHex()));
    }

    void goTo(const QString &step)
    {
        if (!find<QAbstractButton>(u"step."_s + step)->isChecked())
            press(u"step."_s + step);
    }

    static constexpr int patienceMs = 30'000;

private:
    // Scrolls there as a wheel would, then looks whether a pointer really meets it.
    void reach(QWidget *widget)
    {
        QCoreApplication::processEvents(); // what has just been shown finds its place first
        for (auto *above = widget->parentWidget(); above; above = above->parentWidget())
            if (auto *area = qobject_cast<QScrollArea *>(above))
                area->ensureWidgetVisible(widget);
        QCoreApplication::processEvents();
        const auto middle = widget->rect().center();
        auto *met = window().childAt(widget->mapTo(&window(), middle));
        if (!met || (met != widget && !widget->isAncestorOf(met)))
            throw Clumsy(u"%1 is out of reach of the pointer, under %2"_s.arg(
                widget->objectName(),
                met ? met->objectName() + QLatin1String(met->metaObject()->className()) : u"-"_s));
    }

    Workstation &m_place;
    QString m_phase;
    QMap<QString, int> m_clicks;
    QMap<QString, int> m_fields;
};

} // namespace sizhen::test
