// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmessage.h"
#include "core/call/callpost.h"
#include "core/records/certificate.h"

#include <functional>
#include <variant>
#include <vector>

namespace sizhen {

// Who is at the other end, as it was proved (SES-03, SES-08).
struct CallParty {
    StationCertificate station;
    PersonCertificate person;
};

// What a call must ask others: whose keys are believed, who may speak. Nothing in it waits.
struct CallTrust {
    std::function<QByteArray(const QCborMap &body)> sign; // Ledger::signCall
    // The partner's current station with this key; Untrusted for any other, one that was revoked too.
    std::function<Result<StationCertificate>(const QByteArray &key)> station;
    std::function<bool(const QByteArray &key)> sister; // another station of our own house
    // May this person of theirs speak in this case now (SES-03)?
    std::function<Result<>(const PersonCertificate &person)> person;
    std::function<QByteArray(qsizetype size)> random;
};

// SES-03: who speaks was certified by the institution of that station, signed for this very call (`about`: its id, or
// the room's), and is part of the case. Refused SES-03 "ses.unidentified".
[[nodiscard]] Result<CallParty> provedParty(const CallMessage &message, const QByteArray &about,
                                            const StationCertificate &station, const CallTrust &trust);

// Our own person in a call. `sign` is asked once a call, with the domain callPersonDomain.
struct CallSpeaker {
    QByteArray certificate;
    std::function<QByteArray(const QByteArray &claim)> sign;
};

// What follows from a step. Rounds count how often was dialled; who gets an order of an older round drops it.
struct CallSend {
    QByteArray payload; // to all who share the case
    bool ofRoom = false; // isOfRoom()
};

struct CallBegin { // throw the engine away that is there, make a new one
    int round = 0;
    bool offers = false;
};

struct CallDescribe { // hand it to the engine: it was checked
    SessionDescription description;
};

struct CallWay {
    IceCandidate candidate;
};

struct CallStop { // no engine is needed any more
};

struct CallTold { // for a person: something was refused, or the partner is silent
    Error error;
};

struct CallForward { // the other end says by which room of a forwarding server it sends from now on
    std::optional<ForwardedPlan> plan; // none: by none any more; admin key and tokens are known to who makes it only
};

struct CallDismiss { // an end's call is over: the server, on which we made the room, lets it in no more
    QString token;
};

using CallStep
    = std::variant<CallSend, CallBegin, CallDescribe, CallWay, CallStop, CallTold, CallForward, CallDismiss>;
using CallSteps = std::vector<CallStep>;

enum class CallStage {
    Idle,
    Inviting, // we call; nobody has answered
    Ringing, // they call; a person here must answer
    Connecting, // both agreed; ways are tried, for the first time
    Connected, // picture and sound come
    Interrupted // they came, and come no more: it dials again by itself
};

[[nodiscard]] QString
callStageName(CallStage stage); // "idle" "inviting" "ringing" "connecting" "connected" "interrupted"

// One call about one case between this station and one of the partner's: invitation, answer, descriptions and ways,
// dialling again, end. Messages may be lost, doubled, swapped and late, and the link under them may change. A pure
// machine: bytes and milliseconds of a steady clock in, steps out; no socket, no GStreamer, no clock of its own.
class CallSession
{
public:
    static constexpr qint64 inviteLifeMs = 30'000; // an invitation that is older is stale
    static constexpr qint64 silentMediaMs = 2000; // without a packet: interrupted
    static constexpr qint64 redialMs = 4000; // then: throw the engine away and dial again
    static constexpr qint64 hurriedRedialMs = 2500; // where another line waits
    static constexpr qint64 silentPartnerMs = 4500; // without a message, while interrupted: the partner is told silent
    static constexpr qint64 lostMs = 60'000; // interrupted, or connecting, for so long: the call is over
    static constexpr qint64 forwardedMs = 15'000; // by the server nothing comes: dial the other end directly
    static constexpr qint64 overlapMs = 2000; // by the server it flows both ways: the engine of its own is let go

    struct Setup {
        QByteArray caseId;
        QByteArray station; // our key
        bool wins = false; // we are the inviting side: of two calls at once ours is the one that counts
        CallTrust trust;
        QByteArray peer = {}; // one of two in a room: the other's station; empty: whoever of the partner's answers
    };

    explicit CallSession(Setup setup);

