// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QVideoFrame>

namespace sizhen {

class VideoView;

// One end of a call, small, framed while it speaks. Pressed: it is to be large.
class EndTile final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit EndTile(QWidget *parent = nullptr);

    void setEnd(const QByteArray &station, const QString &name, const QString &state, bool stale);
    void setSpeaking(bool speaking);
    void setPicture(const QVideoFrame &picture);
    void clear();

    [[nodiscard]] QByteArray station() const { return m_station; }

    [[nodiscard]] bool isSpeaking() const { return m_speaking; }

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    QByteArray m_station;
    QString m_name;
    bool m_speaking = false;
    VideoView *m_view;
};

} // namespace sizhen
