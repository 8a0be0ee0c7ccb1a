// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QWidget>

namespace sizhen {

// The average beat with its marks: heights h1 h3 h4 h5 above the foot, times t1 t4 below. What cannot be seen has no
// mark.
class PulseBeatView final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseBeatView(QWidget *parent = nullptr);

    void setBeat(const std::optional<AverageBeat> &beat,
                 const QString &otherwise); // `otherwise`: said when there is no beat

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QPointF place(double index, double height) const;
    [[nodiscard]] double heightAt(double index) const;
    void paintMarks(QPainter &painter) const;
    void paintHeight(QPainter &painter, double index, const QString &name) const;
    void paintTime(QPainter &painter, double from, double to, int level, const QString &name) const;

    std::optional<AverageBeat> m_beat;
    QString m_otherwise;
    double m_low = 0;
    double m_high = 1;
};

} // namespace sizhen
