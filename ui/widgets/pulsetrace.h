// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"
#include "ui/widgets/pulseaxis.h"
#include "ui/widgets/pulsehand.h"
#include "ui/widgets/tracering.h"

#include <QWidget>

namespace sizhen {

// A place in the trace that somebody pointed at.
struct PulseTraceMark {
    quint64 sample = 0;
    PulseHand whose = PulseHand::Machine;
    QString label;
    friend bool operator==(const PulseTraceMark &, const PulseTraceMark &) = default;
};

// A part of the trace, the samples first..end-1: held at one depth, accepted or not.
struct PulseStretch {
    quint64 first = 0;
    quint64 end = 0;
    QString label;
    bool counts = false; // shaded; otherwise hatched
    friend bool operator==(const PulseStretch &, const PulseStretch &) = default;
};

// The pulse as it comes: a line that sweeps from left to right at 25 mm/s and overwrites itself. A gap is drawn as a
// gap; each column shows the least and greatest of its samples, so nothing short is lost at any rate. Frozen it becomes
// a page that can be turned back over the last two minutes, with a cursor by which marks are placed. Zoom and freeze
// are this reader's own: the other side sees no difference.
//
// Keys: + and - zoom in time, Up and Down in height, 0 goes back. Frozen: Left and Right move the cursor (Shift: a
// fifth of a second), Page Up and Page Down turn the page, Home and End go to its ends, Enter places a mark.
// Mouse: Ctrl+wheel zooms in time, Ctrl+Shift+wheel in height. Frozen: the wheel or a drag moves the page, a click
// places a mark.
class PulseTrace final : public QWidget
{
    Q_OBJECT
public:
    static constexpr double keptSeconds = 120;

    explicit PulseTrace(QWidget *parent = nullptr);

    void begin(const QString &caption); // an empty screen without marks; the caption says whose pulse it is
    void append(const PulseBlock &block);
    void setFrozen(bool frozen); // what comes is kept and not shown

    [[nodiscard]] bool isFrozen() const { return m_frozen; }

    // The stretch [first, last] was judged poor: drawn in grey.
    void markPoor(quint64 first, quint64 last);
    void setMarks(const QVector<PulseTraceMark> &marks);
    void setStretches(const QVector<PulseStretch> &stretches);
    void setScale(const PulseScale &scale); // of the heights; without it they are counts

    void zoomTime(int steps); // doubles the speed of the paper with each step
    void zoomHeight(int steps);
    void resetZoom(); // 25 mm/s, the whole height

    [[nodiscard]] double millimetresPerSecond() const { return m_speed; }

    [[nodiscard]] double heightZoom() const { return m_heightZoom; }

    [[nodiscard]] quint64 received() const { return m_ring.end(); } // number after the last sample

    [[nodiscard]] int missing() const { return m_missing; }

    [[nodiscard]] quint64 cursor() const { return m_cursor; } // sample; only when frozen

    [[nodiscard]] PulseAxis axis() const; // which sample stands where; x counts from the left edge

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void markPlaced(quint64 sample); // where a physician points; whoever owns the marks answers with setMarks

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] double pixelsPerSecond() const;
    [[nodiscard]] quint64 span() const; // samples across the plot
    [[nodiscard]] QRectF plot() const;

    [[nodiscard]] const TraceRing &shown() const { return m_frozen ? m_still : m_ring; }

    [[nodiscard]] double place(double value) const; // y
    [[nodiscard]] double unplace(double y) const;
    void measure(); // how much room the numbers beside the plot need
    void restart(const PulseBlock &block);
    void follow(quint64 before); // what came since: the height and what must be painted
    void fitHeight(); // to what is in sight
    void scrollTo(double end);
    void moveCursor(double to);
    void placeMark(quint64 sample);
    bool frozenKey(const QKeyEvent &event);

    void paintPaper(QPainter &painter) const;
    void paintSeconds(QPainter &painter) const;
    void paintHead(QPainter &painter) const;
    void paintScale(QPainter &painter) const;
    void paintStretches(QPainter &painter) const;
    void paintLine(QPainter &painter, const QRect &dirty) const;
    void paintColumns(QPainter &painter, int from, int to) const;
    void paintMarks(QPainter &painter) const;
    void paintCursor(QPainter &painter) const;
    [[nodiscard]] QVector<PulseLegendEntry> legend() const;
    [[nodiscard]] QString cursorWords() const;

    double m_scaleWide = 0; // numbers at the right and below the plot
    double m_lineHigh = 0;
    QString m_caption;
    PulseScale m_scale;
    TraceRing m_ring;
    TraceRing m_still; // what there was when it was frozen
    QVector<PulseTraceMark> m_marks;
    QVector<PulseStretch> m_stretches;
    int m_missing = 0;
    double m_low = 0; // counts, of what is in sight
    double m_high = 0;
    bool m_hasRange = false;
    double m_speed;
    double m_heightZoom = 1;
    bool m_frozen = false;
    quint64 m_pageEnd = 0; // of the frozen page
    quint64 m_cursor = 0;
    std::optional<QPointF> m_pressedAt; // while the button is down
    double m_pressedEnd = 0;
    bool m_dragging = false;
};

} // namespace sizhen
