// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QTimer>
#include <QVideoFrame>
#include <QWidget>

#include <optional>

class QVBoxLayout;

namespace sizhen {

class EndTile;
class VideoView;

// All other ends of a call: who speaks is large, the others stand beside it. An interpreter is heard and stays small,
// so that the face of who is spoken to does not go away with every sentence. A click, or the space bar, keeps one large
// until the next. With one end it is that one's picture and nothing else.
class EndsView final : public QWidget
{
    Q_OBJECT
public:
    struct End {
        QByteArray station;
        QString name; // of the person, and where
        QString brief; // where there is little room
        bool staysSmall = false; // until somebody keeps it large: an interpreter, a second camera
        QString state; // in words; empty: the picture says it
        bool stale = false; // the picture that stands is an old one
        std::optional<int> delayMs;
    };

    static constexpr int staysMs = 1500; // a large picture at least: nobody can look at faces that jump

    explicit EndsView(QWidget *parent = nullptr);

    void setEnds(const QList<End> &ends); // the main one first
    void setAlone(const QString &name, const QString &words); // nobody yet, or no more: whose, and why
    void setSpeaker(const QByteArray &station); // empty: nobody speaks
    void showPicture(const QByteArray &station, const QVideoFrame &picture);
    void clear(); // who is gone is not shown any more

    [[nodiscard]] QByteArray largeStation() const { return m_large; } // empty: nobody is there

    [[nodiscard]] VideoView *largeView() const { return m_largeView; }

    [[nodiscard]] QByteArray kept() const { return m_kept; } // by a click

protected:
    void changeEvent(QEvent *event) override;

private:
    void keep(const QByteArray &station);
    void decide(); // who is large now
    [[nodiscard]] QByteArray wanted() const;
    void place();
    [[nodiscard]] const End *endOf(const QByteArray &station) const;

    QList<End> m_ends;
    QByteArray m_large;
    QByteArray m_kept;
    QByteArray m_speaker; // now
    QByteArray m_spoke; // last, of those who may be large
    QHash<QByteArray, QVideoFrame> m_last; // each one's newest picture
    VideoView *m_largeView;
    QWidget *m_strip;
    QList<EndTile *> m_tiles;
    QElapsedTimer m_since; // the large one is large
    QTimer m_later{this};
};

} // namespace sizhen
