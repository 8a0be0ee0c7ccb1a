// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>

namespace sizhen {

// How deep the finger of the instrument presses, in three bands: floating, middle, deep, as fractions of the range that
// was pressed on this patient (not grams: every wrist differs). A marker shows where the pulse was greatest.
class PulsePressureBar final : public QWidget
{
    Q_OBJECT
public:
    explicit PulsePressureBar(QWidget *parent = nullptr);

    void clear(); // no pressure channel, or nothing pressed yet
    void setPressure(double value, const QString &unit); // widens the range when it must
    void setBest(std::optional<double> pressure);

    [[nodiscard]] double fraction() const; // of the range, 0 lightest … 1 deepest

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] double place(double pressure) const;

    bool m_any = false;
    double m_now = 0;
    double m_low = 0;
    double m_high = 0;
    QString m_unit;
    std::optional<double> m_best;
};

} // namespace sizhen
