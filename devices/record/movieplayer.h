// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/encodedpacket.h"
#include "core/crypto/secretbytes.h"

#include <QObject>
#include <QSet>
#include <QThread>
#include <QVideoFrame>

#include <memory>

namespace sizhen {

// What is known of a recording once it is open.
struct MovieAbout {
    QList<MediaTrack> tracks;
    double seconds = 0;
    bool cut = false; // it ends where a crash, or somebody, cut it
};

// Plays a sealed recording in time, on a thread of its own. Everything returns at once.
class MoviePlayer final : public QObject
{
    Q_OBJECT
public:
    explicit MoviePlayer(QObject *parent = nullptr);
    ~MoviePlayer() override;

    void open(const QString &path, const SecretBytes &key); // → `opened`, with its first pictures, or `failed`
    void play();
    void pause();
    void seek(double seconds); // plays on, or shows what is there
    void hear(const QSet<int> &tracks); // which voices are mixed

Q_SIGNALS:
    void opened(const sizhen::MovieAbout &about);
    void pictureShown(int track, const QVideoFrame &picture);
    void soundHeard(const QByteArray &samples); // MovieReader's form; a little before it is due
    void positionChanged(double seconds); // some times a second
    void ended(); // it stands at its end
    void failed(const sizhen::Error &why); // "recording.damaged" …: it stands

private:
    class Worker;

    QThread m_thread;
    Worker *m_worker = nullptr; // lives there
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::MovieAbout)
