// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

#include <QHash>

namespace sizhen {

// What the sync machine needs of a station, so that it can be tested without a vault. LedgerSyncStore is the real one;
// every method does what the method of the same name in Ledger promises, for one partner.
class SyncStore
{
public:
    virtual ~SyncStore() = default;

    [[nodiscard]] virtual QList<QByteArray> sharedStreams() = 0;
    [[nodiscard]] virtual bool isShared(const QByteArray &stream) = 0;
    // Streams change one after the other; a moment is a place in that order.
    [[nodiscard]] virtual quint64 newestChange() = 0;
    [[nodiscard]] virtual Result<QList<QByteArray>> changedSince(quint64 moment) = 0; // shared or not
    // Up to where sessions with that station of theirs got.
    [[nodiscard]] virtual Result<SyncMarks> marks(const QByteArray &station) = 0;
    [[nodiscard]] virtual Result<> keepMarks(const QByteArray &station, const SyncMarks &marks) = 0;
    [[nodiscard]] virtual Result<QList<FeedHead>> heads(const QByteArray &stream) = 0;
    // Raw entries.
    [[nodiscard]] virtual Result<QList<QByteArray>> entries(const QByteArray &feed, quint64 from, qint64 maxBytes) = 0;
    [[nodiscard]] virtual Result<Received> receive(const QByteArray &stream, const QList<QByteArray> &raw) = 0;

    // These will be received soon, in this order: what can be checked without knowing what is here may be checked meanwhile.
    virtual void expect(const QList<QByteArray> &raw) { Q_UNUSED(raw) }

    // What `work` receives is made durable at once, or nothing of it.
    [[nodiscard]] virtual Result<> together(const std::function<Result<>()> &work) { return work(); }

    [[nodiscard]] virtual Result<QList<Grant>> grants() = 0;
    [[nodiscard]] virtual Result<QList<Grant>> grantsOf(const QByteArray &stream) = 0;
    [[nodiscard]] virtual Result<> acceptGrant(const Grant &grant) = 0;

    // They do not know a stream of theirs that they once gave us.
    [[nodiscard]] virtual Result<QList<Grant>> returnGrants(const QByteArray &stream)
    {
        Q_UNUSED(stream)
        return QList<Grant>{};
    }

    [[nodiscard]] virtual QList<QByteArray> missingChunks(const QByteArray &stream) = 0;
    [[nodiscard]] virtual Result<QByteArray> chunk(const QByteArray &address) = 0; // Denied unless mayServe
    [[nodiscard]] virtual Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) = 0;
    [[nodiscard]] virtual Result<Receipt> receipt(const QByteArray &stream) = 0;
    [[nodiscard]] virtual Result<> acceptReceipt(const Receipt &receipt) = 0;

    // What other institutions' stations have confirmed of this stream, for a sister that did not speak to them.
    [[nodiscard]] virtual QList<Receipt> relayedReceipts(const QByteArray &stream)
    {
        Q_UNUSED(stream)
        return {};
    }

    // Consent was withdrawn, or the partner left the stream: what they hold already is all they get (Ledger::stopSharing).
    [[nodiscard]] virtual bool hasEnded(const QByteArray &stream)
    {
        Q_UNUSED(stream)
        return false;
    }

    // False for a feed in which they have nothing left to give us, however much they hold of it.
    [[nodiscard]] virtual bool takesMore(const QByteArray &stream, const QByteArray &feed)
    {
        Q_UNUSED(stream)
        Q_UNUSED(feed)
        return true;
    }

    // A receipt may be lost with the session that carried it; one is asked for again while this is not 0.
    [[nodiscard]] virtual Result<int> unconfirmed(const QByteArray &stream)
    {
        Q_UNUSED(stream)
        return 1;
    }

    // --- for a carrier that hears nothing back for weeks (courier.h)
    [[nodiscard]] virtual Result<UnconfirmedItems> unconfirmedItems(const QByteArray &stream)
    {
        Q_UNUSED(stream)
        return UnconfirmedItems();
    }

    // They said that they took it; or, `taken` false, that they do not know the stream after all.
    [[nodiscard]] virtual Result<> grantTaken(const QByteArray &stream, quint32 epoch, bool taken)
    {
        Q_UNUSED(stream)
        Q_UNUSED(epoch)
        Q_UNUSED(taken)
        return {};
    }

    // Grants of which they never said so; of one stream, or of all.
    [[nodiscard]] virtual Result<QList<Grant>> pendingGrants(const QByteArray &stream)
    {
        auto some = grants();
        if (some && !stream.isEmpty())
            some->removeIf([&stream](const Grant &grant) { return grant.stream.id != stream; });
        return some;
    }

    // What a courier must know after a restart, one note a stream; an empty one is forgotten.
    [[nodiscard]] virtual QHash<QByteArray, QByteArray> notes(const QString &carrier)
    {
        Q_UNUSED(carrier)
        return {};
    }

    [[nodiscard]] virtual Result<> keepNote(const QString &carrier, const QByteArray &stream, const QByteArray &note)
    {
        Q_UNUSED(carrier)
        Q_UNUSED(stream)
        Q_UNUSED(note)
        return {};
    }
};

} // namespace sizhen
