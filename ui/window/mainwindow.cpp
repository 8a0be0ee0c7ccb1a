// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/mainwindow.h"
#include "ui/screens/context.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/line.h"
#include "ui/window/callcorner.h"
#include "ui/window/commandpalette.h"
#include "ui/window/copied.h"
#include "ui/window/header.h"
#include "ui/window/statusline.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>
#include <QStackedWidget>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QStackedWidget *area(const QString &name, int width)
{
    auto *stack = new QStackedWidget;
    stack->setObjectName(name);
    stack->setFixedWidth(width);
    return stack;
}

QWidget *firstFocusIn(QWidget *area)
{
    for (auto *widget : area->findChildren<QWidget *>())
        if (widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus)
            return widget;
    return nullptr;
}

} // namespace

MainWindow::MainWindow(const Setup &setup, QWidget *parent)
    : QWidget(parent)
    , m_setup(setup)
    , m_stack(new QStackedWidget)
{
    setObjectName(u"mainWindow"_s);
    auto *column = new QVBoxLayout(this);
    const int frame = setup.practice ? theme::practiceEdge : 0;
    column->setContentsMargins(frame, frame, frame, frame);
    column->addWidget(m_stack);
    m_stack->setAutoFillBackground(true); // the practice frame is painted below it
    setMinimumSize(1024, 640); // the smallest screen that rail, a form and the side fit on by scrolling
    resize(1280, 800);
    retranslate();
}

MainWindow::~MainWindow() = default;

void MainWindow::showPage(QWidget *page)
{
    if (m_palette)
        m_palette->close();
    if (m_context && !m_page)
        if (auto *screen = currentScreen())
            screen->deactivated();
    if (m_page)
        m_page->deleteLater();
    m_page = page;
    m_stack->addWidget(page);
    m_stack->setCurrentWidget(page);
}

void MainWindow::showWork()
{
    if (!m_work)
        return;
    m_stack->setCurrentWidget(m_work);
    if (m_page) {
        m_page->deleteLater();
        m_page = nullptr;
        if (auto *screen = currentScreen())
            screen->activated();
    }
}

void MainWindow::openWork(ScreenContext &context, const QList<ScreenRow> &rows)
{
    closeWork();
    m_context = &context;
    const auto roles = context.actor().person.roles;
    for (const auto &each : rows)
        if (each.roles.isEmpty()
            || std::ranges::any_of(each.roles, [&roles](const auto &role) { return roles.contains(role); }))
            m_rows.append(each);
    buildWork();
    bindKeys();
    refreshTabs();
    m_stack->addWidget(m_work);
    if (!m_rows.isEmpty())
        openScreen(m_rows.constFirst().id);
    showWork();
}

void MainWindow::closeWork()
{
    if (!m_work)
        return;
    if (auto *screen = currentScreen(); screen && !m_page)
        screen->deactivated();
    forgetCopied();
    delete m_work; // header, status line and all screens with their rails and sides
    m_work = nullptr;
    m_context = nullptr;
    m_rows.clear();
    m_opened.clear();
    m_current.clear();
    m_case.clear();
    m_palette = nullptr;
    m_right = nullptr;
    m_corner = nullptr;
}

