// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"
#include "core/call/forwardedroom.h"
#include "core/call/janusmessage.h"

#include <functional>
#include <map>
#include <optional>
#include <variant>
#include <vector>

namespace sizhen {

// What follows from a step. `end` is the key of another end's station, or empty: what we send ourselves. Rounds count
// the engines of an end; who gets an order of an older round drops it.
struct VideoRoomSay {
    QByteArray json; // to the server
};

struct VideoRoomDial { // throw the socket away and open another one, after so long
    qint64 afterMs = 0;
};

struct VideoRoomBegin { // throw the engine away that is there, make a new one; ours offers, others answer
    QByteArray end;
    int round = 0;
};

struct VideoRoomDescribe { // hand it to the engine: it was checked
    QByteArray end;
    int round = 0;
    SessionDescription description;
};

struct VideoRoomWay {
    QByteArray end;
    int round = 0;
    IceCandidate candidate;
};

struct VideoRoomStop { // no engine is needed any more
    QByteArray end;
};

struct VideoRoomChanged { // who is there, or how it stands with him
};

struct VideoRoomTold { // for a person
    Error error;
};

struct VideoRoomOver { // it cannot go on; all engines are to stop
    Error error;
};

using VideoRoomStep = std::variant<VideoRoomSay, VideoRoomDial, VideoRoomBegin, VideoRoomDescribe, VideoRoomWay,
                                   VideoRoomStop, VideoRoomChanged, VideoRoomTold, VideoRoomOver>;
using VideoRoomSteps = std::vector<VideoRoomStep>;

// What a station signs to say "what comes under this number in this room is mine" (domain "sizhen.forwarded"). `since`
// is its clock: of two, the later one counts.
[[nodiscard]] QByteArray feedClaim(qint64 room, qint64 feed, const QByteArray &station, qint64 since);

inline constexpr QByteArrayView feedDomain = "sizhen.forwarded";

// Our end of a room on a forwarding server (Janus, plugin videoroom): session, room, what we send as one stream, what
// each other end sends as another; begins anew after a cut of socket or media. The server is believed as little as any
// other end: each of its descriptions must bear the announced key before an engine sees it (SES-08), and who sends must
// have signed for it (SES-03). A pure machine: texts and milliseconds of a steady clock in, steps out.
class VideoRoom
{
public:
    static constexpr qint64 keepAliveMs = 25'000;
    static constexpr qint64 answerMs = 10'000; // without an answer: begin anew
    static constexpr qint64 silentMs = 6000; // nothing of a stream that should flow: take it anew
    static constexpr qint64 interruptedMs = 2500; // without a packet, which are counted once a second
    static constexpr qint64 goneMs = 3000; // who does not come back in this time has left
    static constexpr qint64 expectedMs = 10'000; // who sends, and is no part of the call by then, is told
    static constexpr qint64 lostMs = 60'000; // for so long nothing of ours gets there: it is over

    struct Setup {
        ForwardedRoom room;
        QByteArray station; // our key
        // For the station that makes the room: the server's word for it, and the tokens of all ends.
        QString adminKey = {};
        QStringList tokens = {};
        std::function<QByteArray(qsizetype size)> random;
        std::function<qint64()> wallMs; // for feedClaim()
        std::function<QByteArray(QByteArrayView domain, QByteArrayView words)> sign; // with our station's key
        std::function<bool(const QByteArray &station, QByteArrayView domain, QByteArrayView words,
                           const QByteArray &signature)>
            isSigned;
        std::function<bool(const QByteArray &station)> expected; // it is part of this call; asked again and again

        [[nodiscard]] bool makesRoom() const { return !adminKey.isEmpty(); }
    };

    explicit VideoRoom(Setup setup);

    [[nodiscard]] VideoRoomSteps begin(qint64 nowMs);
    [[nodiscard]] VideoRoomSteps leave(); // who made the room takes it away
    // Whose call is over: its token serves no more, and it is turned out with whatever it receives. For who made the room.
    [[nodiscard]] VideoRoomSteps dismiss(const QString &token, qint64 nowMs);

    // --- the socket
    [[nodiscard]] VideoRoomSteps opened(qint64 nowMs);
    [[nodiscard]] VideoRoomSteps closed(qint64 nowMs); // or it could not be opened
    [[nodiscard]] VideoRoomSteps hear(const QByteArray &json, qint64 nowMs);
    // --- the engines
    [[nodiscard]] VideoRoomSteps described(const QByteArray &end, int round, const SessionDescription &said,
                                           qint64 nowMs);
    [[nodiscard]] VideoRoomSteps wayFound(const QByteArray &end, int round, const IceCandidate &way);
    [[nodiscard]] VideoRoomSteps mediaConnected(const QByteArray &end, int round, qint64 nowMs);
    [[nodiscard]] VideoRoomSteps mediaFailed(const QByteArray &end, int round, const Error &reason, qint64 nowMs);
    void packetsCame(const QByteArray &end, int round, qint64 inAll, qint64 nowMs);
    // It says itself that it sends nothing: silence is no fault then.
    void setQuiet(const QByteArray &end, bool quiet);
    [[nodiscard]] VideoRoomSteps tick(qint64 nowMs); // about ten times a second

