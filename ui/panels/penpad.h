// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPolygonF>
#include <QWidget>

namespace sizhen {

// Where somebody signs with a pen, a finger or the mouse. Gives the strokes as a black-on-white picture in any theme.
// With the keyboard: arrows move the pen, Space sets it down and lifts it, Backspace takes the last stroke away.
class PenPad final : public QWidget
{
    Q_OBJECT
public:
    explicit PenPad(QWidget *parent = nullptr);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QByteArray png() const; // empty when nothing was drawn
    void clear();

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void changed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void tabletEvent(QTabletEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void begin(const QPointF &at);
    void move(const QPointF &at);
    void end();
    void draw(QPainter &painter, const QColor &ink) const;

    QList<QPolygonF> m_strokes;
    QPointF m_pen; // of the keyboard
    bool m_down = false;
};

} // namespace sizhen
