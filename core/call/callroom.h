// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"

#include <QSet>

#include <map>
#include <memory>

namespace sizhen {

// A step of a room, and with whom.
struct RoomStep {
    QByteArray end; // key of the other end's station; empty while nobody has answered
    CallStep step;
};

using RoomSteps = std::vector<RoomStep>;

// The call of a case as a room of ends, a station with a person each, of either house. The first two call and answer;
// whoever may speak in the case joins without a ring. Each two in the room prove themselves to each other and have a
// call of their own (CallSession), so that nobody needs to be trusted to pass on another's word, and who leaves takes
// along only his own. A pure machine like CallSession: bytes and milliseconds in, steps out.
class CallRoom
{
public:
    static constexpr int usualEnds = 3; // a mesh of more asks too much of a clinic's line
    static constexpr qint64 hereEveryMs = 1000;
    static constexpr qint64 leftMs = 3000; // after we left: what was said before comes in
    static constexpr qint64 hereLifeMs = 3500; // without a word: it is not in the room any more

    struct Setup {
        CallSession::Setup first; // of the call that rings
        // A current station of either house with this key; Untrusted for any other.
        std::function<Result<StationCertificate>(const QByteArray &key)> member;
        int mostEnds = usualEnds; // of a mesh
        QByteArray institution = {}; // our house's root
        std::function<bool()> hasServer = {}; // our house has a forwarding server
        std::function<std::optional<ForwardedPlan>()> plan = {}; // a new room on it
        // May picture and sound go by a server of this institution (its root)? The patient's word decides.
        std::function<bool(const QByteArray &institution)> mayForward = {};
    };

    // The forwarding server that the room goes by.
    struct Forwarding {
        QByteArray host; // the station that made the room there
        QByteArray institution; // its house: the server is an end of it (SES-08)
    };

    // A room that runs without us, as its ends announce it.
    struct Running {
        QByteArray room;
        QList<CallParty> parties; // proved
        int ends = 0; // with those that say nothing themselves
        int most = usualEnds; // that there may be
    };

    explicit CallRoom(Setup setup);

    // A person's wishes. As CallSession; join: Refused "call.none_running", "call.room_full".
    [[nodiscard]] Result<RoomSteps> invite(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] Result<RoomSteps> accept(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] Result<RoomSteps> join(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] RoomSteps hangUp(qint64 nowMs);

    void setBusy(bool busy) { m_busy = busy; }

    void setMayAnswer(bool may) { first().setMayAnswer(may); }

    // Our line is too thin for a stream to each end: three of them are forwarded then.
    void setThin(bool thin) { m_thin = thin; }

    // --- what comes
    [[nodiscard]] RoomSteps hear(const QByteArray &payload, qint64 nowMs);
    [[nodiscard]] RoomSteps described(const QByteArray &end, int round, const SessionDescription &said, qint64 nowMs);
    [[nodiscard]] RoomSteps wayFound(const QByteArray &end, int round, const IceCandidate &way, qint64 nowMs);
    [[nodiscard]] RoomSteps sending(const QByteArray &end, const CallSending &ours, qint64 nowMs);
    [[nodiscard]] RoomSteps mediaFailed(const QByteArray &end, int round, const Error &reason, qint64 nowMs);
    void mediaConnected(const QByteArray &end, int round, qint64 nowMs);
    void packetsCame(const QByteArray &end, int round, qint64 inAll, qint64 nowMs);
    void cameByServer(const QByteArray &end, qint64 nowMs);
    [[nodiscard]] RoomSteps serverFailed(qint64 nowMs); // for good: everybody is dialled directly
    void setHurries(const QByteArray &end, bool hurries); // CallSession::setHurries
    [[nodiscard]] RoomSteps tick(qint64 nowMs); // about ten times a second

    // --- what is
    [[nodiscard]] bool isIn() const { return !m_room.isEmpty(); }

    [[nodiscard]] QByteArray room() const { return m_room; }

    // Of the call that rings, of the end that has been there longest, or Connecting while a newcomer meets nobody yet.
    [[nodiscard]] CallStage stage() const;
    [[nodiscard]] QList<const CallSession *> ends() const; // those we speak with, the longest first
    [[nodiscard]] const CallSession *with(const QByteArray &end) const; // null: we do not speak
    [[nodiscard]] const CallSession &first() const { return *m_first.session; }
    [[nodiscard]] std::optional<Running> running(qint64 nowMs) const; // not ours
    [[nodiscard]] bool hasPlace(const Running &running) const { return running.ends < running.most; }
    [[nodiscard]] const std::optional<Forwarding> &forwarding() const { return m_forwarding; }
    // Houses of ends in this room, ours too, that have a forwarding server (their roots): whom the patient may be asked for.
    [[nodiscard]] QList<QByteArray> serverHouses(qint64 nowMs) const;
    [[nodiscard]] const std::optional<Error> &ended() const { return m_ended ? m_ended : first().ended(); }

private:
    // Two who speak, or spoke, or might.
    struct Seat {
        std::unique_ptr<CallSession> session;
        bool spoke = false; // at the last look
        bool asked = false; // we asked to join it, and it has not answered
        qint64 since = 0; // of that
    };

