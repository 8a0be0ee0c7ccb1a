// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QWidget>

namespace sizhen {

struct PulseChart;

// The interval after each beat over time, with the mean as a dashed line, the trend as a smooth one, and pauses marked.
// Beats that are surely none break the line.
class PulseTachogram final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseTachogram(QWidget *parent = nullptr);

    // Beats in the order of time with indices of samples at `rateHz`.
    void setBeats(const QVector<PulseBeat> &beats, double rateHz, const PulseRhythm &rhythm);
    void clear();

    [[nodiscard]] int intervals() const { return int(m_intervals.size()); }

    [[nodiscard]] int pauses() const; // that are drawn
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    struct Interval {
        double atS = 0; // of the beat it ends with
        double ms = 0;
        bool goesOn = false; // follows the one before it without a break
        bool pause = false;
    };

    [[nodiscard]] PulseChart chart() const;
    [[nodiscard]] QString words() const;
    void say();
    void paintMean(QPainter &painter, const PulseChart &chart) const;
    void paintTrend(QPainter &painter, const PulseChart &chart) const;
    void paintIntervals(QPainter &painter, const PulseChart &chart) const;

    QVector<Interval> m_intervals;
    double m_meanMs = 0;
};

} // namespace sizhen
