// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/callengine.h"
#include "core/call/videoroom.h"
#include "core/net/forwardersocket.h"

#include <QElapsedTimer>

#include <map>

namespace sizhen {

// A call that goes by the forwarding server of one of the two houses: ties a VideoRoom to its socket, to one engine that
// sends and to one for each other end. Comes back by itself after a cut of socket or media.
class ForwardedCall final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        VideoRoom::Setup room;
        CallEngine::Maker maker; // all engines share its devices
        // What an end's engine begins with, asked each time; empty: the one that sends. Direction, codec and rate are
        // the room's.
        std::function<MediaSetup(const QByteArray &end)> media;
    };

    explicit ForwardedCall(Setup setup, QObject *parent = nullptr);

    // Invalid "link.forwarder_address"; Unsupported without media.
    [[nodiscard]] Result<> start();
    void leave();
    void dismiss(const QString &token); // VideoRoom::dismiss

    void useDevices(const CallDevices &devices);
    void refreshPictures();
    void takeStill(QObject *owner, MediaRole role, CallEngine::StillDone done);
    void setQuiet(const QByteArray &end, bool quiet) { m_room.setQuiet(end, quiet); } // it says that it sends nothing
    void setVolume(const QByteArray &end, double gain);
    void expectPicture(const QByteArray &end, bool expected);

    [[nodiscard]] QList<QByteArray> ends() const { return m_room.ends(); } // stations of the others

    [[nodiscard]] CallStage stage(const QByteArray &end = {}) const { return m_room.stage(end); } // empty: ours

    [[nodiscard]] int round(const QByteArray &end = {}) const { return m_room.round(end); }

    [[nodiscard]] bool isOver() const { return m_room.isOver(); }

    [[nodiscard]] CallStatistics received(const QByteArray &end) const; // of all rounds
    [[nodiscard]] CallStatistics ofRound(const QByteArray &end = {}) const; // empty: what we send

Q_SIGNALS:
    void changed(); // ends or stages
    void began(const QByteArray &end); // an engine is there, and runs next
    void counted(const QByteArray &end); // about once a second
    void pictureArrived(const QByteArray &end, const QVideoFrame &picture);
    void heard(const QByteArray &end, const sizhen::SoundLevels &levels);
    void told(const sizhen::Error &error);
    void over(const sizhen::Error &why); // it cannot go on
    // --- this station's devices
    void ownPictureArrived(const QVideoFrame &picture);
    void sendingChanged(const sizhen::CallSending &sending);
    void levelsChanged(const sizhen::SoundLevels &levels);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);

private:
    [[nodiscard]] CallEngine &engineOf(const QByteArray &end); // made when it is not there
    void follow(const QByteArray &end, CallEngine *engine);
    void followOwn(CallEngine *engine);
    void begin(const QByteArray &end, int round);
    void perform(const VideoRoomSteps &steps);
    void perform(const VideoRoomStep &step);
    void onClosed(const Error &why);
    void halt();
    void refreshForNewcomers();

    [[nodiscard]] qint64 now() const { return m_clock.elapsed(); }

    const Setup m_setup;
    VideoRoom m_room;
    ForwarderSocket *m_socket = nullptr; // a child
    std::map<QByteArray, CallEngine *> m_engines; // children; they stay, for their counts
    QElapsedTimer m_clock; // steady
    QTimer m_tick{this};
    QTimer m_dial{this};
    QList<QByteArray> m_known; // ends that were there at the last look
    bool m_unreachableTold = false;
};

} // namespace sizhen
