// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pulseline.h"

#include <algorithm>
#include <array>

namespace sizhen {

PulseLine::PulseLine(const QSize &size)
    : m_image(size.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied)
    , m_rows(m_image.height())
    , m_steps((m_rows + 2) * lanes, 0.0F)
    , m_top(m_rows)
{
    m_image.fill(Qt::transparent);
}

// Everything below `row` is covered by `amount` more, the row itself by its part.
void PulseLine::add(int lane, double row, float amount)
{
    const int whole = int(row);
    const auto part = float(row - whole);
    auto *steps = m_steps.data() + whole * lanes + lane;
    steps[0] += amount * (1 - part);
    steps[lanes] += amount * part;
}

void PulseLine::look(int column, double top, double bottom)
{
    if (column < m_tile || column >= m_tile + lanes) {
        flush();
        m_tile = column / lanes * lanes;
    }
    const double from = std::max(0.0, top);
    const double to = std::min(double(m_rows), bottom);
    if (from >= to)
        return;
    constexpr float share = 1.0F / looks;
    add(column - m_tile, from, share);
    add(column - m_tile, to, -share);
    m_top = std::min(m_top, int(from));
    m_bottom = std::max(m_bottom, std::min(int(to), m_rows - 1));
}

void PulseLine::setColour(int column, QRgb colour)
{
    if (column >= m_tile && column < m_tile + lanes)
        m_colours[std::size_t(column - m_tile)] = colour;
}

void PulseLine::flush()
{
    if (m_bottom < m_top)
        return;
    const auto part = [](int channel, float cover) { return int(float(channel) * cover + 0.5F); };
    const int wide = std::min(lanes, m_image.width() - m_tile);
    const auto stride = m_image.bytesPerLine();
    auto *line = m_image.bits() + m_top * stride;
    auto *steps = m_steps.data() + m_top * lanes;
    std::array<float, lanes> covers{};
    for (int row = m_top; row <= m_bottom; ++row, line += stride, steps += lanes) {
        auto *pixels = reinterpret_cast<QRgb *>(line) + m_tile;
        for (int lane = 0; lane < wide; ++lane) {
            auto &cover = covers[std::size_t(lane)];
            cover += steps[lane];
            if (cover < 0.004F) // less than one of 255
                continue;
            const auto colour = m_colours[std::size_t(lane)];
            const float share = std::min(1.0F, cover);
            pixels[lane] = share > 0.996F ? colour
                                          : qRgba(part(qRed(colour), share), part(qGreen(colour), share),
                                                  part(qBlue(colour), share), part(255, share));
        }
    }
    m_touched |= QRect(m_tile, m_top, wide, m_bottom - m_top + 1);
    std::fill(m_steps.begin() + m_top * lanes, m_steps.begin() + (m_bottom + 2) * lanes, 0.0F);
    m_top = m_rows;
    m_bottom = -1;
}

const QImage &PulseLine::image()
{
    flush();
    return m_image;
}

} // namespace sizhen
