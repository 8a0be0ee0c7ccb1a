// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>
#include <functional>
#include <optional>

namespace sizhen {

class Vault;

// Rolls back unless commit() was reached, so an early return cannot leave half a change.
class Transaction
{
public:
    using End = std::function<Result<>(bool commit)>;

    explicit Transaction(End end)
        : m_end(std::move(end))
    {
    }

    Transaction(Transaction &&other) noexcept
        : m_end(std::exchange(other.m_end, nullptr))
    {
    }

    ~Transaction()
    {
        if (m_end)
            (void)m_end(false);
    }
    Q_DISABLE_COPY(Transaction)

    [[nodiscard]] Result<> commit() { return std::exchange(m_end, nullptr)(true); }

private:
    End m_end;
};

// One entry of a feed as it lies on disk. `raw` is the whole signed canonical form; the other members repeat what lookups need.
struct EntryRow {
    QByteArray stream; // 16 bytes
    QByteArray feed;   // 16 bytes
    quint64 sequence = 0; // 1, 2, 3 … without holes in one feed
    QByteArray hash;   // 32 bytes
    quint64 hlc = 0;   // hybrid logical clock: 48 bits of milliseconds, 16 of counter
    QByteArray raw;
};

struct FeedHead {
    QByteArray feed;
    quint64 sequence = 0;
    QByteArray hash;
    friend bool operator==(const FeedHead &, const FeedHead &) = default;
};

// The events. Append only; unique by (feed, sequence) and by hash.
class EntryTable
{
public:
    virtual ~EntryTable() = default;

    // Fault::Invalid when (feed, sequence) is taken or leaves a hole.
    [[nodiscard]] virtual Result<> append(const EntryRow &row) = 0;
    [[nodiscard]] virtual Result<std::optional<EntryRow>> at(const QByteArray &feed, quint64 sequence) = 0;
    // Every entry of a stream, ordered by (hlc, feed, sequence).
    [[nodiscard]] virtual Result<QList<EntryRow>> ofStream(const QByteArray &stream) = 0;
    // From `sequence` on, in order, until `maxBytes` of raw are exceeded (at least one if there is one).
    [[nodiscard]] virtual Result<QList<EntryRow>> ofFeed(const QByteArray &feed, quint64 sequence, qint64 maxBytes) = 0;
    [[nodiscard]] virtual Result<QList<FeedHead>> heads(const QByteArray &stream) = 0; // sorted by feed
    [[nodiscard]] virtual Result<QList<QByteArray>> streams() = 0;
    [[nodiscard]] virtual Result<qint64> count() = 0;

    // Where the table ends, in the order of storing: what a rollback anchor remembers. {0, {}} when it is empty.
    struct Mark {
        qint64 number = 0; // grows by one with each entry
        QByteArray hash;
        friend bool operator==(const Mark &, const Mark &) = default;
    };

    [[nodiscard]] virtual Result<Mark> mark() = 0;
    // The hash of the entry stored as that number; empty when it is not there.
    [[nodiscard]] virtual Result<QByteArray> hashAt(qint64 number) = 0;
};

// Everything else: projections (kinds "p.…", may be cleared and rebuilt from the entries at any time), keys ("key.…"),
// local state ("local.…") and drafts ("draft.…"). (kind, key) is unique; `sort` orders and filters within a kind (index).
struct Row {
    QString key;
    QString sort;
    QByteArray body;
    friend bool operator==(const Row &, const Row &) = default;
};

class RowTable
{
public:
    virtual ~RowTable() = default;

    [[nodiscard]] virtual Result<> put(const QString &kind, const Row &row) = 0; // inserts or replaces
    [[nodiscard]] virtual Result<std::optional<Row>> at(const QString &kind, const QString &key) = 0;
    [[nodiscard]] virtual Result<> remove(const QString &kind, const QString &key) = 0;
    // Rows with from <= sort < to (empty `to`: no upper end), ordered by (sort, key); limit < 0: all.
    [[nodiscard]] virtual Result<QList<Row>> list(const QString &kind, const QString &from = {}, const QString &to = {},
                                                  int limit = -1) = 0;
    [[nodiscard]] virtual Result<qint64> count(const QString &kind) = 0;
    [[nodiscard]] virtual Result<> clear(const QString &kind) = 0;
};

// A text that can be found by its words; a projection, made again from the entries like the rows "p.…".
struct SearchText {
    QString kind; // "case" "patient"
    QString key; // (kind, key) is unique
    QDateTime moment; // what is newer is found first
    QString body;
};

struct SearchHit {
    QString kind;
    QString key;
    QString excerpt; // some words around the place
};

// Full-text search: what was typed must occur, every word of it, in any order (searchcut.h). Sealed like all else.
class SearchTable
{
public:
    virtual ~SearchTable() = default;

    [[nodiscard]] virtual Result<> put(const SearchText &text) = 0; // inserts or replaces
    [[nodiscard]] virtual Result<> remove(const QString &kind, const QString &key) = 0;
    [[nodiscard]] virtual Result<> clear() = 0; // all kinds
    // Newest first within a kind; an empty `kind`: all. Limit < 0: all.
    [[nodiscard]] virtual Result<QList<SearchHit>> find(const QString &typed, int limit, const QString &kind = {}) = 0;
    // The same as keys alone, all of them: much faster.
    [[nodiscard]] virtual Result<QStringList> keys(const QString &typed, const QString &kind = {}) = 0;
    [[nodiscard]] virtual Result<qint64> count(const QString &typed, const QString &kind = {}) = 0;
    // Rewrites the index so that no word of a removed text is left in it. Slow.
    [[nodiscard]] virtual Result<> compact() = 0;
};

} // namespace sizhen