void MainWindow::buildWork()
{
    m_work = new QWidget;
    m_header = new Header(m_setup.practice);
    m_banner = new Banner;
    m_status = new StatusLine(*m_context);
    m_rails = area(u"rail"_s, theme::railWidth);
    m_sides = area(u"side"_s, theme::sideWidth);
    m_screens = new QStackedWidget;
    m_screens->setObjectName(u"work"_s);
    m_railLine = new Line(Qt::Vertical);
    m_sideLine = new Line(Qt::Vertical);

    m_right = new QWidget;
    auto *right = new QVBoxLayout(m_right);
    right->setContentsMargins({});
    right->setSpacing(0);
    if (m_context->calls) {
        m_corner = new CallCorner(*m_context);
        right->addWidget(m_corner);
        connect(m_corner, &CallCorner::wantedChanged, this, &MainWindow::placeRight);
        connect(m_corner, &CallCorner::failed, this, &MainWindow::tell);
        connect(m_corner, &CallCorner::roomRequested, this, [this](const QByteArray &id) { openCase(id, u"room"_s); });
    }
    right->addWidget(m_sides, 1);
    right->addStretch(0);

    auto *work = new QVBoxLayout;
    work->setSpacing(0);
    work->addWidget(m_banner);
    work->addWidget(m_screens, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(0);
    row->addWidget(m_rails);
    row->addWidget(m_railLine);
    row->addLayout(work, 1);
    row->addWidget(m_sideLine);
    row->addWidget(m_right);
    auto *column = new QVBoxLayout(m_work);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_header);
    column->addLayout(row, 1);
    column->addWidget(new Line(Qt::Horizontal));
    column->addWidget(m_status);
    m_palette = new CommandPalette(m_work);

    connect(m_header, &Header::screenChosen, this, &MainWindow::openScreen);
    connect(m_header, &Header::findRequested, this, &MainWindow::openPalette);
    connect(m_header, &Header::languageRequested, this, &MainWindow::askLanguage);
    connect(m_header, &Header::darkRequested, this, &MainWindow::askDark);
    connect(m_header, &Header::lockRequested, this, &MainWindow::lockRequested);
    connect(m_header, &Header::logoutRequested, this, &MainWindow::logoutRequested);
    connect(m_palette, &CommandPalette::chosen, this, &MainWindow::go);
}

void MainWindow::bindKeys()
{
    const auto bind = [this](const QKeySequence &keys, auto slot) {
        connect(new QShortcut(keys, m_work), &QShortcut::activated, this, slot);
    };
    bind(Qt::CTRL | Qt::Key_K, &MainWindow::openPalette);
    bind(Qt::CTRL | Qt::Key_L, &MainWindow::lockRequested);
    bind(Qt::Key_F6, &MainWindow::cycleAreas);
    for (int i = 0; i < tabKeys; ++i)
        bind(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), [this, i] {
            if (const auto shown = tabs(); i < shown.size())
                openScreen(shown[i]->id);
        });
}

QList<const ScreenRow *> MainWindow::tabs() const
{
    QList<const ScreenRow *> shown;
    for (const auto &each : m_rows)
        if (each.tab)
            shown.append(&each);
    return shown;
}

void MainWindow::refreshTabs()
{
    QList<Header::Tab> words;
    for (const auto *each : tabs())
        words.append({each->id, each->title()});
    m_header->setTabs(words);
    m_header->setCurrent(m_current);
    m_header->setPerson(m_context->actor().person.name.in(m_context->language()));
}

const ScreenRow *MainWindow::row(const QString &id) const
{
    const auto found = std::ranges::find(m_rows, id, &ScreenRow::id);
    return found == m_rows.end() ? nullptr : &*found;
}

MainWindow::Opened *MainWindow::made(const ScreenRow &row)
{
    if (const auto found = m_opened.find(row.id); found != m_opened.end())
        return &found->second;
    auto *screen = row.maker(*m_context).release(); // the stack owns it
    Opened opened{screen, screen->rail(), screen->side()};
    m_screens->addWidget(screen);
    if (opened.rail)
        m_rails->addWidget(opened.rail);
    if (opened.side)
        m_sides->addWidget(opened.side);
    connect(screen, &Screen::openCaseRequested, this, [this](const QByteArray &id) { openCase(id); });
    connect(screen, &Screen::openScreenRequested, this, &MainWindow::openScreen);
    connect(screen, &Screen::failed, this, &MainWindow::tell);
    connect(screen, &Screen::said, this, &MainWindow::say);
    return &m_opened.insert_or_assign(row.id, opened).first->second;
}

