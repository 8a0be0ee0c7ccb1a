// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/sync/message.h"
#include "core/sync/syncstore.h"

#include <QHash>
#include <QSet>
#include <deque>
#include <map>

namespace sizhen {

// What one partner lacks and what it should be told, packed for a carrier that may lose, double, swap or keep
// everything for weeks: a hub's mailbox, a stick. No socket, no thread, no handshake; time comes with every call in
// milliseconds since 1970. A thing is outstanding until the partner's *signed receipt* covers it; that a carrier took
// it only means that it is not put in again before a time-out. While the partner is heard that is seconds, since then
// something was lost; while not, it grows to a day, since a mailbox that nobody empties must not fill with copies. What
// it stores is judged by SyncStore; what it may hand out, too.
class Courier
{
public:
    struct Timing {
        qint64 settleMs = 200; // of quiet before a receipt goes out
        qint64 settleMostMs = 5'000;
        qint64 gapMs = 4'000; // what lacks may still be on its way; then it is asked for; doubles
        qint64 gapMostMs = 3'600'000;
        qint64 retryMs = 5'000; // unconfirmed for so long: asked whether it arrived; see patience()
        qint64 retryMostMs = 24LL * 3'600'000;
        qint64 presentMs = 120'000; // heard so recently: the partner is there, so a silence means a loss
    };

    // Everything of one envelope, and what it stands for.
    struct Parcel {
        struct Entries {
            QByteArray stream;
            QByteArray feed;
            quint64 from = 1;
            quint64 to = 0;
        };

        QList<QByteArray> messages;
        qsizetype bytes = 0;
        QList<Entries> entries;
        QList<std::pair<QByteArray, QByteArray>> chunks; // stream, address
        QList<std::pair<QByteArray, quint32>> grants; // stream, epoch
        QList<QByteArray> receipts; // streams
        QList<QByteArray> words; // wants, answers: as they were

        [[nodiscard]] bool isEmpty() const { return messages.isEmpty(); }
    };

    enum class Share {
        Replies, // the direct link does the rest
        Urgent, // no history, no attachments: a call is running
        All
    };

    struct StreamAdvanced {
        QByteArray stream;
    };

    struct LiveReceived {
        QByteArray stream;
        quint64 number = 0;
        int channel = 0;
        QByteArray sealed;
    };

    struct Trouble {
        Error error;
    };

    using Event = std::variant<StreamAdvanced, LiveReceived, Trouble>;

    // What is known to be outstanding.
    struct Backlog {
        int items = 0; // events and attachments' chunks, and grants
        qint64 sinceMs = 0; // of the oldest; 0: none
    };

    enum class Memory {
        Everything, // what lies with a hub
        Debts // the receipts it owes: what lies on a stick can be looked up there
    };

    // `name` tells its notes from those of another carrier.
    Courier(SyncStore &store, QString name, Timing timing, Memory memory = Memory::Everything);

    Courier(SyncStore &store, const QString &name)
        : Courier(store, name, Timing())
    {
    }

    Q_DISABLE_COPY_MOVE(Courier)

    void start(qint64 nowMs); // reads its notes; looks through every shared stream, a few a call of next()
    // Messages of one envelope of this partner's. An error means that this station could not keep them (disk full):
    // the carrier must bring them again. Everything else is an Event.
    [[nodiscard]] Result<> receive(const QList<QByteArray> &messages, qint64 nowMs);
    // What to put into the next envelope: `room` bytes together, a longer message alone. Empty: nothing for now.
    [[nodiscard]] Parcel next(qint64 nowMs, qsizetype room, Share share = Share::All);
    // Only looks what is outstanding: there is no carrier now.
    void look(qint64 nowMs);
    // The carrier has it: ask only after a while whether it arrived.
    void carried(const Parcel &parcel, qint64 nowMs);
    // The carrier has it not, after all.
    void returned(const Parcel &parcel);
    // It lies with the carrier since an earlier run.
    void assume(const Parcel &parcel);

    void localChanged(const QByteArray &stream); // written, shared, no longer shared
    void receiptArrived(const QByteArray &stream); // perhaps by another carrier
    // Receipts, wants and questions that only wait for quiet are due at once: the stick is about to be pulled out.
    void flush(qint64 nowMs);

    [[nodiscard]] QList<Event> takeEvents();

    // next() may do a little work without a parcel; call it again soon while this is true.
    [[nodiscard]] bool hasWork() const;
    [[nodiscard]] qint64 nextDueMs() const; // when time alone brings work; -1: never
    [[nodiscard]] Backlog backlog() const;
    // Nothing outstanding, nothing owed, nothing lacking as far as we know.
    [[nodiscard]] bool isQuiet() const;

private:
    struct Stream {
        QHash<QByteArray, quint64> sent; // by feed: carried up to here
        QSet<QByteArray> sentChunks;
        QSet<QByteArray> refused; // feeds that they do not want, or with two truths
        QHash<QByteArray, quint64> known; // by feed: exists up to here, as we heard
        bool scan = false; // chunks may be missing
        bool owed = false; // a receipt
        qint64 owedAt = 0; // due; 0: none
        qint64 owedSince = 0;
        qint64 wantAt = 0;
        int wantTries = 0;
        qint64 fedAt = 0; // something new came
        qint64 askAt = 0; // "did it arrive?"; 0: nothing outstanding
        int tries = 0;
        qint64 since = 0; // outstanding since
        int items = 0; // outstanding
        bool probe = false; // HAVE is due
        bool probeAsks = false; // … and asks for receipt and HAVE
        QByteArray note; // as it lies in the vault
    };

