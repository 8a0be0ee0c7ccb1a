// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/forwardedcall.h"

#include <map>

namespace sizhen {

// The engines of a call, one for each other end (the key of its station), all of one maker; and what comes by a
// forwarding server, which is shown of those ends that have no engine of their own. What concerns this station's own
// devices is told by the engine that has run longest, or by the one that sends to the server.
class CallEngines final : public QObject
{
    Q_OBJECT
public:
    explicit CallEngines(QObject *parent = nullptr);

    void setMaker(CallEngine::Maker maker);

    [[nodiscard]] bool hasMaker() const { return bool(m_maker); }

    [[nodiscard]] Result<> usable() const; // tries to make one

    void begin(const QByteArray &end, int round, bool offers, const MediaSetup &setup);
    void take(const QByteArray &end, const SessionDescription &description);
    void take(const QByteArray &end, const IceCandidate &candidate);
    void stop(const QByteArray &end);
    void setVolume(const QByteArray &end, double gain);
    void expectPicture(const QByteArray &end, bool expected);

    [[nodiscard]] QByteArray longest() const { return m_running.value(0); } // the end of it; empty: none runs

    [[nodiscard]] bool isIdle() const { return m_running.isEmpty() && !m_server; }

    [[nodiscard]] bool runs(const QByteArray &end) const { return m_running.contains(end); } // one of its own

    // From now on this station sends by the server, too, and takes from there whoever comes. The maker is ours.
    [[nodiscard]] Result<> forward(ForwardedCall::Setup setup);
    void forwardNoMore();
    void dismiss(const QString &token); // whose call is over, on the server where we made the room
    [[nodiscard]] bool comesByServer(const QByteArray &end) const; // now
    void setQuiet(const QByteArray &end, bool quiet); // it says that it sends nothing

    void useDevices(const CallDevices &devices);
    void refreshPictures(); // of all ends
    void takeStill(QObject *owner, MediaRole role, CallEngine::StillDone done);
    void forgetCounts(); // another call

    [[nodiscard]] CallStatistics received(const QByteArray &end) const; // of all rounds
    [[nodiscard]] CallStatistics ofRound(const QByteArray &end) const;

    [[nodiscard]] CallStatistics own() const; // of our camera

Q_SIGNALS:
    void described(const QByteArray &end, int round, const sizhen::SessionDescription &description);
    void wayFound(const QByteArray &end, int round, const sizhen::IceCandidate &candidate);
    void connected(const QByteArray &end, int round);
    void packetsCame(const QByteArray &end, int round, qint64 inAll);
    void failed(const QByteArray &end, int round, const sizhen::Error &reason);
    void pictureArrived(const QByteArray &end, const QVideoFrame &picture);
    void detailArrived(const QByteArray &end, const QVideoFrame &picture);
    void heard(const QByteArray &end, const sizhen::SoundLevels &levels);
    void cameByServer(const QByteArray &end); // packets, since the last time; about once a second
    void serverTold(const sizhen::Error &error);
    void serverFailed(const sizhen::Error &why); // it cannot go on
    void ownCounted(); // about once a second
    // --- this station's devices
    void longestChanged();
    void ownPictureArrived(const QVideoFrame &picture);
    void sendingChanged(const sizhen::CallSending &sending);
    void levelsChanged(const sizhen::SoundLevels &levels);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);

private:
    using Order = std::variant<SessionDescription, IceCandidate>;

    // An engine that is to begin, and what it is to be told then.
    struct Begin {
        QByteArray end;
        int round = 0;
        bool offers = false;
        MediaSetup setup;
        std::vector<Order> orders;
    };

    void open(const Begin &begin);
    void opened(const QByteArray &end);
    void take(const QByteArray &end, const Order &order);
    [[nodiscard]] Begin *waitingOf(const QByteArray &end);
    [[nodiscard]] CallEngine &engineOf(const QByteArray &end); // made when it is not there
    [[nodiscard]] CallEngine *runningOf(const QByteArray &end) const;
    void follow(const QByteArray &end, CallEngine *engine);
    void followServer();
    void leaveToServer(const QByteArray &end, bool leaves);
    [[nodiscard]] double gainOf(const QByteArray &end) const { return m_gains.contains(end) ? m_gains.at(end) : 1; }

    CallEngine::Maker m_maker;
    std::map<QByteArray, CallEngine *> m_engines; // children; they stay, for their counts
    QList<QByteArray> m_running; // the longest first
    ForwardedCall *m_server = nullptr; // a child
    std::map<QByteArray, qint64> m_serverPackets; // at the last count, by end
    std::map<QByteArray, CallStatistics> m_serverBefore; // of servers that were
    std::map<QByteArray, double> m_gains; // by end
    // The first of a program begins alone: plugins that are loaded by two at once have been seen to fail.
    bool m_loaded = false;
    QByteArray m_opening;
    std::vector<Begin> m_waiting;
    QTimer m_patience{this};
};

} // namespace sizhen
