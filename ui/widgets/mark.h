// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QRectF>
#include <QWidget>

class QPainter;

namespace sizhen {

// A state as a shape first and a colour second: full disc, half disc, triangle, crossed square, ring, dash.
enum class Mark { Unknown, Good, Working, Warning, Fault, NotPresent };

[[nodiscard]] theme::Role roleOf(Mark mark); // Unknown and NotPresent are muted, never green
void drawMark(QPainter *painter, const QRectF &rect, Mark mark);

// A mark with its word. The word is also the accessible name: a screen reader loses nothing.
class StatusDot final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusDot(QWidget *parent = nullptr);

    void set(Mark mark, const QString &words);

    [[nodiscard]] Mark mark() const { return m_mark; }

    [[nodiscard]] QString words() const { return m_words; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Mark m_mark = Mark::Unknown;
    QString m_words;
};

} // namespace sizhen
