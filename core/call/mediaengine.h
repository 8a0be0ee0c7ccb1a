// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/callsending.h"
#include "core/call/callsignal.h"
#include "core/call/callstatistics.h"
#include "core/call/encodedpacket.h"
#include "core/call/mediadevice.h"
#include "core/call/sdp.h"

#include <QObject>
#include <QVideoFrame>

#include <memory>

namespace sizhen {

enum class CallState {
    Idle, // not started
    Ready, // sources run; nobody is connected
    Connecting, // descriptions were exchanged, ways are tried
    Connected, // the other end's key is the announced one; picture and sound flow
    Failed, // no way was found, or the line was lost for good; `failed` says why
    Stopped
};

[[nodiscard]] QString
callStateName(CallState state); // "idle" "ready" "connecting" "connected" "failed" "stopped": for files

// What goes into a call.
struct MediaSetup {
    enum class Source {
        Patient, // the synthetic patient: a moving picture with a clock, and speech or a tone; what comes is counted
        Devices // `devices`
    };
    Source source = Source::Patient;
    CallDevices devices; // may change while it runs: useDevices()
    VideoCodec codec = VideoCodec::H264; // what is offered; an answer may take the other one
    QSize size{640, 360};
    int framesPerSecond = 30;
    int videoKbit = 800; // per second
    int audioKbit = 32;
    bool foreign = false; // the other end may be a browser: its limits are kept
    bool loopback = false; // also 127.0.0.1: two programs on one machine
    QStringList addresses; // of this machine, to be found at: one provider's; empty: all there are
    QString relay; // RelayAddress::uri(); empty: none
    bool onlyByRelay = false; // a network that lets nothing else through, and tests
    std::shared_ptr<EncodedTap> tap = {}; // hears what is sent and received, encoded; none: nobody
    bool inviting = true; // our side, for the names of the tap's tracks
    bool pictures = true; // false: received pictures are counted, and not handed over
    enum class Direction {
        Both,
        SendOnly, // offers
        ReceiveOnly // answers
    };
    Direction direction = Direction::Both; // of the two halves of a call by a forwarding server, one engine each
};

// One call with one other end: takes picture and sound, speaks WebRTC, gives back what comes. Nothing in it knows how.
// All calls return at once; what happens is said by signals on the caller's thread. One call an engine, once: who dials
// again makes another.
class MediaEngine : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // Opens the sources → `started`, or `failed`.
    virtual void start(const MediaSetup &setup) = 0;
    // → `described` with an offer, once the sources deliver. The other end's answer goes into takeDescription().
    virtual void offer() = 0;
    // An offer is answered → `described`; an answer is applied.
    virtual void takeDescription(const SessionDescription &description) = 0;
    virtual void takeCandidate(const IceCandidate &candidate) = 0;
    // Takes other devices, or none, while the call goes on; only with MediaSetup::Source::Devices. Engines of one maker
    // share them: the newest word counts, whichever was told, start() included. What cannot be opened is told by
    // `deviceFailed`, of each, and tried again once a second; its stream is closed for so long.
    virtual void useDevices(const CallDevices &devices) = 0;
    // The other end says whether it sends a picture: while it sends none, none is missing, and nothing freezes.
    virtual void expectPicture(bool expected) = 0;
    // Both ends begin anew with a picture that needs none before it: a recording begins.
    virtual void refreshPictures() = 0;
    // One picture of our camera (or the TongueCamera, which is CallDevices::detail) as it gives them → `stillTaken`, or
    // `stillFailed`: it does not run. Whichever engine of a maker is asked.
    virtual void takeStill(MediaRole role = MediaRole::Camera) = 0;
    // Of what comes from this other end, 0 to 1; what is recorded does not change.
    virtual void setVolume(double gain) = 0;
    // → `stopped`, once this end's devices are free, or are the next engine's: a maker keeps them for two seconds.
    virtual void stop() = 0;

    [[nodiscard]] virtual CallState state() const = 0;
    [[nodiscard]] virtual CallStatistics statistics() const = 0; // as of the last `statisticsChanged`

Q_SIGNALS:
    void started();
    void described(const sizhen::SessionDescription &description);
    void candidateFound(const sizhen::IceCandidate &candidate);
    void stateChanged(sizhen::CallState state);
    void pictureArrived(const QVideoFrame &picture);
    void detailArrived(const QVideoFrame &picture); // of the other end's second camera
    void ownPictureArrived(const QVideoFrame &picture); // of our camera, small, not mirrored
    void stillTaken(const QByteArray &png);
    void stillFailed(const sizhen::Error &reason);
    void sendingChanged(const sizhen::CallSending &sending); // `heard` is left out
    void levelsChanged(const sizhen::SoundLevels &levels); // ten times a second, with devices
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);
    void statisticsChanged(const sizhen::CallStatistics &statistics); // once a second, and a last time before `stopped`
    void failed(const sizhen::Error &reason); // the call is over
    void stopped();
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::CallState)
