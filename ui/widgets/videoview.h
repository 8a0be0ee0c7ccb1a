// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QVideoFrame>
#include <QWidget>

#include <optional>

namespace sizhen {

// A moving picture as it is, not cut and not stretched, with the name of who is seen, the delay and the state in words.
// Without a picture it says why: it is never black without words. Painted by the processor, so that it needs no GL and
// a screenshot shows it.
class VideoView final : public QWidget
{
    Q_OBJECT
public:
    explicit VideoView(QWidget *parent = nullptr);

    void setPicture(const QVideoFrame &picture); // BGRx is painted as it came
    void clear(); // who is gone is not shown any more

    void setName(const QString &name);
    void setState(const QString &words, bool stale = false); // stale: the picture that stands is an old one

    void setMirrored(bool mirrored) { m_mirrored = mirrored; } // one's own picture, as people know themselves

    void setDelay(std::optional<int> ms);

    [[nodiscard]] bool hasPicture() const { return !m_image.isNull(); }

    [[nodiscard]] QRect pictureRect() const; // where it is painted; empty without one
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void paintLine(QPainter &painter, const QRect &rect, const QString &words) const;
    void describe(); // for the screen reader

    QImage m_image;
    QString m_name;
    QString m_state;
    bool m_stale = false;
    bool m_mirrored = false;
    std::optional<int> m_delayMs;
};

} // namespace sizhen
