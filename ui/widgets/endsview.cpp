// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/endsview.h"

#include "ui/theme/theme.h"
#include "ui/widgets/endtile.h"
#include "ui/widgets/videoview.h"

#include <QEvent>
#include <QHBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

EndsView::EndsView(QWidget *parent)
    : QWidget(parent)
    , m_largeView(new VideoView)
    , m_strip(new QWidget)
{
    setObjectName(u"ends"_s);
    m_largeView->setObjectName(u"partnerPicture"_s);
    m_strip->setObjectName(u"ends.strip"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme::gap);
    row->addWidget(m_largeView, 1);
    row->addWidget(m_strip);
    auto *column = new QVBoxLayout(m_strip);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addStretch();
    m_strip->hide();
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, &EndsView::decide);
}

const EndsView::End *EndsView::endOf(const QByteArray &station) const
{
    const auto found = std::ranges::find(m_ends, station, &End::station);
    return found == m_ends.end() ? nullptr : &*found;
}

void EndsView::setEnds(const QList<End> &ends)
{
    m_ends = ends;
    m_last.removeIf([this](const auto &one) { return !endOf(one.key()); });
    if (!endOf(m_kept))
        m_kept.clear();
    if (!endOf(m_spoke))
        m_spoke.clear();
    decide();
    place();
}

void EndsView::setAlone(const QString &name, const QString &words)
{
    clear();
    m_largeView->setName(name);
    m_largeView->setState(words);
}

void EndsView::clear()
{
    m_ends.clear();
    m_last.clear();
    m_large.clear();
    m_kept.clear();
    m_spoke.clear();
    m_largeView->clear();
    place();
}

void EndsView::setSpeaker(const QByteArray &station)
{
    m_speaker = station;
    if (const auto *end = endOf(station); end && !end->staysSmall)
        m_spoke = station;
    for (auto *tile : std::as_const(m_tiles))
        tile->setSpeaking(!station.isEmpty() && tile->station() == station);
    decide();
}

// Whom a person keeps; else who spoke last; else the main end, or the first who does not interpret.
QByteArray EndsView::wanted() const
{
    if (!m_kept.isEmpty())
        return m_kept;
    if (!m_spoke.isEmpty())
        return m_spoke;
    if (m_ends.isEmpty())
        return {};
    const auto first = std::ranges::find(m_ends, false, &End::staysSmall);
    return first == m_ends.end() ? m_ends.first().station : first->station;
}

void EndsView::decide()
{
    const auto want = wanted();
    if (want == m_large)
        return m_later.stop();
    const auto left = endOf(m_large) && want != m_kept ? staysMs - m_since.elapsed() : 0;
    if (left > 0)
        return m_later.start(int(left));
    m_large = want;
    m_since.start();
    m_largeView->clear();
    place();
}

void EndsView::keep(const QByteArray &station)
{
    m_kept = m_kept == station ? QByteArray() : station;
    decide();
}

void EndsView::place()
{
    if (const auto *large = endOf(m_large)) {
        m_largeView->setName(large->name);
        m_largeView->setState(large->state, large->stale);
        m_largeView->setDelay(large->delayMs);
        if (!m_largeView->hasPicture() && m_last.contains(m_large))
            m_largeView->setPicture(m_last.value(m_large));
    }
    QList<End> small;
    std::ranges::copy_if(m_ends, std::back_inserter(small), [this](const End &end) { return end.station != m_large; });
    auto *column = static_cast<QVBoxLayout *>(m_strip->layout());
    while (m_tiles.size() < small.size()) {
        auto *tile = new EndTile;
        column->insertWidget(column->count() - 1, tile);
        connect(tile, &EndTile::clicked, this, [this, tile] { keep(tile->station()); });
        m_tiles.append(tile);
    }
    while (m_tiles.size() > small.size())
        delete m_tiles.takeLast();
    for (int i = 0; i < small.size(); ++i) {
        const auto &end = small[i];
        const bool other = m_tiles[i]->station() != end.station;
        m_tiles[i]->setObjectName(u"ends.tile."_s + QString::number(i));
        m_tiles[i]->setEnd(end.station, end.brief, end.state, end.stale);
        m_tiles[i]->setSpeaking(end.station == m_speaker);
        if (other && m_last.contains(end.station))
            m_tiles[i]->setPicture(m_last.value(end.station));
    }
    m_strip->setVisible(!m_tiles.isEmpty());
}

void EndsView::showPicture(const QByteArray &station, const QVideoFrame &picture)
{
    if (!endOf(station))
        return;
    if (m_ends.size() > 1)
        m_last.insert(station, picture);
    if (station == m_large)
        return m_largeView->setPicture(picture);
    const auto tile = std::ranges::find(m_tiles, station, &EndTile::station);
    if (tile != m_tiles.end())
        (*tile)->setPicture(picture);
}

void EndsView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        place();
    QWidget::changeEvent(event);
}

} // namespace sizhen
