// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QRectF>
#include <QString>

#include <array>

class QPainter;

namespace sizhen {

// The three depths at which a pulse is felt, as shares of the range that was pressed on this patient: floating up to
// two fifths, deep from three fifths (names.json: depth.upperTwoFifths). Drawn the same on every axis of pressure.
class PulseBands
{
    Q_DECLARE_TR_FUNCTIONS(PulseBands)
public:
    static constexpr int count = 3;
    static constexpr std::array<double, count + 1> edges{0.0, 0.4, 0.6, 1.0};

    [[nodiscard]] static QString name(int band); // "floating 浮"
    [[nodiscard]] static QString shortName(int band); // "浮", for a place that has room for one sign
    // Bands along `bar` from the lightest pressure at the left; `live` false: pale, nothing was pressed yet.
    static void draw(QPainter &painter, const QRectF &bar, bool live);
};

} // namespace sizhen
