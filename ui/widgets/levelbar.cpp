// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/levelbar.h"

#include "ui/theme/theme.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr double quietDb = -60;
constexpr double tooLoudDb = -6;

double placeOf(double db)
{
    return std::clamp((db - quietDb) / -quietDb, 0.0, 1.0);
}

} // namespace

LevelBar::LevelBar(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMinimumWidth(theme::labelWidth / 2);
}

void LevelBar::setLevel(double db)
{
    if (std::lround(db) == std::lround(m_db))
        return;
    m_db = db;
    setAccessibleDescription(db <= quietDb ? tr("silent") : tr("%1 dB").arg(QLocale().toString(std::lround(db))));
    update();
}

double LevelBar::fraction() const
{
    return placeOf(m_db);
}

QSize LevelBar::sizeHint() const
{
    return {theme::labelWidth, theme::gapGroup};
}

void LevelBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(theme::color(theme::Role::Border));
    painter.setBrush(theme::color(theme::Role::Surface));
    painter.drawRoundedRect(frame, theme::radius, theme::radius);
    const QRectF inside = frame.adjusted(theme::edge, theme::edge, -theme::edge, -theme::edge);
    painter.setPen(Qt::NoPen);
    const double calm = std::min(fraction(), placeOf(tooLoudDb));
    painter.setBrush(theme::color(theme::Role::Accent));
    painter.drawRect(QRectF(inside.topLeft(), QSizeF(inside.width() * calm, inside.height())));
    if (m_db <= tooLoudDb)
        return;
    const double from = inside.left() + inside.width() * calm;
    painter.setBrush(theme::color(theme::Role::Danger));
    painter.drawRect(QRectF(from, inside.top(), inside.width() * (fraction() - calm), inside.height()));
}

} // namespace sizhen