    // What another end last said of itself.
    struct Heard {
        QByteArray room;
        CallParty party;
        QByteArray who;
        QByteArray proof;
        QList<QByteArray> ends;
        qint64 number = 0;
        qint64 sinceMs = 0; // in this room
        qint64 atMs = 0; // its last word
        bool left = false;
        bool hasServer = false;
        bool forwards = false;
        bool isThin = false;
    };

    struct Judged {
        bool may = false;
        qint64 atMs = -1;
    };

    // What an end was told of our plan.
    struct Told {
        QByteArray call;
        QString token;
    };

    // A plan that another end told, and that is not followed yet.
    struct Offered {
        Forwarding by;
        QByteArray call; // in which it was told
        CallForward said;
    };

    struct Knocks {
        qint64 sinceMs = 0;
        QList<QByteArray> calls;
    };

    // --- callroom.cpp
    [[nodiscard]] CallSession &first() { return *m_first.session; }
    [[nodiscard]] Seat &pairWith(const QByteArray &key);
    [[nodiscard]] CallSession *speakingWith(const QByteArray &key) const;
    [[nodiscard]] bool isTaken(const QByteArray &key) const; // asked, answered or spoken with
    [[nodiscard]] int places(const QByteArray &without, qint64 nowMs) const; // that are taken, ours too
    void take(const QByteArray &end, CallSteps steps);
    void takeFirst(CallSteps steps);
    void enter(const QByteArray &room, const CallSpeaker &speaker, qint64 nowMs);
    void leave(const Error &why, qint64 nowMs);
    void hangUpAll(qint64 nowMs);
    void ask(const QByteArray &key, qint64 nowMs);
    void settle(qint64 nowMs); // after each step: who is there, and whether anybody is
    void settle(Seat &seat, qint64 nowMs);
    void sayHere(bool leaving, qint64 nowMs);
    void lookForOthers(qint64 nowMs);
    [[nodiscard]] RoomSteps taken(qint64 nowMs);

    // --- callroomforward.cpp
    [[nodiscard]] bool mayForward(const QByteArray &institution, qint64 nowMs) const;
    [[nodiscard]] bool hasServer() const;
    [[nodiscard]] int mostEnds(const QByteArray &room, qint64 nowMs) const;
    [[nodiscard]] QByteArray hostOf(const QByteArray &room, qint64 nowMs) const; // whose server serves; empty: nobody's
    [[nodiscard]] bool comesByServer(const QByteArray &newcomer, qint64 nowMs) const;
    [[nodiscard]] bool needsServer(qint64 nowMs) const;
    [[nodiscard]] bool isHosted(qint64 nowMs) const;
    [[nodiscard]] bool mayFollow(const Offered &offered, qint64 nowMs) const;
    void followForwarding(qint64 nowMs);
    void forward(const ForwardedPlan &plan, const Forwarding &by, qint64 nowMs);
    void forwardNoMore(qint64 nowMs);
    void setForwarded(bool forwarded, qint64 nowMs);
    void tellNewcomers(qint64 nowMs);
    void takeForward(const QByteArray &end, const CallForward &said, qint64 nowMs);
    void follow(const Offered &offered, qint64 nowMs);
    void giveUpPlan(qint64 nowMs);

    // --- callroomin.cpp
    void take(const CallMessage &message, qint64 nowMs);
    void takeHere(const CallMessage &message, qint64 nowMs);
    void takeJoin(const CallMessage &message, qint64 nowMs);
    [[nodiscard]] bool isFlood(const CallMessage &message, qint64 nowMs);
    [[nodiscard]] static bool isAlive(const Heard &heard, qint64 nowMs)
    {
        return !heard.left && nowMs - heard.atMs < hereLifeMs;
    }

    void refuse(const QByteArray &end, Error error, qint64 nowMs);

    const Setup m_setup;
    RoomSteps m_steps;
    Seat m_first;
    std::map<QByteArray, Seat> m_pairs; // by station
    std::map<QByteArray, Heard> m_heard; // by station
    std::map<QByteArray, Knocks> m_knocks; // by station
    std::map<QByteArray, qint64> m_left; // rooms, and when
    std::optional<Forwarding> m_forwarding;
    std::optional<ForwardedPlan> m_plan; // ours
    std::map<QByteArray, Told> m_told; // by end
    std::optional<Offered> m_offered;
    ForwardedRoom m_forwardedBy; // of m_forwarding
    qint64 m_forwardedAt = 0; // since when
    bool m_serverFailed = false; // ours; in this room it is not tried again
    bool m_thin = false;
    mutable std::map<QByteArray, Judged> m_judged; // by institution
    std::vector<std::pair<QByteArray, CallForward>> m_forwards; // that came in this step
    bool m_busy = false;
    QByteArray m_room; // empty: we are in none
    std::optional<CallSpeaker> m_asked; // who called or answered the call that rings
    CallSpeaker m_speaker; // in the room: says the same word to everybody
    qint64 m_joinedAt = 0;
    qint64 m_hereAt = 0;
    qint64 m_hereNumber = 0;
    std::optional<Error> m_ended;
    std::optional<Error> m_lastEnd;
    QString m_refusalTold;
    qint64 m_refusalAt = 0;
};

} // namespace sizhen
