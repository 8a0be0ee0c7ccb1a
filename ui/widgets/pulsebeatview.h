// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/pulsebeatmarks.h"
#include "ui/widgets/pulsehand.h"

#include <QWidget>

namespace sizhen {

// The average beat of an earlier visit, laid over today's.
struct EarlierBeat {
    QString label; // a date
    AverageBeat beat;
};

// The average beat with its marks: heights h1 to h5 above the foot, times t1 to t5 and t below, the width w. A
// physician moves a mark with the mouse or the keyboard; the machine's stays beside it, hollow. What cannot be seen has
// no mark.
//
// Keys: Tab or Up and Down choose a mark, Left and Right move it by a sample (Shift: by five), Delete goes back to the
// machine's, Enter places one that the machine does not see, N lays all beats over each other at one height and length.
class PulseBeatView final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseBeatView(QWidget *parent = nullptr);

    void setBeat(const std::optional<AverageBeat> &beat,
                 const QString &otherwise); // `otherwise`: said when there is no beat
    void setUnit(const QString &ucum); // of the heights
    void setCorrections(const QMap<QString, double> &mine, const QMap<QString, double> &partners); // by key
    void setEarlier(const QVector<EarlierBeat> &earlier); // the newest first

    [[nodiscard]] const QVector<EarlierBeat> &earlier() const { return m_earlier; }

    void setMovable(bool movable); // who only reads cannot move a mark; movable at first
    void setNormalised(bool normalised);

    [[nodiscard]] bool isNormalised() const { return m_normalised; }

    [[nodiscard]] QString selected() const { return m_selected; } // key; empty: none

    void select(const QString &key);

    [[nodiscard]] const PulseBeatMarks &marks() const { return m_marks; }

    [[nodiscard]] QPointF markPlace(const QString &key) const; // where the mark in force is drawn
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void markMoved(const QString &key, double index); // keys and indices: PulseBeatMarks
    void markReset(const QString &key); // the machine's holds again

protected:
    void paintEvent(QPaintEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] QPointF place(double index, double height) const;
    [[nodiscard]] double indexAt(double x) const;
    [[nodiscard]] double levelOf(const QString &key, double index) const; // of the wave there, or of the width
    [[nodiscard]] QString keyNear(const QPointF &at) const;

    [[nodiscard]] bool hasMarks() const { return m_beat && m_beat->marks; }

    bool stepMark(int by); // false at either end
    void move(const QString &key, double index);
    void reset(const QString &key);
    void say();
    void fit();
    [[nodiscard]] QString infoWords() const;

    void paintMarks(QPainter &painter) const;
    void paintMark(QPainter &painter, const QString &key) const;
    void paintWidth(QPainter &painter) const;
    void paintTime(QPainter &painter, double from, double to, int level, const QString &name) const;
    void paintTimes(QPainter &painter) const;
    void paintEarlier(QPainter &painter) const;
    void paintWords(QPainter &painter) const;
    [[nodiscard]] QVector<PulseLegendEntry> legend() const;

    std::optional<AverageBeat> m_beat;
    PulseBeatMarks m_marks;
    QMap<QString, double> m_mine; // as given: they may come before their beat
    QMap<QString, double> m_partners;
    QVector<EarlierBeat> m_earlier;
    QString m_otherwise;
    QString m_unit;
    QString m_selected;
    QString m_hovered;
    QString m_dragged;
    bool m_hasMoved = false;
    bool m_movable = true;
    bool m_normalised = false;
    double m_low = 0;
    double m_high = 1;
};

} // namespace sizhen
