// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recordingspane.h"

#include "ui/models/casetimeline.h"
#include "ui/panels/words.h"
#include "ui/texts/recordingtext.h"
#include "ui/widgets/movieview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int shownRecordings = 4; // rows; the list scrolls
constexpr int movieRows = 12; // height of the pictures, in rows

} // namespace

RecordingsPane::RecordingsPane(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(makeWords(theme::Type::Section))
    , m_list(new QTableWidget(0, 4))
    , m_play(new QPushButton)
    , m_close(new QPushButton)
{
    m_list->setObjectName(u"recordings.list"_s);
    m_play->setObjectName(u"recordings.play"_s);
    m_close->setObjectName(u"recordings.close"_s);
    m_list->verticalHeader()->hide();
    m_list->verticalHeader()->setDefaultSectionSize(theme::rowHeight);
    m_list->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setSectionResizeMode(3, QHeaderView::Stretch);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setMinimumHeight(shownRecordings * theme::rowHeight);
    auto *row = new QHBoxLayout;
    row->addWidget(m_play);
    row->addWidget(m_close);
    row->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, theme::gapGroup, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_title);
    column->addWidget(m_list);
    column->addLayout(row);
    connect(m_play, &QPushButton::clicked, this, &RecordingsPane::play);
    connect(m_list, &QTableWidget::cellActivated, this, [this] { play(); });
    connect(m_close, &QPushButton::clicked, this, &RecordingsPane::close);
    m_close->setVisible(false);
    setVisible(false);
    retranslate();
}

void RecordingsPane::show(const CaseState &state, const Place &here)
{
    if (state.id != m_caseId)
        clear();
    m_caseId = state.id;
    retranslate();
    fill(state, here);
    setVisible(!m_numbers.isEmpty());
}

void RecordingsPane::fill(const CaseState &state, const Place &here)
{
    const int chosen = std::max(0, m_list->currentRow());
    const auto all = recordings(state);
    m_numbers.clear();
    m_list->setRowCount(int(all.size()));
    for (int row = 0; row < all.size(); ++row) {
        const auto &one = all[row];
        m_numbers.append(one.id);
        const auto seconds = one.end ? int(one.end->seconds) : 0;
        const auto length = one.end ? u"%1:%2"_s.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0')) : u"–"_s;
        const QStringList words{TimeText::moment(one.started->event.at, TimeText::zone(here.timeZone)), length,
                                TimelineText::side(one.started->side),
                                one.end ? RecordingText::why(one.end->why)
                                        : tr("it runs, or its station has not been seen since")};
        for (int column = 0; column < words.size(); ++column)
            m_list->setItem(row, column, new QTableWidgetItem(words[column]));
    }
    if (!all.isEmpty())
        m_list->setCurrentCell(std::min(chosen, int(all.size()) - 1), 0);
    m_play->setEnabled(m_context.openRecording != nullptr);
}

void RecordingsPane::play()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_numbers.size() || !m_context.openRecording)
        return;
    const auto sealed = m_context.openRecording(m_caseId, m_numbers[row]);
    if (!sealed) {
        Q_EMIT failed(sealed.error());
        return;
    }
    close();
    m_movie = new MovieView;
    m_movie->setMinimumHeight(movieRows * theme::rowHeight);
    static_cast<QVBoxLayout *>(layout())->addWidget(m_movie);
    connect(m_movie, &MovieView::opened, m_movie, &MovieView::play);
    m_movie->open(sealed->path, sealed->key);
    m_close->setVisible(true);
}

void RecordingsPane::close()
{
    delete std::exchange(m_movie, nullptr);
    m_close->setVisible(false);
}

void RecordingsPane::clear()
{
    close();
    m_numbers.clear();
    m_list->setRowCount(0);
    setVisible(false);
}

void RecordingsPane::hideEvent(QHideEvent *event)
{
    if (m_movie)
        m_movie->pause();
    QWidget::hideEvent(event);
}

void RecordingsPane::retranslate()
{
    m_title->setText(tr("Recordings of the session"));
    m_list->setHorizontalHeaderLabels({tr("Begun"), tr("Length"), tr("Recorded by"), tr("Ended because")});
    for (int i = 0; i < m_list->columnCount(); ++i)
        m_list->horizontalHeaderItem(i)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_list->setAccessibleName(m_title->text());
    m_play->setText(tr("Play the recording"));
    m_close->setText(tr("Close the recording"));
}

} // namespace sizhen