    struct Cursor {
        QByteArray stream;
        QByteArray feed;
        quint64 next = 1;
        quint64 to = 0;
    };

    struct Packing {
        Parcel parcel;
        qsizetype room = 0;
        // False when it is full.
        bool add(const QByteArray &message);
        [[nodiscard]] bool fits(qsizetype bytes) const;
    };

    static constexpr int maxTries = 8; // of a grant, of a stream they say is denied

    // courier.cpp: time, notes, what is outstanding
    void refreshShared();
    Stream *shared(const QByteArray &id);
    void forget(const QByteArray &id);
    void lookAgain(const QByteArray &id);
    void plan(const QByteArray &id, Stream &stream);
    void planSome();
    void queue(const QByteArray &id, Stream &stream, const UnconfirmedItems &items);
    void settle(const QByteArray &id, Stream &stream);
    void queueGrants();
    void wake();
    void wakeStream(const QByteArray &id, Stream &stream);
    void timeOut(const QByteArray &id, Stream &stream);
    void askForGaps(const QByteArray &id, Stream &stream);
    void setTimer(const QByteArray &id, const Stream &stream);
    void note(const QByteArray &id, Stream &stream);
    void readNote(const QByteArray &id, const QByteArray &bytes);
    [[nodiscard]] bool isPresent() const { return m_heardAt > 0 && m_now - m_heardAt < m_timing.presentMs; }

    [[nodiscard]] qint64 patience(int tries) const; // with a receipt that does not come
    [[nodiscard]] qint64 gap(int tries) const; // … with what lacks
    [[nodiscard]] bool isLittle(const UnconfirmedItems &items);
    void say(const wire::Message &message);
    void trouble(const Error &error);
    void heard();

    // courierin.cpp
    [[nodiscard]] Result<> dispatch(const wire::Message &message);
    [[nodiscard]] Result<> on(const wire::Entries &entries);
    [[nodiscard]] Result<> on(const wire::Granting &granting);
    [[nodiscard]] Result<> on(const wire::Granted &granted);
    [[nodiscard]] Result<> on(const wire::Receipted &receipted);
    [[nodiscard]] Result<> on(const wire::Chunk &chunk);
    [[nodiscard]] Result<> on(const wire::Have &have);
    [[nodiscard]] Result<> on(const wire::Want &want);
    [[nodiscard]] Result<> on(const wire::ChunkWant &want);
    [[nodiscard]] Result<> on(const wire::Live &live);
    [[nodiscard]] Result<> on(const wire::Problem &problem);
    [[nodiscard]] Result<> refusedEntries(const wire::Entries &entries, Stream &stream, const Error &error);
    void fork(const QByteArray &id, Stream &stream, const QByteArray &feed, quint64 sequence);
    void hold(const wire::Entries &entries);
    void dropHeld(const QByteArray &stream);
    [[nodiscard]] Result<> replay(const QByteArray &stream);
    void owe(const QByteArray &id, Stream &stream);
    void miss(const QByteArray &id, Stream &stream);
    [[nodiscard]] quint64 ourHead(const QByteArray &id, const QByteArray &feed);

    // courierout.cpp
    void serve(const QByteArray &id, const QByteArray &feed, quint64 from, quint64 to);
    [[nodiscard]] bool packWords(Packing &packing);
    [[nodiscard]] bool packGrants(Packing &packing);
    [[nodiscard]] bool packEntries(Packing &packing, bool quick);
    [[nodiscard]] bool packCursor(Packing &packing, Cursor &cursor);
    [[nodiscard]] bool packReceipts(Packing &packing);
    [[nodiscard]] bool packProbes(Packing &packing);
    [[nodiscard]] bool packChunks(Packing &packing);

    SyncStore &m_store;
    const QString m_name;
    const Timing m_timing;
    const Memory m_memory;
    qint64 m_now = 0;
    qint64 m_heardAt = 0;
    qint64 m_sharedAt = 0;
    bool m_allGrants = true; // look through all that are pending
    qint64 m_grantsAt = 0; // when an unanswered one is due again; 0: none

    QList<Event> m_events;
    QList<QByteArray> m_sharedOrder;
    QHash<QByteArray, Stream> m_streams; // exactly those shared
    std::deque<QByteArray> m_dirty; // to be looked through
    QSet<QByteArray> m_isDirty;
    std::map<qint64, QSet<QByteArray>> m_timers;
    QHash<QByteArray, qint64> m_timerOf;
    std::deque<QByteArray> m_words;
    std::deque<Grant> m_grantQueue;
    QHash<std::pair<QByteArray, quint32>, int> m_grantTries;
    QHash<std::pair<QByteArray, quint32>, qint64> m_grantsOut; // when to send it again
    QSet<QByteArray> m_grantScan; // streams whose grants to look at
    QHash<QByteArray, int> m_deniedTries;
    QHash<QByteArray, qint64> m_unknown; // streams nobody granted us yet, and when to say so
    QSet<QByteArray> m_open; // streams with something outstanding
    std::deque<Cursor> m_cursors;
    std::deque<std::pair<QByteArray, QByteArray>> m_chunks; // stream, address
    QSet<QByteArray> m_chunkQueued;
    QSet<QByteArray> m_unavailable; // chunks that they do not have either
    QList<QByteArray> m_receiptsDue;
    QList<QByteArray> m_probesDue;
    QHash<QByteArray, QMap<std::pair<QByteArray, quint64>, wire::Entries>> m_held; // by stream: came too early
    qsizetype m_heldBytes = 0;
    QHash<std::pair<QByteArray, int>, quint64> m_liveSeen;
};

} // namespace sizhen
