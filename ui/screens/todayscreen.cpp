// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/todayscreen.h"
#include "ui/screens/casecardbutton.h"
#include "ui/screens/context.h"
#include "ui/widgets/line.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollArea>
#include <QShortcut>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

TodayScreen::TodayScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_title(new TextLabel(theme::Type::Title))
    , m_day(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_board(new QWidget)
    , m_empty(new QWidget)
    , m_emptyTitle(new TextLabel(theme::Type::Section))
    , m_emptyWords(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_emptyButton(new QPushButton)
    , m_keys(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_new(new QPushButton)
{
    build();
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &TodayScreen::refresh);
    connect(&m_minute, &QTimer::timeout, this, &TodayScreen::refresh);
    m_minute.start(std::chrono::minutes(1));
    const auto soon = [this] { m_soon.start(0); };
    connect(&context.desk, &Desk::caseChanged, this, soon);
    connect(&context.desk, &Desk::agreementChanged, this, soon);
    connect(&context.desk, &Desk::patientsChanged, this, soon);
    connect(&context.desk.ledger(), &Ledger::receiptArrived, this, soon);
    const auto shortcut
        = [this](Qt::Key key) { return new QShortcut(key, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut); };
    connect(shortcut(Qt::Key_N), &QShortcut::activated, m_new, &QPushButton::click);
    connect(shortcut(Qt::Key_J), &QShortcut::activated, this, &TodayScreen::join);
    connect(m_new, &QPushButton::clicked, this, [this] { Q_EMIT openScreenRequested(u"patients"_s); });
    connect(m_emptyButton, &QPushButton::clicked, this, [this] { Q_EMIT openScreenRequested(m_emptyScreen); });
    retranslate();
}

void TodayScreen::build()
{
    m_new->setObjectName(u"newCaseButton"_s);
    m_new->setProperty("primary", true);
    m_emptyButton->setObjectName(u"firstStepButton"_s);
    m_emptyButton->setProperty("primary", true);
    m_emptyWords->setObjectName(u"firstStepWords"_s);
    m_emptyWords->setWordWrap(true);
    m_emptyWords->setAlignment(Qt::AlignHCenter);
    m_emptyWords->setMaximumWidth(theme::formWidth);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addSpacing(theme::gap);
    head->addWidget(m_day, 0, Qt::AlignBottom);
    head->addStretch();
    auto *columns = new QHBoxLayout(m_board);
    columns->setContentsMargins({});
    for (const auto &column : Board::columns({}, {}))
        buildColumn(column.id, columns);
    auto *first = new QVBoxLayout(m_empty);
    first->addStretch(1);
    first->addWidget(m_emptyTitle, 0, Qt::AlignHCenter);
    auto *across = new QHBoxLayout; // an alignment would reckon the height of wrapped words for the whole width
    across->addStretch(1);
    across->addWidget(m_emptyWords, 2);
    across->addStretch(1);
    first->addLayout(across);
    first->addWidget(m_emptyButton, 0, Qt::AlignHCenter);
    first->addStretch(2);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_keys, 1);
    foot->addWidget(m_new);
    auto *page = new QVBoxLayout(this);
    page->setSpacing(theme::gapGroup);
    page->addLayout(head);
    page->addWidget(m_board, 1);
    page->addWidget(m_empty, 1);
    page->addLayout(foot);
}

void TodayScreen::buildColumn(const QString &id, QHBoxLayout *row)
{
    Column column;
    column.id = id;
    column.head = new TextLabel(theme::Type::Body, theme::Role::TextMuted);
    column.head->setObjectName(u"column."_s + id);
    auto *inside = new QWidget;
    column.cards = new QVBoxLayout(inside);
    column.cards->setContentsMargins(0, 0, 0, 0);
    column.cards->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus); // the cards take the keyboard
    scroll->setWidget(inside);
    auto *lines = new QVBoxLayout;
    lines->addWidget(column.head);
    lines->addWidget(new Line(Qt::Horizontal));
    lines->addWidget(scroll, 1);
    row->addLayout(lines, 1);
    m_columns.append(column);
}

QString TodayScreen::title() const
{
    return tr("Today");
}

void TodayScreen::activated()
{
    refresh();
}

QWidget *TodayScreen::firstFocus()
{
    for (const auto *id : {"now", "decide", "due", "draft", "invited", "accepted", "archive"}) // what is most urgent
        for (const auto &column : std::as_const(m_columns))
            if (column.id == QLatin1String(id) && !column.buttons.isEmpty())
                return column.buttons.constFirst();
    return m_empty->isVisibleTo(this) ? m_emptyButton : m_new;
}

Board::Reader TodayScreen::reader() const
{
    const auto &ledger = m_context.desk.ledger();
    const auto &institution = ledger.institution();
    QHash<QString, Place> places;
    if (const auto partners = ledger.partners())
        for (const auto &partner : *partners)
            places.insert(QString::fromLatin1(partner.institution.root.toHex()),
                          {partner.institution.city, partner.institution.timeZone});
    return {m_context.language(),
            {institution.city, institution.timeZone},
            [places](const QString &root) { return places.value(root); },
            ledger.now()};
}

void TodayScreen::refresh()
{
    const auto cards = m_context.desk.board();
    if (!cards) {
        Q_EMIT failed(cards.error());
        return;
    }
    const auto *focused = qobject_cast<CaseCardButton *>(QApplication::focusWidget());
    const auto focus = focused && isAncestorOf(focused) ? focused->id() : QByteArray();
    const auto with = reader();
    const auto sorted = Board::columns(*cards, with.now);
    for (int i = 0; i < m_columns.size(); ++i)
        fill(m_columns[i], sorted[i].cards, with);
    m_day->setText(TimeText::both(with.now, with.here, {}, with.language));
    showFirstStep(cards->isEmpty());
    if (!focus.isEmpty())
        focusCard(focus);
}

