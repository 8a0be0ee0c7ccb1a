// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/commandpalette.h"
#include "ui/theme/pieces.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int noteRole = Qt::UserRole;
constexpr int kindRole = Qt::UserRole + 1;

// Title left, note in grey behind it, kind in grey at the right.
class LineDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        const bool chosen = option.state & QStyle::State_Selected;
        if (chosen)
            painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        const auto strong = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
        const auto muted = chosen ? strong : option.palette.color(QPalette::PlaceholderText);
        auto room = option.rect.adjusted(theme::gap, 0, -theme::gap, 0);
        const auto kind = index.data(kindRole).toString();
        painter->setPen(muted);
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, kind);
        room.setRight(room.right() - option.fontMetrics.horizontalAdvance(kind) - theme::gapGroup);
        const auto title
            = option.fontMetrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, room.width());
        painter->setPen(strong);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, title);
        room.setLeft(room.left() + option.fontMetrics.horizontalAdvance(title) + theme::gapGroup);
        painter->setPen(muted);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data(noteRole).toString(), Qt::ElideRight, room.width()));
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent)
    , m_query(new QLineEdit)
    , m_list(new QListWidget)
{
    setObjectName(u"palette"_s);
    m_query->setObjectName(u"paletteQuery"_s);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps the keyboard
    m_list->setItemDelegate(new LineDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_query->installEventFilter(this);
    parent->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::gap, theme::gap, theme::gap, theme::gap);
    column->addWidget(m_query);
    column->addWidget(m_list);
    connect(m_query, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::choose);
    retranslate();
    setVisible(false);
}

void CommandPalette::open(Finder::Sources sources)
{
    m_sources = std::move(sources);
    m_before = QApplication::focusWidget();
    m_query->clear();
    search();
    setVisible(true);
    raise();
    m_query->setFocus();
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    setVisible(false);
    m_sources = {}; // names of patients do not stay in a hidden list
    m_shown.clear();
    m_list->clear();
    m_query->clear();
    if (m_before)
        m_before->setFocus();
}

void CommandPalette::search()
{
    m_shown = Finder::find(m_query->text(), m_sources);
    m_list->clear();
    for (const auto &line : m_shown) {
        auto *item = new QListWidgetItem(line.title, m_list);
        item->setData(noteRole, line.note);
        item->setData(kindRole, Finder::kindName(line.kind));
        item->setData(Qt::AccessibleTextRole,
                      QString(Finder::kindName(line.kind) + u", "_s + line.title + u' ' + line.note));
    }
    m_list->setCurrentRow(0);
    place();
}

void CommandPalette::place()
{
    const auto width = std::min(theme::formWidth, parentWidget()->width() - 2 * theme::gapGroup);
    const auto rows = std::max(1, int(m_shown.size()));
    const auto height = theme::controlHeight + 4 * theme::gap + rows * theme::rowHeight;
    setGeometry((parentWidget()->width() - width) / 2, theme::headerHeight + theme::gap, width, height);
}

void CommandPalette::choose()
{
    const auto row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size())
        return;
    const auto found = m_shown[row];
    close();
    Q_EMIT chosen(found);
}

void CommandPalette::retranslate()
{
    m_query->setPlaceholderText(tr("Case, patient, term or action"));
    m_query->setAccessibleName(tr("Case, patient, term or action"));
    m_list->setAccessibleName(tr("Found"));
}

void CommandPalette::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QFrame::changeEvent(event);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_query)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && isVisible() && !isAncestorOf(QApplication::focusWidget())) {
        m_before = nullptr;
        close();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto count = m_list->count();
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        m_list->setCurrentRow(count ? (m_list->currentRow() + 1) % count : -1);
        return true;
    case Qt::Key_Up:
        m_list->setCurrentRow(count ? (m_list->currentRow() + count - 1) % count : -1);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    theme::drawFrame(&painter, rect(), palette().color(QPalette::Base), palette().color(QPalette::Mid));
}

} // namespace sizhen
