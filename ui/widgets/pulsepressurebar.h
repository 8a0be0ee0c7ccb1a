// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPair>
#include <QWidget>

#include <optional>

namespace sizhen {

// How deep the finger of the instrument presses, in three bands: floating, middle, deep, as fractions of the range that
// was pressed on this patient (not grams: every wrist differs). A ring shows where the pulse was greatest, a frame
// where somebody wants the finger, with the word for the way there.
class PulsePressureBar final : public QWidget
{
    Q_OBJECT
public:
    // What the finger must do to reach the target.
    enum class Way { None, More, Lighter, Hold };

    explicit PulsePressureBar(QWidget *parent = nullptr);

    void clear(); // no pressure channel, or nothing pressed yet; range and target go, too
    void setPressure(double value, const QString &unit); // widens the range when none was set; `unit` is UCUM
    // This patient's range, known from outside; pressures beyond it stand at its ends.
    void setRange(double low, double high);
    void setTarget(const std::optional<QPair<double, double>> &target); // from, to; in the unit of the pressure
    void setBest(std::optional<double> pressure);

    [[nodiscard]] double fraction() const; // of the range, 0 lightest … 1 deepest

    [[nodiscard]] Way way() const;
    [[nodiscard]] QString wayWords() const; // "press more"; empty without a target

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] double place(double pressure) const;
    [[nodiscard]] QRectF bar() const;
    [[nodiscard]] QString amount(double pressure) const; // with its unit
    void say(); // for who does not see it
    void paintTarget(QPainter &painter) const;
    void paintWay(QPainter &painter, const QRectF &frame) const;
    void paintNow(QPainter &painter) const;

    bool m_any = false;
    bool m_rangeGiven = false;
    double m_now = 0;
    double m_low = 0;
    double m_high = 0;
    QString m_unit;
    std::optional<double> m_best;
    std::optional<QPair<double, double>> m_target;
};

} // namespace sizhen