    // A person's wishes. Fault::Refused "call.busy", "call.none_waiting"; Untrusted when our own person cannot sign.
    [[nodiscard]] Result<CallSteps> invite(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] Result<CallSteps> accept(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] Result<CallSteps> join(const CallSpeaker &speaker, const QByteArray &room, qint64 nowMs); // the peer
    [[nodiscard]] CallSteps hangUp(qint64 nowMs); // declines, cancels or ends
    // The peer is answered with this word at once.
    void welcome(const CallSpeaker &speaker, const QByteArray &room);

    void setHurries(bool hurries) { m_hurries = hurries; } // there is another line to try: no dialling is waited for long

    // Picture and sound are to come by a forwarding server: no engine is begun while they do, and the one that runs is
    // stopped once both ends say so. Where nothing comes that way the two dial each other all the same.
    [[nodiscard]] CallSteps setForwarded(bool forwarded, qint64 nowMs);

    [[nodiscard]] CallSteps sayForward(const std::optional<ForwardedRoom> &room, qint64 nowMs); // with the peer's token

    void setBusy(bool busy) { m_busy = busy; } // this station speaks in another case

    void setMayAnswer(bool may) { m_mayAnswer = may; } // somebody is here who may: else nothing rings

    // --- what comes
    [[nodiscard]] CallSteps hear(const QByteArray &payload, qint64 nowMs);
    [[nodiscard]] CallSteps hear(const CallMessage &message, qint64 nowMs); // that openCallMessage() gave
    [[nodiscard]] CallSteps turnAway(const CallMessage &message, const QString &reason); // of Kind::End
    [[nodiscard]] CallSteps described(int round, const SessionDescription &description, qint64 nowMs);
    [[nodiscard]] CallSteps wayFound(int round, const IceCandidate &candidate, qint64 nowMs);
    void mediaConnected(int round, qint64 nowMs);
    void packetsCame(int round, qint64 inAll, qint64 nowMs); // as often as it is counted
    void cameByServer(qint64 nowMs); // packets, since the last time
    // What is sent and heard here: told to the partner, at once when a stream begins or ends.
    [[nodiscard]] CallSteps sending(const CallSending &ours, qint64 nowMs);
    [[nodiscard]] CallSteps mediaFailed(int round, const Error &reason, qint64 nowMs);
    [[nodiscard]] CallSteps tick(qint64 nowMs); // about ten times a second

    // --- what is
    // An invitation rings when its sender has confirmed that it still stands.
    [[nodiscard]] CallStage stage() const
    {
        if (m_stage == CallStage::Ringing && !m_fresh)
            return m_wanted ? CallStage::Inviting : CallStage::Idle; // who called, too, goes on waiting
        return m_stage;
    }

    [[nodiscard]] const std::optional<CallParty> &partner() const { return m_partner; } // of the call that is, or was

    [[nodiscard]] int round() const { return m_round; }

    [[nodiscard]] bool isSpeaking() const // from the word of both on
    {
        return m_stage == CallStage::Connecting || m_stage == CallStage::Connected || m_stage == CallStage::Interrupted;
    }

    [[nodiscard]] bool isFree() const { return m_stage == CallStage::Idle; } // nothing is asked or answered

    [[nodiscard]] bool ringsThere() const { return m_heardThere; } // Inviting: a station of theirs rings

    [[nodiscard]] bool isBusyThere() const { return m_busyThere; } // Inviting: one of theirs speaks in another call

    [[nodiscard]] bool isPartnerSilent() const { return m_toldSilent; }

    // What the partner says of its sound and picture; not known before its first word.
    [[nodiscard]] const std::optional<CallSending> &partnerSending() const { return m_theirs; }

    [[nodiscard]] qint64 partnerSaidAt() const { return m_theirsAt; } // the number of that word

    [[nodiscard]] const std::optional<Error> &ended() const { return m_ended; } // why the last call is over

    [[nodiscard]] QByteArray callId() const { return m_call; }

    [[nodiscard]] bool knows(const QByteArray &call) const { return call == m_call || m_over.contains(call); }

private:
    using Kind = CallMessage::Kind;

    struct EarlyWay {
        int round = 0;
        IceCandidate candidate;
    };

