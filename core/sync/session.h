// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/message.h"
#include "core/sync/syncstore.h"

#include <QHash>
#include <QSet>
#include <deque>
#include <optional>

namespace sizhen {

// One conversation with one partner: messages in, messages out. No socket, no thread, no clock of its own; time comes
// with every call in milliseconds of any clock that does not jump back. It pulls from the store only when the carrier
// asks for the next message, so a history of any length never lies in memory. Whole messages may be lost, doubled or
// swapped on the way: whoever lacks something asks again. What it stores is judged by SyncStore; what it may hand out,
// too.
class Session
{
public:
    struct Setup {
        QByteArray root; // our institution
        QByteArray certificate; // our station's, certified
        QByteArray nonce; // 32 random bytes, fresh for this session
        // Is the sender of this HELLO the partner the link stands for? Anything but success ends the session.
        std::function<Result<>(const wire::Hello &)> judge;
    };

    struct Timing {
        qint64 helloMs = 1'000; // HELLO again until READY
        qint64 retryMs = 2'000; // of silence, then what is lacking is asked for again; doubles up to retryMostMs
        qint64 retryMostMs = 30'000;
        qint64 pingMs = 3'000; // of silence
        qint64 deadMs = 10'000; // of silence: closed
        qint64 receiptMs = 5'000; // while a long history comes in
        qint64 sharedMs = 1'000; // how old our knowledge of what is shared may get
        qint64 markMs = 10'000; // between two marks
    };

    struct WentUp {
    };

    struct StreamAdvanced {
        QByteArray stream;
    };

    struct LiveReceived {
        QByteArray stream;
        quint64 number = 0;
        int channel = 0;
        QByteArray sealed;
        QByteArray origin; // empty: of the station at the other end
    };

    // `fatal`: the session is over because of it.
    struct Trouble {
        Error error;
        bool fatal = false;
    };

    using Event = std::variant<WentUp, StreamAdvanced, LiveReceived, Trouble>;

    // `urgent` messages may overtake others on the way; all others keep their order.
    struct Outgoing {
        QByteArray bytes;
        bool urgent = true;
    };

    Session(SyncStore &store, Setup setup, Timing timing);

    Session(SyncStore &store, Setup setup)
        : Session(store, std::move(setup), Timing())
    {
    }

    Q_DISABLE_COPY_MOVE(Session)

    void start(qint64 nowMs);
    void receive(const QByteArray &message, qint64 nowMs);
    // Several that came one after the other, a megabyte at most: received together, and when they are long only with a
    // later arrived() or catchUp(), so that their signatures are checked while what came before is stored.
    void arrived(const QList<QByteArray> &messages, qint64 nowMs);
    void catchUp(qint64 nowMs); // receives the oldest that waits

    [[nodiscard]] bool isBehind() const { return !m_waiting.empty() && !m_closed; }

    // Part of a message arrived: the partner lives and is busy.
    void heard(qint64 nowMs);
    // Call a few times a second.
    void tick(qint64 nowMs);

    // The next message for the carrier, when it has room. `urgentOnly`: it is in the middle of a long one.
    [[nodiscard]] std::optional<Outgoing> next(bool urgentOnly = false);

    // next() may do a little work without a message; call it again soon while this is true.
    [[nodiscard]] bool hasWork() const { return isUp() && m_moreWork; }

    [[nodiscard]] QList<Event> takeEvents();

    // Something new was written or shared here, or a stream ceased to be shared.
    void localChanged(const QByteArray &stream);
    // A partner's receipt arrived by another link: a sister wants to know.
    void receiptArrived(const QByteArray &stream);
    // Fault::Denied for a stream that is not shared, Busy before READY, Invalid when too long. `origin`: 8 bytes of the station
    // that sent it first; one of version 1 does not understand it and is not told.
    [[nodiscard]] Result<> sendLive(const QByteArray &stream, quint64 number, int channel, const QByteArray &sealed,
                                    const QByteArray &origin = {});
    void close(wire::Code why); // says so to the partner
    void bye();

    [[nodiscard]] int version() const { return m_version; } // the highest that both speak; 0 until HELLO came

    [[nodiscard]] bool isUp() const { return m_up && !m_closed; }

    [[nodiscard]] bool isClosed() const { return m_closed; }

