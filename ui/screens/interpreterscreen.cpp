// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/interpreterscreen.h"

#include "ui/models/casetimeline.h"
#include "ui/panels/actbar.h"
#include "ui/panels/carddelegate.h"
#include "ui/panels/termbox.h"
#include "ui/panels/words.h"
#include "ui/texts/timetext.h"

#include <QAction>
#include <QHeaderView>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int zhColumn = 0;
constexpr int enColumn = 1;
constexpr int entryLines = 3;

QString languageOf(int column)
{
    return column == zhColumn ? u"zh"_s : u"en"_s;
}

bool isOpen(const CaseText &text)
{
    return text.doubt || !text.text.has(u"zh"_s) || !text.text.has(u"en"_s);
}

} // namespace

InterpreterScreen::InterpreterScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_direction(new TextLabel(theme::Type::Title, theme::Role::Accent))
    , m_lines(new QTableView)
    , m_model(new QStandardItemModel(0, 2, this))
    , m_sideWidget(new QWidget)
    , m_terms(new TermBox(context.terms))
    , m_doubtsTitle(makeWords(theme::Type::Section))
    , m_doubts(new QListView)
    , m_doubtsModel(new QStandardItemModel(this))
{
    setObjectName(u"interpreter"_s);
    m_direction->setObjectName(u"direction"_s);
    m_lines->setObjectName(u"lines"_s);
    m_lines->setModel(m_model);
    m_lines->setItemDelegate(new CardDelegate(m_lines));
    m_lines->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_lines->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_lines->setSelectionMode(QAbstractItemView::SingleSelection);
    m_lines->setTabKeyNavigation(false);
    m_lines->setShowGrid(false);
    m_lines->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_lines->verticalHeader()->hide();
    m_lines->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_lines->horizontalHeader()->setHighlightSections(false);
    auto *column = new QVBoxLayout(this);
    column->setSpacing(theme::gap);
    column->addWidget(m_direction);
    column->addWidget(m_lines, 1);
    buildEntry();
    buildSide();
    connect(m_lines->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &now) { choose(now.row()); });
    connect(&context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_case)
            read();
    });
    retranslate();
}

InterpreterScreen::~InterpreterScreen()
{
    if (m_sideWidget && !m_sideWidget->parentWidget())
        delete m_sideWidget; // no window took it
}

void InterpreterScreen::addKey(const QString &name, const QKeySequence &key, const std::function<void()> &run)
{
    auto *action = new QAction(this);
    action->setObjectName(name);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WindowShortcut); // the term box stands in the window's side, not below this widget
    addAction(action);
    connect(action, &QAction::triggered, this, [this, run] {
        if (isVisible())
            run();
    });
}

void InterpreterScreen::buildEntry()
{
    m_source = makeWords(theme::Type::Small, theme::Role::TextMuted);
    m_entry = new QPlainTextEdit;
    m_entry->setObjectName(u"translation"_s);
    m_entry->setTabChangesFocus(true);
    m_entry->setFixedHeight(m_entry->fontMetrics().lineSpacing() * entryLines + 2 * theme::gap);
    m_why = makeWords(theme::Type::Small, theme::Role::TextMuted);
    m_why->setObjectName(u"refusals"_s);
    const auto make = [](const QString &name) {
        auto *button = new QPushButton;
        button->setObjectName(name);
        return button;
    };
    m_turn = make(u"turnButton"_s);
    m_next = make(u"nextButton"_s);
    m_doubt = make(u"doubtButton"_s);
    m_keep = make(u"keepButton"_s);
    m_keep->setProperty("primary", true);
    addKey(u"turn"_s, QKeySequence(Qt::Key_F8), [this] { turn(); });
    addKey(u"next"_s, QKeySequence(u"Ctrl+Down"_s), [this] { nextOpen(); });
    addKey(u"doubt"_s, QKeySequence(Qt::Key_F2), [this] { keep(true); });
    addKey(u"keep"_s, QKeySequence(u"Ctrl+Return"_s), [this] { keep(false); });
    addKey(u"terms"_s, QKeySequence(u"Ctrl+T"_s), [this] { m_terms->start(m_entry->textCursor().selectedText()); });
    connect(m_turn, &QPushButton::clicked, this, [this] { turn(); });
    connect(m_next, &QPushButton::clicked, this, [this] { nextOpen(); });
    connect(m_doubt, &QPushButton::clicked, this, [this] { keep(true); });
    connect(m_keep, &QPushButton::clicked, this, [this] { keep(false); });
    auto *row = new QHBoxLayout;
    row->addWidget(m_turn);
    row->addWidget(m_next);
    row->addStretch();
    row->addWidget(m_doubt);
    row->addWidget(m_keep);
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addWidget(m_source);
    column->addWidget(m_entry);
    column->addWidget(m_why);
    column->addLayout(row);
}