    // --- callsession.cpp
    void begin(const QByteArray &call, bool ours, qint64 nowMs);
    void finish(const Error &why, qint64 nowMs);
    [[nodiscard]] CallMessage addressed(CallMessage message) const;
    void say(CallMessage message, qint64 nowMs); // repeated until it is confirmed
    void sayOnce(CallMessage message);
    void sayAlive(qint64 nowMs);
    void sayEnd(const QString &reason, qint64 nowMs);
    void letEngineGo(qint64 nowMs);
    [[nodiscard]] bool isOverdue(qint64 nowMs) const;
    [[nodiscard]] bool isOfEngine(int round) const { return round == m_round && m_hasEngine && isSpeaking(); }
    void startRound(int round, qint64 nowMs);
    void dialAgain(qint64 nowMs); // or ask the one who dials
    void enter(CallStage stage, qint64 nowMs);
    void tell(const QString &message);
    void tickSpeaking(qint64 nowMs);
    [[nodiscard]] QByteArray about() const { return m_setup.peer.isEmpty() ? m_call : m_room; } // what a person signs
    [[nodiscard]] Result<CallSteps> ask(Kind kind, const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] Result<CallMessage> named(CallMessage::Kind kind, const CallSpeaker &speaker) const;
    [[nodiscard]] Result<> acceptNow(const CallSpeaker &speaker, qint64 nowMs);
    [[nodiscard]] CallSteps taken();

    // --- callsessionin.cpp: what the other end says
    void take(const CallMessage &message, const StationCertificate &station, qint64 nowMs);
    void takeInCall(const CallMessage &message, const StationCertificate &station, qint64 nowMs);
    void takeFromPeer(const CallMessage &message, qint64 nowMs);
    void takeFromSister(const CallMessage &message, qint64 nowMs);
    void takeInvite(const CallMessage &message, const StationCertificate &station, qint64 nowMs);
    void takeAccept(const CallMessage &message, const StationCertificate &station, qint64 nowMs);
    void takeAck(const CallMessage &message, qint64 nowMs);
    void takeEnd(const CallMessage &message, qint64 nowMs);
    void takeSending(const CallMessage &message, qint64 nowMs);
    void takeDescription(const CallMessage &message, qint64 nowMs);
    void takeWay(const CallMessage &message);
    void giveWay(const IceCandidate &candidate);
    void takeRedial(const CallMessage &message, qint64 nowMs);
    void takeForward(const CallMessage &message);
    void confirm(const CallMessage &message);
    void replyEnd(const CallMessage &message, const QString &reason);
    void refuse(Error error, qint64 nowMs);

    const Setup m_setup;
    CallSteps m_steps;
    CallPost m_post;
    CallStage m_stage = CallStage::Idle;
    qint64 m_since = 0; // of the stage
    bool m_busy = false;
    bool m_hurries = false;
    bool m_mayAnswer = true;
    QByteArray m_call;
    bool m_ours = false; // we invited, so we make the offers
    std::optional<CallMessage> m_invitation; // ours, while it stands
    QByteArray m_room; // with a peer
    std::optional<CallSpeaker> m_welcome;
    std::optional<CallSpeaker> m_wanted; // who called, and gave way: they answer the partner's call without a click
    std::optional<CallParty> m_partner;
    QByteArray m_peer; // key of the partner's station
    bool m_heardThere = false;
    bool m_busyThere = false;
    qint64 m_heardNumber = 0; // Ringing: of our Heard
    bool m_fresh = false; // Ringing: it was confirmed, so the invitation stands
    int m_round = 0;
    bool m_hasEngine = false;
    bool m_forwarded = false;
    qint64 m_theirsBefore = 0; // their last word before the engine that runs began
    qint64 m_serverSince = 0; // it comes by the server without a pause
    qint64 m_serverAt = 0;
    qint64 m_forwardNumber = 0; // of the newest Forward that came
    bool m_described = false; // the other end's description of this round was handed on
    QVector<EarlyWay> m_earlyWays; // that came before their description
    int m_ways = 0; // of theirs in this round
    qint64 m_roundAt = 0;
    std::optional<qint64> m_dialAt; // an engine failed: dial again then
    qint64 m_downAt = 0; // since when nothing comes
    qint64 m_packets = 0;
    qint64 m_packetAt = 0;
    qint64 m_heardAt = 0; // the partner's station, anything
    qint64 m_aliveAt = 0;
    bool m_toldSilent = false;
    std::optional<CallSending> m_sending; // ours
    std::optional<CallSending> m_theirs;
    qint64 m_theirsAt = 0; // number of the message
    std::optional<Error> m_ended;
    QList<QByteArray> m_over; // calls that were: an old message does not wake them
    QString m_refusalTold;
    qint64 m_refusalAt = 0;
};

} // namespace sizhen