    // Up, and as far as we know neither side lacks anything that the other could give.
    [[nodiscard]] bool isIdle() const;

private:
    struct Stream {
        QHash<QByteArray, FeedHead> ours;
        QHash<QByteArray, quint64> theirs; // what we know them to hold
        QHash<QByteArray, quint64> wanted; // asked for, up to here
        QHash<QByteArray, quint64> bulkSent; // left on the slow lane up to here
        QHash<QByteArray, FeedHead> kept; // what they got before sharing ended and never confirmed
        QHash<QByteArray, quint64> forks; // feeds with two truths, and where
        QList<QByteArray> missing; // chunks not yet asked for
        QSet<QByteArray> inFlight; // chunks asked for
        bool read = false; // `ours` was read
        bool heard = false; // they told us what they hold
        bool denied = false; // they do not know it (yet)
        QSet<QByteArray> later; // feeds of stations that the store does not know yet
        bool ended = false; // they get no more of it
        bool granted = false; // its grants were looked for
        int openGrants = 0; // said, and not answered
        bool confirmed = false; // they signed for everything that is here
        bool lacks = false; // chunks, when last scanned
        bool refused = false; // entries that this version does not take
        bool scan = true; // look which chunks are missing
        bool scanQueued = false;
        bool receiptDue = false;
        bool receiptAsked = false;
        bool receiptWasAsked = false; // once is enough, until there is more here
        qint64 receiptSince = 0;
        qint64 retryAt = 0;
        int tries = 0;
    };

    struct LiveMessage {
        QByteArray stream;
        QByteArray bytes;
    };

    struct Cursor {
        QByteArray stream;
        QByteArray feed;
        quint64 next = 1;
        bool quick = false; // a few fresh events: ahead of live pulse and of history
        bool single = false; // evidence of a fork: this one entry only
    };

    struct Ask {
        bool have = false;
        bool receipt = false;
    };

    static constexpr int maxTries = 6; // then they do not want it, and it is not outstanding any more

    struct GrantState {
        int tries = 0;
        bool taken = false;
        bool open = false; // counted in Stream::openGrants
        QByteArray signature; // of the one that counts: shared with more, a stream's grant is made anew
    };

    using GrantName = std::pair<QByteArray, quint32>; // stream, epoch
    using CursorName = std::pair<QByteArray, bool>; // feed, single

    // session.cpp: beginning, time, end
    void say(const wire::Message &message);
    void dispatch(const wire::Message &message);
    void on(const wire::Hello &hello);
    void on(const wire::Ready &ready);
    void on(const wire::Live &live);
    void on(const wire::Problem &problem);
    void onDenied(const wire::Problem &problem);
    void goUpIfBothReady();
    void closeBecause(wire::Code why, const Error &error);
    void closeOver(const Error &hostile);
    void trouble(const Error &error);
    void retry(const QByteArray &id, Stream &stream);
    void askAgain();

    // sessionintake.cpp: a long history comes in
    void receiveTogether(const QList<QByteArray> &messages, qint64 nowMs);
    void expect(const QList<QByteArray> &messages);
    [[nodiscard]] Result<wire::Message> read(const QByteArray &message);

    // sessionmarks.cpp: where to begin
    void begin(const QByteArray &mark);
    void on(const wire::Since &since);
    void on(const wire::Even &even);
    Stream &touch(const QByteArray &id);
    void followChanges();
    [[nodiscard]] static bool isEven(const Stream &stream);
    [[nodiscard]] bool isQuiet() const;
    void markIfDue();

    // sessionstreams.cpp: who holds what
    void streamChanged(const QByteArray &id, Stream &stream);
    Stream *shared(const QByteArray &id, const QByteArray &subject = {}); // says Denied and gives null when it is not
    bool readHeads(const QByteArray &id, Stream &stream);
    bool haveHeads(const QByteArray &id, Stream &stream);
    void forget(const QByteArray &id);
    void holdBack(const QByteArray &id);
    void announce(const QByteArray &id, Ask ask);
    void on(const wire::Have &have);
    void compare(const wire::Have &have, Stream &stream);
    void compareHead(const QByteArray &id, Stream &stream, const FeedHead &theirs);
    void freeze(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 sequence);
    void want(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 upTo);
    void lookForReceipt(const QByteArray &id, Stream &stream);
    void askReceiptIfLost(const QByteArray &id, Stream &stream);
    void on(const wire::Entries &entries);
    void onForkEvidence(const wire::Entries &entries, Stream &stream);
    void entriesRefused(const wire::Entries &entries, Stream &stream, const Error &error);
    void entriesTaken(const wire::Entries &entries, Stream &stream, const Received &received);
    void on(const wire::Receipted &receipted);
    void on(const wire::Granting &granting);
    void on(const wire::Granted &granted);
    void loadGrants(const QByteArray &stream);
    void queueGrant(const Grant &grant);
    void follow(const GrantName &name, GrantState &grant);
    void sayGrantsAgain();
    void giveBack(const QByteArray &stream);
    void receiptIsDue(const QByteArray &id, Stream &stream);
    void relayReceipts(const QByteArray &id);
    void progress(const QByteArray &id, Stream &stream);
    void settle(const QByteArray &id, Stream &stream);
    [[nodiscard]] static bool isSettled(const Stream &stream);
    [[nodiscard]] static bool theyHoldOurs(const Stream &stream);

