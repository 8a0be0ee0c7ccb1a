// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"

#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>
#include <variant>
#include <vector>

namespace sizhen {

// The engines of one call with one other end, one after the other: each dialling takes a new one, and the next begins when the one before
// has set its devices free. Counts over all of them.
class CallEngine final : public QObject
{
    Q_OBJECT
public:
    using Maker = std::function<Result<std::unique_ptr<MediaEngine>>()>;

    explicit CallEngine(QObject *parent = nullptr);

    void setMaker(Maker maker) { m_maker = std::move(maker); }

    [[nodiscard]] bool hasMaker() const { return bool(m_maker); }

    [[nodiscard]] Result<> usable() const; // tries to make one

    void begin(int round, bool offers, const MediaSetup &setup);
    void take(const SessionDescription &description);
    void take(const IceCandidate &candidate);
    void useDevices(const CallDevices &devices); // now, if one runs
    void stop();
    void forgetCounts(); // another call
    void expectPicture(bool expected); // in the rounds that follow, too, until another call begins
    void refreshPictures();
    void setVolume(double gain); // of what comes, of this engine and the next ones
    using StillDone = std::function<void(const Result<QByteArray> &png)>;
    void takeStill(QObject *owner, MediaRole role, StillDone done); // one at a time; the next waits for no other

    [[nodiscard]] CallStatistics received() const; // of all rounds

    [[nodiscard]] const CallStatistics &ofRound() const { return m_now; }

Q_SIGNALS:
    void described(int round, const sizhen::SessionDescription &description);
    void wayFound(int round, const sizhen::IceCandidate &candidate);
    void connected(int round);
    void packetsCame(int round, qint64 inAll);
    void failed(int round, const sizhen::Error &reason);
    void pictureArrived(const QVideoFrame &picture);
    void detailArrived(const QVideoFrame &picture);
    void ownPictureArrived(const QVideoFrame &picture);
    void sendingChanged(const sizhen::CallSending &sending);
    void levelsChanged(const sizhen::SoundLevels &levels);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);

private:
    using Order = std::variant<SessionDescription, IceCandidate>;

    void open();
    void follow(MediaEngine *engine);
    void retire();
    void answerStill(const Result<QByteArray> &png);

    Maker m_maker;
    MediaEngine *m_engine = nullptr; // a child
    bool m_opening = false; // waits for the one before
    std::vector<Order> m_waiting; // for an engine that is not there yet
    int m_round = 0;
    bool m_offers = false;
    MediaSetup m_setup;
    double m_volume = 1;
    CallStatistics m_before; // what earlier rounds received
    CallStatistics m_now;
    bool m_expects = true;
    int m_retiring = 0;
    StillDone m_still; // somebody waits for it
    QPointer<QObject> m_stillOwner;
    QTimer m_stillPatience{this};
    QTimer m_patience{this}; // a device that never gets free must not keep the next one
};

} // namespace sizhen