void InterpreterScreen::buildSide()
{
    m_doubts->setObjectName(u"doubts"_s);
    m_doubts->setModel(m_doubtsModel);
    m_doubts->setItemDelegate(new CardDelegate(m_doubts));
    m_doubts->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_doubts->setFrameShape(QFrame::NoFrame);
    m_doubts->setResizeMode(QListView::Adjust);
    m_doubts->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *column = new QVBoxLayout(m_sideWidget);
    column->addWidget(m_terms, 2);
    column->addWidget(m_doubtsTitle);
    column->addWidget(m_doubts, 1);
    connect(m_terms, &TermBox::chosen, this, [this](const Term &term) {
        m_entry->insertPlainText(m_target == u"zh" ? term.zh : term.en);
        m_entry->setFocus();
    });
    connect(m_doubts, &QListView::activated, this, [this](const QModelIndex &index) {
        m_lines->selectRow(index.data(CardDelegate::EntryRole).toInt());
        m_entry->setFocus();
    });
}

QString InterpreterScreen::title() const
{
    return tr("Interpreter");
}

QWidget *InterpreterScreen::side()
{
    return m_sideWidget;
}

void InterpreterScreen::openCase(const QByteArray &id)
{
    m_case = id;
    read();
    if (!m_texts.isEmpty()) {
        m_lines->selectRow(int(m_texts.size()) - 1);
        m_lines->scrollToBottom();
    }
}

void InterpreterScreen::activated()
{
    read();
}

void InterpreterScreen::deactivated() { }

QWidget *InterpreterScreen::firstFocus()
{
    return m_lines;
}

int InterpreterScreen::currentLine() const
{
    return m_lines->currentIndex().row();
}

void InterpreterScreen::read()
{
    if (m_case.isEmpty() || !m_sideWidget)
        return;
    const auto state = m_context.desk.caseState(m_case);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    const auto row = currentLine();
    const bool atEnd = row < 0 || row == m_texts.size() - 1;
    const auto typed = m_entry->toPlainText();
    m_texts = caseTexts(*state, m_context.forms);
    fillLines();
    fillDoubts();
    const auto offers = m_context.desk.offers(m_case, m_context.actor());
    const auto *offer = offerFor(offers, u"case.translation"_s);
    const bool allowed = offer && offer->allowed;
    for (auto *button : {m_keep, m_doubt})
        button->setEnabled(allowed && !m_texts.isEmpty());
    m_why->setText(offer && !allowed ? refusalText(*offer) : QString());
    m_why->setVisible(!m_why->text().isEmpty());
    if (m_texts.isEmpty())
        return;
    m_lines->selectRow(atEnd && typed.isEmpty() ? int(m_texts.size()) - 1
                                                : std::clamp(row, 0, int(m_texts.size()) - 1));
}

void InterpreterScreen::fillLines()
{
    const QSignalBlocker quiet(m_lines->selectionModel());
    m_model->setRowCount(int(m_texts.size()));
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    for (int row = 0; row < m_texts.size(); ++row) {
        const auto &text = m_texts.at(row);
        for (const int column : {zhColumn, enColumn}) {
            const auto language = languageOf(column);
            const auto heading = text.heading.isEmpty() ? CaseTextHeadings::of(text.field) : text.heading.in(language);
            const bool there = text.text.has(language);
            auto *item = new QStandardItem(there ? text.text.in(language) : QStringLiteral("—"));
            item->setData(u"%1 · %2 · %3"_s.arg(heading, text.name.in(language), TimeText::moment(text.at, zone)),
                          CardDelegate::HeadRole);
            QString foot;
            if (!there)
                foot = tr("○ not translated");
            else if (text.doubt)
                foot = tr("? in doubt");
            item->setData(foot, CardDelegate::FootRole);
            item->setData(int(theme::Role::Caution), CardDelegate::ToneRole);
            item->setData(int(text.side == Side::Inviting ? theme::Role::Inviting : theme::Role::Invited),
                          CardDelegate::BandRole);
            item->setData(u"%1. %2. %3"_s.arg(heading, item->text(), foot), Qt::AccessibleTextRole);
            m_model->setItem(row, column, item);
        }
    }
    m_lines->resizeRowsToContents();
}