Screen *MainWindow::openScreen(const QString &id)
{
    const auto *wanted = m_context ? row(id) : nullptr;
    if (!wanted)
        return nullptr;
    auto *opened = made(*wanted);
    if (opened->screen->needsCase()) {
        if (m_case.isEmpty())
            return nullptr;
        opened->screen->openCase(m_case);
    }
    present(id);
    return opened->screen;
}

void MainWindow::openCase(const QByteArray &id, const QString &screenId)
{
    m_case = id;
    if (openScreen(screenId) && m_context)
        if (const auto state = m_context->desk.caseState(id))
            m_status->setPartner(state->mySide == Side::Inviting ? state->invited : state->inviting);
}

void MainWindow::present(const QString &id)
{
    auto &opened = m_opened.at(id);
    if (id != m_current)
        if (auto *before = currentScreen())
            before->deactivated();
    m_current = id;
    m_screens->setCurrentWidget(opened.screen);
    m_rails->setVisible(opened.rail != nullptr);
    m_railLine->setVisible(opened.rail != nullptr);
    if (opened.rail)
        m_rails->setCurrentWidget(opened.rail);
    if (opened.side)
        m_sides->setCurrentWidget(opened.side);
    if (m_corner)
        m_corner->setRoomInFront(id == u"room"_s);
    placeRight();
    m_header->setCurrent(id);
    opened.screen->activated();
    if (auto *first = opened.screen->firstFocus())
        first->setFocus();
    else if (auto *any = firstFocusIn(opened.screen))
        any->setFocus();
}

void MainWindow::placeRight()
{
    const auto found = m_opened.find(m_current);
    const bool side = found != m_opened.end() && found->second.side;
    const bool partner = m_corner && m_corner->isWanted();
    m_sides->setVisible(side);
    if (m_corner) {
        m_corner->setVisible(partner);
        const int width = side ? theme::sideWidth : theme::cornerWidth;
        m_corner->setFixedSize(width, m_corner->heightForWidth(width));
    }
    m_right->setVisible(side || partner);
    m_sideLine->setVisible(side || partner);
}

Screen *MainWindow::currentScreen() const
{
    const auto found = m_opened.find(m_current);
    return found == m_opened.end() ? nullptr : found->second.screen;
}

void MainWindow::tell(const Error &error)
{
    if (m_banner && m_work)
        m_banner->tell(error);
}

void MainWindow::withdraw(const QString &message)
{
    if (m_banner && m_work)
        m_banner->withdraw(message);
}

void MainWindow::say(const QString &sentence)
{
    if (m_status && m_work)
        m_status->say(sentence);
}

void MainWindow::cycleAreas()
{
    QList<QWidget *> areas;
    for (QWidget *each : {static_cast<QWidget *>(m_rails), static_cast<QWidget *>(m_screens), m_right})
        if (each->isVisible())
            areas.append(each);
    auto *focus = QApplication::focusWidget();
    qsizetype at = -1;
    for (qsizetype i = 0; i < areas.size(); ++i)
        if (focus && areas[i]->isAncestorOf(focus))
            at = i;
    for (qsizetype step = 1; step <= areas.size(); ++step)
        if (auto *next = firstFocusIn(areas[(at + step) % areas.size()])) {
            next->setFocus(Qt::TabFocusReason);
            return;
        }
}

void MainWindow::askLanguage()
{
    Q_EMIT languageRequested(m_context->language() == u"zh"_s ? u"en"_s : u"zh"_s);
}

void MainWindow::askDark()
{
    Q_EMIT darkRequested(!theme::isDark());
}

void MainWindow::retranslate()
{
    const auto name = tr("Sizhen", "the program's name in the title of its window");
    setWindowTitle(m_setup.practice ? tr("%1 (practice)").arg(name) : name);
    if (m_work)
        refreshTabs();
}

void MainWindow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void MainWindow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_setup.practice ? theme::color(theme::Role::Caution) : palette().color(QPalette::Window));
}

} // namespace sizhen