void TodayScreen::fill(Column &column, const QList<CaseCard> &cards, const Board::Reader &reader)
{
    const auto count
        = int(column.id == u"archive"_s ? std::min<qsizetype>(cards.size(), Board::archiveShown) : cards.size());
    while (column.buttons.size() > count)
        delete column.buttons.takeLast();
    while (column.buttons.size() < count) { // those that stay keep their place: no flicker every minute
        auto *button = new CaseCardButton;
        button->installEventFilter(this);
        connect(button, &CaseCardButton::clicked, this, [this, button] { Q_EMIT openCaseRequested(button->id()); });
        column.cards->insertWidget(int(column.buttons.size()), button);
        button->show(); // now: it may be about to get the focus
        column.buttons.append(button);
    }
    for (int i = 0; i < count; ++i)
        column.buttons[i]->setCase(cards[i].id, Board::text(cards[i], reader));
    column.head->setText(cards.isEmpty()
                             ? Board::title(column.id)
                             : tr("%1 (%2)", "column and number").arg(Board::title(column.id)).arg(cards.size()));
    column.head->setRole(cards.isEmpty()             ? theme::Role::TextMuted
                             : column.id == u"now"_s ? theme::Role::Accent
                                                     : theme::Role::Text);
}

void TodayScreen::focusCard(const QByteArray &id)
{
    for (const auto &column : std::as_const(m_columns))
        for (auto *button : column.buttons)
            if (button->id() == id)
                button->setFocus();
}

void TodayScreen::showFirstStep(bool empty)
{
    m_board->setVisible(!empty);
    m_empty->setVisible(empty);
    m_new->setVisible(!empty);
    m_keys->setVisible(!empty);
    if (!empty)
        return;
    const auto partners = m_context.desk.ledger().partners();
    bool paired = false;
    bool agreed = false;
    for (const auto &partner : partners.value_or(QList<Ledger::Partner>{})) {
        paired |= partner.verified;
        if (const auto agreement = m_context.desk.agreement(partner.institution.root))
            agreed |= agreement->inForceAt(m_context.desk.ledger().now());
    }
    const auto patients = m_context.desk.patients();
    m_emptyScreen = paired && agreed ? u"patients"_s : u"partners"_s;
    if (!paired) {
        m_emptyWords->setText(
            tr("First pair with a partner institution: exchange cards and compare the twelve groups of digits."));
        m_emptyButton->setText(tr("Pair with a partner"));
    } else if (!agreed) {
        m_emptyWords->setText(
            tr("Next, both institutions sign a cooperation agreement. Until then no case can leave the house."));
        m_emptyButton->setText(tr("Go to the agreement"));
    } else if (patients && patients->isEmpty()) {
        m_emptyWords->setText(tr("Register the patient, then open a case for them."));
        m_emptyButton->setText(tr("Register a patient"));
    } else {
        m_emptyWords->setText(tr("Choose a patient and open a case. It will stand here until it is archived."));
        m_emptyButton->setText(tr("Open a case"));
    }
}

void TodayScreen::join()
{
    const auto *card = qobject_cast<CaseCardButton *>(QApplication::focusWidget());
    for (const auto &column : std::as_const(m_columns)) {
        if (column.id != u"now"_s)
            continue;
        if (column.buttons.isEmpty())
            Q_EMIT said(tr("No session is running now."));
        else if (card && column.buttons.contains(card))
            Q_EMIT openCaseRequested(card->id());
        else
            Q_EMIT openCaseRequested(column.buttons.constFirst()->id());
    }
}

CaseCardButton *TodayScreen::neighbour(const CaseCardButton *card, int key) const
{
    for (int i = 0; i < m_columns.size(); ++i) {
        const auto at = m_columns[i].buttons.indexOf(card);
        if (at < 0)
            continue;
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            const auto to = at + (key == Qt::Key_Down ? 1 : -1);
            return to >= 0 && to < m_columns[i].buttons.size() ? m_columns[i].buttons[to] : nullptr;
        }
        const int step = key == Qt::Key_Right ? 1 : -1;
        for (int to = i + step; to >= 0 && to < m_columns.size(); to += step)
            if (!m_columns[to].buttons.isEmpty())
                return m_columns[to].buttons[std::min(at, m_columns[to].buttons.size() - 1)];
    }
    return nullptr;
}

bool TodayScreen::eventFilter(QObject *watched, QEvent *event)
{
    const auto *card = qobject_cast<CaseCardButton *>(watched);
    if (!card || event->type() != QEvent::KeyPress)
        return Screen::eventFilter(watched, event);
    const auto key = static_cast<QKeyEvent *>(event)->key();
    if (key != Qt::Key_Up && key != Qt::Key_Down && key != Qt::Key_Left && key != Qt::Key_Right)
        return Screen::eventFilter(watched, event);
    if (auto *to = neighbour(card, key))
        to->setFocus(Qt::TabFocusReason);
    return true;
}

void TodayScreen::retranslate()
{
    m_title->setText(tr("Today"));
    m_emptyTitle->setText(tr("Nothing is waiting"));
    m_keys->setText(tr("Arrows move · Enter opens · J joins the session · N begins a new case"));
    m_new->setText(tr("New case"));
    refresh();
}

} // namespace sizhen
