// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/endtile.h"

#include "ui/theme/theme.h"
#include "ui/widgets/videoview.h"

#include <QPainter>
#include <QVBoxLayout>

namespace sizhen {
namespace {

constexpr QSize tilePicture{176, 99};
constexpr int tileEdge = 3; // seen from across a table

} // namespace

EndTile::EndTile(QWidget *parent)
    : QAbstractButton(parent)
    , m_view(new VideoView(this))
{
    setCursor(Qt::PointingHandCursor);
    m_view->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_view->setFixedSize(tilePicture);
    setFixedSize(sizeHint());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(tileEdge, tileEdge, tileEdge, tileEdge);
    column->addWidget(m_view);
}

QSize EndTile::sizeHint() const
{
    return tilePicture.grownBy({tileEdge, tileEdge, tileEdge, tileEdge});
}

void EndTile::setEnd(const QByteArray &station, const QString &name, const QString &state, bool stale)
{
    if (station != m_station)
        m_view->clear();
    m_station = station;
    m_name = name;
    m_view->setName(name);
    m_view->setState(state, stale);
    describe();
}

void EndTile::setSpeaking(bool speaking)
{
    if (std::exchange(m_speaking, speaking) != speaking)
        describe();
}

void EndTile::setPicture(const QVideoFrame &picture)
{
    m_view->setPicture(picture);
}

void EndTile::clear()
{
    m_view->clear();
}

void EndTile::describe()
{
    setAccessibleName(m_name);
    setAccessibleDescription(m_speaking ? tr("Speaks now") : QString());
    setToolTip(tr("Keep %1 large").arg(m_name));
    update();
}

void EndTile::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto role = m_speaking ? theme::Role::Good : hasFocus() ? theme::Role::Accent : theme::Role::Border;
    painter.fillRect(rect(), theme::color(role));
}

} // namespace sizhen
