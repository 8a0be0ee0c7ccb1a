// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sharedpictures.h"

#include <QImage>
#include <QTimer>
#include <QWidget>

namespace sizhen {

// A still that both sides look at: their marks in two colours and shapes (ours can be set and taken away), and the
// other one's finger. The mouse and the keyboard do the same: arrows move a cross, Enter sets a mark there, Delete
// takes the nearest of ours away.
class MarkedPicture final : public QWidget
{
    Q_OBJECT
public:
    explicit MarkedPicture(QWidget *parent = nullptr);

    void setPicture(const QImage &picture); // null: none
    void setWords(const QString &words); // instead of a picture
    void setMarks(const QList<PictureMark> &inviting, const QList<PictureMark> &invited, Side ours);
    void setMayMark(bool may);
    void showPointer(const std::optional<QPointF> &at); // goes by itself when nothing more is heard

    [[nodiscard]] bool hasPicture() const { return !m_picture.isNull(); }

    [[nodiscard]] QRectF pictureRect() const; // where it is painted
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void marksChanged(const QList<sizhen::PictureMark> &ours);
    void pointed(const std::optional<QPointF> &at); // our mouse, or cross

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] std::optional<QPointF> shareAt(const QPointF &place) const;
    [[nodiscard]] QPointF placeOf(const QPointF &share) const;

    [[nodiscard]] QList<PictureMark> &ours() { return m_ours == Side::Inviting ? m_inviting : m_invited; }

    void addMark(const QPointF &share);
    void removeNearest(const QPointF &share, double within);
    void moveCross(const QPointF &by);
    void paintMarks(QPainter &painter, const QList<PictureMark> &marks, Side side) const;
    void describe();

    QImage m_picture;
    QString m_words;
    QList<PictureMark> m_inviting;
    QList<PictureMark> m_invited;
    Side m_ours = Side::Inviting;
    bool m_mayMark = false;
    std::optional<QPointF> m_cross; // of the keyboard
    std::optional<QPointF> m_pointer; // the other one's
    QTimer m_pointerGoes{this};
};

} // namespace sizhen