    // --- what is
    [[nodiscard]] QList<QByteArray> ends() const; // the others
    // Of our own stream (empty), or another end's: Idle, Connecting, Connected or Interrupted.
    [[nodiscard]] CallStage stage(const QByteArray &end = {}) const;
    [[nodiscard]] int round(const QByteArray &end = {}) const;
    [[nodiscard]] bool isOver() const { return m_over; }

private:
    enum class Ask { Claim, Create, Attach, CreateRoom, Join, Publish, List, AttachFeed, JoinFeed, Start };

    struct Pending {
        Ask ask = Ask::Create;
        QByteArray end;
        int round = 0;
        qint64 untilMs = 0;
    };

    // What flows one way by an engine of its own.
    struct Stream {
        qint64 handle = 0; // of the server
        int round = 0;
        bool hasEngine = false;
        bool connected = false;
        bool wasConnected = false;
        bool quiet = false;
        qint64 packets = 0;
        qint64 heardMs = 0;
        int failures = 0;
        std::optional<qint64> againMs; // to be tried then
    };

    struct End : Stream {
        qint64 feed = 0; // its number; 0: it is away
        qint64 since = 0; // of its claim
        qint64 awayMs = 0;
    };

    // Who proved its name, and is no part of the call (yet, or any more).
    struct Waiting {
        qint64 feed = 0;
        qint64 since = 0;
        qint64 sinceMs = 0;
        bool told = false;
    };

    // --- videoroom.cpp
    [[nodiscard]] VideoRoomSteps taken();
    [[nodiscard]] bool isSilent(const End &end) const;
    [[nodiscard]] bool flows() const; // what we send gets there, as far as can be told
    void followStages();
    [[nodiscard]] Stream *streamOf(const QByteArray &end, int round);
    void ask(Ask ask, const QString &verb, qint64 handle, const QJsonObject &more, qint64 nowMs,
             const QByteArray &end = {});
    void say(const QString &verb, qint64 handle, const QJsonObject &more);
    void create(qint64 nowMs);
    void join(qint64 nowMs);
    void subscribe(const QByteArray &key, End &end, qint64 nowMs);
    void retry(const QByteArray &key, End &end, qint64 nowMs);
    void drop(const QByteArray &key, Stream &stream);
    void forget();
    void restart(qint64 nowMs, const QString &why);
    void finish(const Error &error);
    // --- videoroomin.cpp
    void take(const JanusMessage &message, qint64 nowMs);
    void takeSuccess(const JanusMessage &message, const Pending &pending, qint64 nowMs);
    void takeError(const JanusMessage &message, const Pending &pending, qint64 nowMs);
    void takeOwn(const JanusMessage &message, const std::optional<Pending> &pending, qint64 nowMs);
    void takeOther(const QByteArray &key, End &end, const JanusMessage &message,
                   const std::optional<Pending> &pending, qint64 nowMs);
    void takeWay(const QByteArray &key, const Stream &stream, const JanusMessage &message);
    void createRoom(qint64 nowMs);
    void takeJoined(const JanusMessage &message, qint64 nowMs);
    void takeFeeds(const QList<JanusFeed> &feeds, qint64 nowMs);
    void takeFeed(const JanusFeed &feed, qint64 nowMs);
    void turnOutStrangers(const QList<JanusFeed> &all);
    void list(qint64 nowMs);
    void takeClaimed(const QByteArray &station, qint64 feed, qint64 since, qint64 nowMs);
    void followExpected(qint64 nowMs);
    void tellStranger(qint64 feed);
    void feedGone(qint64 feed, qint64 nowMs);
    void reconcile(const QList<JanusFeed> &feeds, qint64 nowMs);
    [[nodiscard]] bool isTrusted(const SessionDescription &description);

    const Setup m_setup;
    const QString m_prefix; // of our transactions
    VideoRoomSteps m_steps;
    std::map<QString, Pending> m_pending; // by transaction
    std::map<QByteArray, End> m_ends; // by station
    std::map<QByteArray, Waiting> m_waiting; // by station
    Stream m_own;
    QStringList m_strangersTold;
    QStringList m_dismissed; // tokens
    qint64 m_asked = 0;
    qint64 m_session = 0;
    qint64 m_feed = 0; // our number
    qint64 m_privateId = 0;
    bool m_open = false;
    bool m_joined = false;
    bool m_over = false;
    bool m_claims = false; // the session may still be there
    int m_failures = 0; // since it last flowed
    qint64 m_saidMs = 0;
    qint64 m_flowedMs = 0; // our stream last did
    qint64 m_nowMs = 0; // of the last tick
    std::map<QByteArray, CallStage> m_shown; // at the last tick; empty: ours
};

} // namespace sizhen
