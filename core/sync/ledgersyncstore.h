// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/entrychecks.h"
#include "core/sync/syncstore.h"

#include <deque>

namespace sizhen {

// What a session with one partner, or with a sister station, may read and write of this station's records.
class LedgerSyncStore final : public SyncStore
{
public:
    // The ledger outlives it.
    // Our own root: a sister.
    LedgerSyncStore(Ledger &ledger, QByteArray partnerRoot);

    [[nodiscard]] bool isSister() const; // another station of our own institution: everything of the house is hers too

    [[nodiscard]] QList<QByteArray> sharedStreams() override;
    [[nodiscard]] bool isShared(const QByteArray &stream) override;
    [[nodiscard]] quint64 newestChange() override;
    [[nodiscard]] Result<QList<QByteArray>> changedSince(quint64 moment) override;
    [[nodiscard]] Result<SyncMarks> marks(const QByteArray &station) override;
    [[nodiscard]] Result<> keepMarks(const QByteArray &station, const SyncMarks &marks) override;
    [[nodiscard]] Result<QList<FeedHead>> heads(const QByteArray &stream) override;
    [[nodiscard]] Result<QList<QByteArray>> entries(const QByteArray &feed, quint64 from, qint64 maxBytes) override;
    [[nodiscard]] Result<Received> receive(const QByteArray &stream, const QList<QByteArray> &raw) override;
    void expect(const QList<QByteArray> &raw) override;
    [[nodiscard]] Result<> together(const std::function<Result<>()> &work) override;
    [[nodiscard]] Result<QList<Grant>> grants() override;
    [[nodiscard]] Result<QList<Grant>> grantsOf(const QByteArray &stream) override;
    [[nodiscard]] Result<> acceptGrant(const Grant &grant) override;
    [[nodiscard]] Result<QList<Grant>> returnGrants(const QByteArray &stream) override;
    [[nodiscard]] QList<QByteArray> missingChunks(const QByteArray &stream) override;
    [[nodiscard]] Result<QByteArray> chunk(const QByteArray &address) override;
    [[nodiscard]] Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) override;
    [[nodiscard]] Result<Receipt> receipt(const QByteArray &stream) override;
    [[nodiscard]] Result<> acceptReceipt(const Receipt &receipt) override;
    [[nodiscard]] Result<int> unconfirmed(const QByteArray &stream) override;
    [[nodiscard]] QList<Receipt> relayedReceipts(const QByteArray &stream) override;
    [[nodiscard]] bool hasEnded(const QByteArray &stream) override;
    [[nodiscard]] bool takesMore(const QByteArray &stream, const QByteArray &feed) override;
    [[nodiscard]] Result<UnconfirmedItems> unconfirmedItems(const QByteArray &stream) override;
    [[nodiscard]] Result<> grantTaken(const QByteArray &stream, quint32 epoch, bool taken) override;
    [[nodiscard]] Result<QList<Grant>> pendingGrants(const QByteArray &stream) override;
    [[nodiscard]] QHash<QByteArray, QByteArray> notes(const QString &carrier) override;
    [[nodiscard]] Result<> keepNote(const QString &carrier, const QByteArray &stream, const QByteArray &note) override;

private:
    [[nodiscard]] QList<QByteArray> partnersOf(const QByteArray &stream) const;

    Ledger &m_ledger;
    const QByteArray m_partner;
    std::deque<std::unique_ptr<EntryChecks>> m_expected;
};

} // namespace sizhen