void InterpreterScreen::fillDoubts()
{
    m_doubtsModel->clear();
    for (int row = 0; row < m_texts.size(); ++row) {
        const auto &text = m_texts.at(row);
        if (!text.doubt)
            continue;
        auto *item = new QStandardItem(text.text.in(m_context.language()));
        item->setData(text.heading.isEmpty() ? CaseTextHeadings::of(text.field) : text.heading.in(m_context.language()),
                      CardDelegate::HeadRole);
        item->setData(row, CardDelegate::EntryRole);
        m_doubtsModel->appendRow(item);
    }
    m_doubtsTitle->setText(m_doubtsModel->rowCount() ? tr("? %n in doubt", nullptr, m_doubtsModel->rowCount())
                                                     : tr("✓ Nothing is in doubt"));
    m_doubtsTitle->setRole(m_doubtsModel->rowCount() ? theme::Role::Caution : theme::Role::Good);
}

// The direction follows what is missing; F8 overrules it.
void InterpreterScreen::choose(int line)
{
    if (line < 0 || line >= m_texts.size())
        return;
    const auto &text = m_texts.at(line).text;
    if (text.has(u"zh"_s) != text.has(u"en"_s))
        m_target = text.has(u"zh"_s) ? u"en"_s : u"zh"_s;
    showEntry();
}

void InterpreterScreen::showEntry()
{
    const auto line = currentLine();
    if (line < 0 || line >= m_texts.size())
        return;
    const auto &text = m_texts.at(line).text;
    const auto source = m_target == u"zh" ? u"en"_s : u"zh"_s;
    m_entry->setPlainText(text.has(m_target) ? text.in(m_target) : QString());
    m_source->setText(text.has(source) ? text.in(source) : QString());
    showWords();
}

void InterpreterScreen::turn()
{
    m_target = m_target == u"zh" ? u"en"_s : u"zh"_s;
    showEntry();
}

void InterpreterScreen::keep(bool doubt)
{
    const auto line = currentLine();
    const auto words = m_entry->toPlainText().trimmed();
    if (line < 0 || line >= m_texts.size() || words.isEmpty())
        return;
    const auto text = m_texts.at(line);
    Label label;
    label.set(m_target, words);
    const QCborMap args{
        {u"entry"_s, text.entry}, {u"field"_s, text.field}, {u"text"_s, label.toCbor()}, {u"doubt"_s, doubt}};
    if (const auto done = m_context.desk.act(m_case, u"case.translation"_s, args, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT said(doubt ? tr("Kept, and marked as in doubt.") : tr("Translation kept."));
    read();
    if (!doubt)
        nextOpen();
}

void InterpreterScreen::nextOpen()
{
    const auto from = currentLine();
    for (int step = 1; step <= m_texts.size(); ++step) {
        const auto row = int((from + step) % m_texts.size());
        if (isOpen(m_texts.at(row))) {
            m_lines->selectRow(row);
            m_entry->setFocus();
            return;
        }
    }
    Q_EMIT said(tr("Every text stands in both languages, and nothing is in doubt."));
}

QString InterpreterScreen::keyed(const QString &words, const QString &action) const
{
    const auto *found = findChild<QAction *>(action, Qt::FindDirectChildrenOnly);
    return u"%1  %2"_s.arg(words, found->shortcut().toString(QKeySequence::NativeText));
}

void InterpreterScreen::retranslate()
{
    showWords();
    if (!m_case.isEmpty())
        read();
}

void InterpreterScreen::showWords()
{
    m_direction->setText(m_target == u"en" ? tr("Chinese → English") : tr("English → Chinese"));
    m_model->setHorizontalHeaderLabels({tr("Chinese"), tr("English")});
    m_lines->setAccessibleName(tr("What was said, in both languages"));
    m_entry->setAccessibleName(m_target == u"en" ? tr("Translation into English") : tr("Translation into Chinese"));
    m_turn->setText(keyed(tr("Turn round"), u"turn"_s));
    m_next->setText(keyed(tr("Next open line"), u"next"_s));
    m_doubt->setText(keyed(tr("Keep, in doubt"), u"doubt"_s));
    m_keep->setText(keyed(tr("Keep translation"), u"keep"_s));
    for (auto *button : {m_turn, m_next, m_doubt, m_keep})
        button->setAccessibleName(button->text());
    m_terms->retranslate(keyed(tr("Terms"), u"terms"_s));
    m_doubts->setAccessibleName(tr("Texts in doubt"));
    fillDoubts();
}

void InterpreterScreen::resizeEvent(QResizeEvent *event)
{
    Screen::resizeEvent(event);
    m_lines->resizeRowsToContents();
}

} // namespace sizhen