    // sessionout.cpp: what goes out, in which order
    void on(const wire::Want &want);
    void serve(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 from, bool single);
    void on(const wire::ChunkWant &want);
    void on(const wire::Chunk &chunk);
    [[nodiscard]] std::optional<Outgoing> nextOf(bool urgentOnly);
    [[nodiscard]] std::optional<Outgoing> nextUrgent();
    [[nodiscard]] std::optional<Outgoing> nextBulk();
    [[nodiscard]] std::optional<Outgoing> nextEntries(bool quick);
    [[nodiscard]] std::optional<QList<QByteArray>> batch(const Cursor &cursor);
    [[nodiscard]] std::optional<Outgoing> nextGrant();
    [[nodiscard]] std::optional<Outgoing> nextAnnouncement();
    [[nodiscard]] std::optional<Outgoing> nextReceipt();
    [[nodiscard]] std::optional<Outgoing> nextChunkWant();
    [[nodiscard]] std::optional<Outgoing> nextChunk();
    void scanSome();
    void scanLater(const QByteArray &id, Stream &stream);
    void scan(const QByteArray &id, Stream &stream);

    void on(const wire::Ping &) { m_pongDue = true; }

    void on(const wire::Pong &) { }

    void on(const wire::Bye &) { m_closed = true; }

    void on(const wire::Unknown &unknown);

    SyncStore &m_store;
    const Setup m_setup;
    const Timing m_timing;
    qint64 m_now = 0;
    qint64 m_lastHeard = 0; // anything
    qint64 m_lastSync = 0; // anything but live messages and pings
    qint64 m_lastSaid = 0;
    qint64 m_helloAt = 0;
    qint64 m_pingAt = 0;
    qint64 m_sharedAt = 0;
    QByteArray m_peerNonce;
    QByteArray m_peerStation;
    int m_version = 0;
    int m_readyVersion = 0; // that they said
    bool m_peerReady = false;
    bool m_up = false;
    bool m_closed = false;
    bool m_pongDue = false;
    bool m_begun = false; // we know what is to be compared
    bool m_markDue = false;
    bool m_moreWork = false;
    int m_early = 0; // data before READY

    QList<Event> m_events;
    std::deque<QByteArray> m_control;
    std::deque<LiveMessage> m_live;
    qsizetype m_liveBytes = 0;
    std::deque<Grant> m_grantQueue;
    QList<QByteArray> m_grantsDue; // streams with perhaps a new key
    qint64 m_grantsAt = 0;
    SyncMarks m_marks; // with the station at the other end
    quint64 m_followed = 0; // changes here that this session knows of
    qint64 m_allAtMs = 0;
    std::optional<qint64> m_markedAt;
    QHash<QByteArray, Stream> m_streams; // of those shared, all that had to be compared
    QSet<QByteArray> m_unsettled;
    QSet<QByteArray> m_uneven; // to be compared again next time
    QList<QByteArray> m_announceOrder;
    QHash<QByteArray, Ask> m_announce;
    QList<QByteArray> m_receiptOrder;
    QList<QByteArray> m_scanOrder;
    QList<QByteArray> m_missingOrder; // streams with chunks to ask for
    QHash<CursorName, Cursor> m_cursors;
    std::deque<CursorName> m_quick; // in turn
    std::deque<CursorName> m_bulk;
    std::deque<std::pair<QByteArray, QByteArray>> m_serve; // stream, chunk address
    QHash<QByteArray, QByteArray> m_inFlight; // chunk address -> stream
    QSet<QByteArray> m_unavailable; // chunks they do not have either
    QHash<GrantName, GrantState> m_grants;
    QSet<GrantName> m_openGrants; // not answered, and worth another try
    QHash<std::pair<QByteArray, int>, quint64> m_liveSeen; // highest number of (stream and origin, channel)
    std::deque<QList<QByteArray>> m_waiting; // arrived
    std::deque<std::pair<QByteArray, wire::Message>> m_expected; // as they came, and read
    std::deque<Receipt> m_relay; // of partners, for a sister
    QSet<QByteArray> m_relayed; // signatures: heard or said before
};

} // namespace sizhen
