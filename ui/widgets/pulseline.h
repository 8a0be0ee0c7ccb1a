// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRect>
#include <QVector>

#include <array>

namespace sizhen {

// A line drawn column by column with even edges: four looks a column, each saying from where to where the line goes
// there. It costs by columns, not by samples; stroking the same line takes Qt several times as long.
class PulseLine
{
public:
    static constexpr int looks = 4;

    explicit PulseLine(const QSize &size);

    // The line passes these rows (pixels, downwards) in a quarter of the column.
    void look(int column, double top, double bottom);
    void setColour(int column, QRgb colour); // opaque

    [[nodiscard]] QRect touched() const { return m_touched; }

    [[nodiscard]] const QImage &image(); // transparent where there is no line

private:
    void flush();
    void add(int lane, double row, float amount);

    static constexpr int lanes = 16; // columns drawn together: one line of the processor's memory in the picture

    QImage m_image;
    int m_rows;
    QVector<float> m_steps; // per row and lane: change of the covered share from the row above
    std::array<QRgb, lanes> m_colours{};
    int m_tile = 0; // first column of the lanes
    int m_top; // rows touched in the lanes
    int m_bottom = -1;
    QRect m_touched;
};

} // namespace sizhen
