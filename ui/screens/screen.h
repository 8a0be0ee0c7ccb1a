// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QEvent>
#include <QWidget>
#include <functional>
#include <memory>

namespace sizhen {

struct ScreenContext;

// One page of the window. The screen itself is the work area; the window takes rail() and side() once, after the maker
// returned, and lays them left (200 px) and right (400 px) of it. They stay the screen's own children in meaning: the
// screen makes them in its constructor and talks to them; the window only places, shows and finally deletes them.
// A screen shows and asks; what is allowed it hears from Desk, what went wrong it hands up with failed().
class Screen : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    // For the screen reader, the command palette and the window's bar.
    [[nodiscard]] virtual QString title() const = 0;

    virtual QWidget *rail() { return nullptr; } // where am I, what is next; null: the work area takes its place

    virtual QWidget *side() { return nullptr; } // people: video, words, timeline

    [[nodiscard]] virtual bool needsCase() const { return false; } // opened only through openCase()

    virtual void openCase(const QByteArray &id) { Q_UNUSED(id) } // show this case (screens with needsCase)

    virtual void showItem(const QByteArray &id) { Q_UNUSED(id) } // found in the palette: a patient, a partner

    virtual void showStep(const QString &step) { Q_UNUSED(step) } // a part of it by its id ("consent")

    virtual void activated() { } // just came to the front: read what may have changed

    virtual void deactivated() { } // leaves the front: keep drafts, let go of instruments

    virtual QWidget *firstFocus() { return nullptr; } // where the keyboard starts; null: Qt's first

Q_SIGNALS:
    void openCaseRequested(const QByteArray &id);
    void openScreenRequested(const QString &screenId); // id in the table of app/screens.cpp
    void failed(const sizhen::Error &error); // becomes a banner above the work: one sentence, stays until read
    void said(const QString &sentence); // something went well: one line of status
    void titleChanged();

protected:
    // All words again, in the language that is now installed. Called on QEvent::LanguageChange, without a restart.
    virtual void retranslate() { }

    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::LanguageChange)
            retranslate();
        QWidget::changeEvent(event);
    }
};

// A row of the table in app/screens.cpp: everything the window knows of a screen before it is opened.
struct ScreenRow {
    QString id; // "today", "case", "it": for openScreenRequested, settings and tests
    std::function<QString()> title; // asked again when the language changes
    QStringList roles; // who sees it; empty: everybody
    std::function<std::unique_ptr<Screen>(ScreenContext &)> maker; // called once, when it is first opened
    bool tab = true; // false: no tab, reached through a case or the palette
};

} // namespace sizhen
