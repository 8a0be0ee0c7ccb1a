// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"
#include "core/pulse/pulseblock.h"

#include <QWidget>

namespace sizhen {

struct PulseChart;
struct PulseLegendEntry;

// The depth curve of an earlier visit, in the units of the one shown.
struct EarlierDepth {
    QString label; // a date
    DepthCurve curve;
};

// Beat height against holding pressure: the steps that were measured, the pressure at which the pulse is greatest with
// the middle 95 % of its bootstrap as a band, and below the axis the three depths of this range. Where the greatest
// height was not bracketed it says so.
class PulseDepthView final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseDepthView(QWidget *parent = nullptr);

    // Pressures are counts of the instrument, heights already in the scale's unit. `fitted`: the curve through the
    // steps where the analysis gives one, in the same numbers.
    void setCurve(const std::optional<DepthCurve> &curve, const PulseScale &scale, const QVector<QPointF> &fitted = {});
    void setEarlier(const QVector<EarlierDepth> &earlier); // the newest first

    [[nodiscard]] QString words() const; // what the curve says, in one sentence
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] bool isEmpty() const { return !m_curve || m_curve->points.isEmpty(); }

    [[nodiscard]] QString pressureWords(double pressure) const;
    [[nodiscard]] int sentenceLines(const QFontMetricsF &metrics) const;
    [[nodiscard]] QVector<PulseLegendEntry> legend() const; // tells the earlier visits apart
    [[nodiscard]] bool legendHasItsLine(const QFontMetricsF &metrics) const; // else it stands beside the sentence
    [[nodiscard]] PulseChart chart() const;
    void say();
    void paintBest(QPainter &painter, const PulseChart &chart) const;
    void paintPoints(QPainter &painter, const PulseChart &chart) const;
    void paintEarlier(QPainter &painter, const PulseChart &chart) const;

    std::optional<DepthCurve> m_curve;
    PulseScale m_scale;
    QVector<QPointF> m_fitted;
    QVector<EarlierDepth> m_earlier;
};

} // namespace sizhen
