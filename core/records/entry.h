// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/primitives.h"
#include "core/store/tables.h"

#include <QByteArray>
#include <QList>

namespace sizhen {

// Where a station stood in one feed when it wrote an entry. Sorted by feed inside an entry.
struct SeenHead {
    QByteArray feed; // 16
    quint64 sequence = 0;
    friend bool operator==(const SeenHead &, const SeenHead &) = default;
};

// One link of a feed, in clear but for the body. Wire form (big endian, no padding), docs/wire.md §Entry:
//   u8 version=1 | u8 suite=1 | stream 16 | station key 32 | incarnation 16 | u64 sequence | previous hash 32 |
//   u64 hlc | u32 key epoch | u16 n | n x (feed 16 | u64 sequence) | u32 length | sealed body | signature 64
// hash = BLAKE2b-256("sizhen.entry.hash", everything incl. the signature); signature = Ed25519("sizhen.entry", everything before it).
// The body is XChaCha20-Poly1305 under the stream's key of that epoch with everything before `length` as associated data.
struct Entry {
    QByteArray stream;      // 16
    QByteArray station;     // Ed25519 public key, 32
    QByteArray incarnation; // 16: random, made whenever a vault is created or restored
    quint64 sequence = 0;
    QByteArray previous;    // hash of sequence-1; 32 zero bytes for the first
    quint64 hlc = 0;
    quint32 epoch = 0;
    QList<SeenHead> seen;
    QByteArray sealedBody;
    QByteArray signature;   // 64

    [[nodiscard]] QByteArray feed() const; // first 16 bytes of BLAKE2b("sizhen.feed", stream ‖ station ‖ incarnation)
    friend bool operator==(const Entry &, const Entry &) = default;
};

// The longest raw entry anybody may send.
inline constexpr qsizetype maxEntrySize = 4 * 1024 * 1024;

[[nodiscard]] QByteArray headerOf(const Entry &entry); // everything before `length`: the associated data
[[nodiscard]] QByteArray serialise(const Entry &entry);
// Fault::Corrupt for anything that is not exactly one entry in canonical form; Unsupported for another version or suite.
// Checks shapes only, not the signature.
[[nodiscard]] Result<Entry> parseEntry(const QByteArray &raw);
[[nodiscard]] QByteArray entryHash(const QByteArray &raw);
[[nodiscard]] QByteArray signEntry(const Entry &entry, const SigningKey &station); // what belongs into `signature`
[[nodiscard]] Result<> checkSignature(const Entry &entry, const QByteArray &raw); // Fault::Untrusted
[[nodiscard]] EntryRow rowOf(const Entry &entry, const QByteArray &raw);

// Hybrid logical clock: 48 bits of Unix milliseconds and a 16-bit counter, so that a later event always sorts later.
// next() never goes back and never below what observe() saw; observe() ignores stamps more than ten minutes ahead of
// our own clock (they are stored and flagged, but must not drag our clock along).
class HybridClock
{
public:
    explicit HybridClock(quint64 last = 0)
        : m_last(last)
    {
    }

    [[nodiscard]] quint64 next(qint64 nowMs);
    void observe(quint64 remote, qint64 nowMs);

    [[nodiscard]] quint64 last() const { return m_last; }

    [[nodiscard]] static qint64 milliseconds(quint64 hlc) { return qint64(hlc >> 16); }

    static constexpr qint64 tolerance = 600'000; // ms

    [[nodiscard]] static bool tooFarAhead(quint64 remote, qint64 nowMs) { return milliseconds(remote) > nowMs + tolerance; }

private:
    quint64 m_last;
};

} // namespace sizhen
