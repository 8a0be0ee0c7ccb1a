// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QHash>
#include <QVector>
#include <QWidget>

#include <array>
#include <optional>

namespace sizhen {

// What one place on a wrist shows of itself.
struct PulseSiteState {
    enum class Kind { Untouched, Taking, Good, Poor };
    enum class Level { Open, Taking, Counts, Failed }; // of one depth

    Kind kind = Kind::Untouched;
    QVector<double> beat; // thumbnail of the average beat; empty: none
    std::optional<double> perMinute;
    std::optional<double> pressure; // of the greatest pulse
    QString pressureUnit;
    std::array<Level, 3> levels{}; // floating, middle, deep
};

// One place on a wrist: its state as a shape and a word, its beat as a thumbnail.
class PulseSiteCell final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit PulseSiteCell(const QString &site, QWidget *parent = nullptr);

    void setState(const PulseSiteState &state);

    [[nodiscard]] const PulseSiteState &state() const { return m_state; }

    [[nodiscard]] QString stateWord() const;
    [[nodiscard]] QString levelWords() const; // "floating 浮: counts, …"; empty while all are open
    [[nodiscard]] QSize sizeHint() const override;
    void retranslate();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintBeat(QPainter &painter, const QRectF &area) const;
    void paintLevels(QPainter &painter, const QRectF &area) const;
    void paintFrame(QPainter &painter) const;
    void paintState(QPainter &painter, const QRectF &foot) const;

    QString m_site;
    PulseSiteState m_state;
};

// Two wrists with three places each, as the patient holds them out. Arrow keys go from place to place.
class PulseSiteGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseSiteGrid(QWidget *parent = nullptr);

    void setState(const QString &site, const PulseSiteState &state);
    void setCurrent(const QString &site);

    [[nodiscard]] QString current() const { return m_current; }

    [[nodiscard]] PulseSiteCell *cell(const QString &site) const { return m_cells.value(site); }

    // The first place in the order of taking that is untouched or poor; empty: all six are good.
    [[nodiscard]] QString nextOpen() const;
    void retranslate();

Q_SIGNALS:
    void siteChosen(const QString &site);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QString neighbour(const QString &site, int key) const;

    QHash<QString, PulseSiteCell *> m_cells;
    QString m_current;
};

} // namespace sizhen
