// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"

#include <QWidget>

namespace sizhen {

// The pulse as it comes: a line that sweeps from left to right at 25 mm/s and overwrites itself. A gap is drawn as a
// gap. Each pixel column shows the least and greatest of its samples, so nothing short is lost at any rate.
class PulseTrace final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseTrace(QWidget *parent = nullptr);

    void begin(const QString &caption); // an empty screen; the caption says whose pulse it is
    void append(const PulseBlock &block);
    void setFrozen(bool frozen); // what comes is kept and not shown; the other side sees no difference

    [[nodiscard]] bool isFrozen() const { return m_frozen; }

    // The stretch [first, last] was judged poor: drawn in grey.
    void markPoor(quint64 first, quint64 last);

    [[nodiscard]] quint64 received() const { return m_end; } // number after the last sample

    [[nodiscard]] int missing() const { return m_missing; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Kind : quint8 { Empty, Missing, Sample, Poor };

    struct Column {
        qint32 low = 0;
        qint32 high = 0;
        qint32 last = 0;
        Kind kind = Kind::Empty;
    };

    void fitRing();
    void put(quint64 index, qint32 value, Kind kind);
    void followHeight();
    [[nodiscard]] double pixelsPerSecond() const;
    [[nodiscard]] Column column(int x) const;
    [[nodiscard]] double place(double value) const; // y
    void paintPaper(QPainter &painter) const;
    void paintLine(QPainter &painter) const;

    QString m_caption;
    double m_rateHz = 0;
    QVector<qint32> m_values; // one sweep; sample number modulo its size
    QVector<Kind> m_kinds;
    quint64 m_end = 0;
    quint64 m_shownEnd = 0;
    int m_missing = 0;
    double m_low = 0;
    double m_high = 0;
    bool m_hasRange = false;
    bool m_frozen = false;
};

} // namespace sizhen
