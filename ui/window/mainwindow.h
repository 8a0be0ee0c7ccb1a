// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "ui/models/finder.h"
#include "ui/screens/screen.h"

#include <QWidget>
#include <map>

class QBoxLayout;
class QStackedWidget;

namespace sizhen {

class Banner;
class CallCorner;
class CommandPalette;
class Header;
class Line;
class StatusLine;

// The one window. Before somebody is logged in it shows a single page (log-in, set-up); then header, rail | work |
// side, banner and status line around the screens of a table. It knows no concrete screen and no rule. Its title never
// names a patient.
class MainWindow final : public QWidget
{
    Q_OBJECT
public:
    struct Setup {
        bool practice = false; // a coloured frame and words that say so
    };

    explicit MainWindow(const Setup &setup, QWidget *parent = nullptr);
    ~MainWindow() override;

    // A page that takes the whole window; the window owns it from now on and deletes the one before. Work that is open
    // stays behind it, hidden (locked).
    void showPage(QWidget *page);
    void showWork(); // back from a page

    // Somebody is logged in. `context` outlives the work; screens are made when they are first opened.
    void openWork(ScreenContext &context, const QList<ScreenRow> &rows);
    void closeWork(); // deletes the screens: log-out

    [[nodiscard]] bool isWorking() const { return m_context != nullptr; }

    // nullptr when there is no such row for this person. A screen that needs a case shows the last one opened.
    Screen *openScreen(const QString &id);
    void openCase(const QByteArray &id, const QString &screenId = QStringLiteral("case"));
    [[nodiscard]] Screen *currentScreen() const;

    [[nodiscard]] QString currentId() const { return m_current; }

    void tell(const Error &error); // the banner
    void withdraw(const QString &message); // what it says is no longer so
    void say(const QString &sentence); // the status line
    void openPalette();

Q_SIGNALS:
    void lockRequested();
    void logoutRequested();
    void languageRequested(const QString &language);
    void darkRequested(bool dark);

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    static constexpr int tabKeys = 9; // Ctrl+1 to Ctrl+9

    struct Opened {
        Screen *screen = nullptr;
        QWidget *rail = nullptr;
        QWidget *side = nullptr;
    };

    void buildWork();
    void bindKeys();
    void retranslate();
    void refreshTabs();
    void present(const QString &id);
    void placeRight(); // side and partner, as this page and the call want it
    [[nodiscard]] Opened *made(const ScreenRow &row);
    [[nodiscard]] const ScreenRow *row(const QString &id) const;
    [[nodiscard]] QList<const ScreenRow *> tabs() const;
    [[nodiscard]] QList<Found> actions();
    void go(const Found &found);
    void cycleAreas();
    void askLanguage();
    void askDark();

    Setup m_setup;
    ScreenContext *m_context = nullptr;
    QList<ScreenRow> m_rows; // those that this person may see
    std::map<QString, Opened> m_opened;
    QString m_current;
    QByteArray m_case;
    QStackedWidget *m_stack;
    QWidget *m_page = nullptr;
    QWidget *m_work = nullptr; // everything below is its child
    Header *m_header = nullptr;
    Banner *m_banner = nullptr;
    StatusLine *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    QStackedWidget *m_rails = nullptr;
    QStackedWidget *m_screens = nullptr;
    QStackedWidget *m_sides = nullptr;
    QWidget *m_right = nullptr; // the partner above the side
    CallCorner *m_corner = nullptr; // none without calls
    Line *m_railLine = nullptr;
    Line *m_sideLine = nullptr;
};

} // namespace sizhen
