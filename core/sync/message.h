// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

#include <variant>

// What two stations say to each other, whatever carries it. One message is one deterministic CBOR map with small
// integer keys; key 0 is the type (docs/wire.md, "Sync messages"). A type or key is added, never renamed, never reused.
namespace sizhen::wire {

inline constexpr int protocolVersion = 3; // newest
inline constexpr int liveOriginVersion = 2; // LIVE may name the station that sent it first
inline constexpr int marksVersion = 3; // SINCE and EVEN: only what changed is compared
// Every version that this program speaks, ascending.
[[nodiscard]] QList<int> versions();
// The highest of theirs that we speak too; 0: none.
[[nodiscard]] int highestCommon(const QList<int> &theirs);
inline constexpr int originSize = 8;
inline constexpr int nonceSize = 32;
inline constexpr int markSize = 16;
inline constexpr qsizetype maxBatchBytes = 256 * 1024; // of several entries; one longer entry travels alone
inline constexpr qsizetype maxBatchEntries = 4096;
inline constexpr qsizetype maxChunkBytes = 1024 * 1024 + 1024; // one sealed MiB
inline constexpr qsizetype maxHeads = 16'384;
inline constexpr qsizetype maxChunkWants = 64;
inline constexpr qsizetype maxLiveBytes = 256 * 1024;
inline constexpr int neighbourChannel = 3; // of live messages that are for the other end of one link and go no further
inline constexpr qsizetype maxCertificateBytes = 16 * 1024;
inline constexpr qsizetype maxMessageBytes = maxEntrySize + 1024; // the longest of all: one longest entry

struct Hello {
    QList<int> versions; // ascending
    QByteArray root; // of the sender's institution
    QByteArray certificate; // certified StationCertificate
    QByteArray nonce; // fresh for every session: READY brings it back
    friend bool operator==(const Hello &, const Hello &) = default;
};

// "I know you and speak this version." Nothing else may be sent before both sides have said it.
struct Ready {
    int version = protocolVersion;
    QByteArray nonce; // the other side's
    friend bool operator==(const Ready &, const Ready &) = default;
};

// "Of this stream I hold these feeds up to here."
struct Have {
    QByteArray stream;
    QList<FeedHead> heads; // sorted by feed
    bool askHave = false; // answer with yours
    bool askReceipt = false; // answer with a receipt: an earlier one may have been lost
    friend bool operator==(const Have &, const Have &) = default;
};

// "Send me this feed from here to its end."
struct Want {
    QByteArray stream;
    QByteArray feed;
    quint64 from = 1;
    friend bool operator==(const Want &, const Want &) = default;
};

struct Entries {
    QByteArray stream;
    QByteArray feed;
    quint64 from = 1; // sequence of the first
    QList<QByteArray> raw; // consecutive
    friend bool operator==(const Entries &, const Entries &) = default;
};

struct Granting {
    Grant grant;
};

// "I took the grant of this stream and epoch": the sender need not repeat it.
struct Granted {
    QByteArray stream;
    quint32 epoch = 1;
    friend bool operator==(const Granted &, const Granted &) = default;
};

struct Receipted {
    Receipt receipt;
};

struct ChunkWant {
    QByteArray stream;
    QList<QByteArray> addresses;
    friend bool operator==(const ChunkWant &, const ChunkWant &) = default;
};

struct Chunk {
    QByteArray address;
    QByteArray sealed;
    friend bool operator==(const Chunk &, const Chunk &) = default;
};

// Never stored, never repeated: pulse while it is taken, guidance, call signalling.
struct Live {
    QByteArray stream;
    quint64 number = 0;
    int channel = 0; // 0 is call signalling and goes before everything else
    QByteArray sealed;
    QByteArray origin = {}; // first bytes of the TLS key hash of the station that sent it first; empty: the one at the other end
    friend bool operator==(const Live &, const Live &) = default;
};

struct Ping {
    friend bool operator==(const Ping &, const Ping &) = default;
};

struct Pong {
    friend bool operator==(const Pong &, const Pong &) = default;
};

// Why something was not done. Numbers are for ever.
enum class Code {
    Denied = 1, // not shared with you; says nothing about whether it exists
    Malformed = 2, // a message that is not one
    Protocol = 3, // a message that has no place here
    Version = 4, // no version in common
    Untrusted = 5, // a key, certificate or signature that is not known
    Corrupt = 6, // bytes that contradict their hash or chain
    Fork = 7, // two entries in one place of a feed
    NotFound = 8, // a chunk that has not arrived here either
    Busy = 9, // the disk or another connection; try again later
    Timeout = 10
};

struct Problem {
    Code code = Code::Protocol;
    QByteArray stream; // may be empty
    QByteArray subject; // a feed or chunk address; may be empty
    friend bool operator==(const Problem &, const Problem &) = default;
};

struct Bye {
    friend bool operator==(const Bye &, const Bye &) = default;
};

// First word after READY: "this is the last mark of yours that I kept". Whoever made it compares what changed since; a
// mark that is not known any more, or none, means everything.
struct Since {
    QByteArray mark; // may be empty
    bool answer = false; // yours came: none is needed back
    friend bool operator==(const Since &, const Since &) = default;
};

// "As far as I see you hold what I hold": to be kept, and said back in the next session's SINCE.
struct Even {
    QByteArray mark;
    friend bool operator==(const Even &, const Even &) = default;
};

// A type that only a newer station knows: to be ignored.
struct Unknown {
    qint64 type = 0;
    friend bool operator==(const Unknown &, const Unknown &) = default;
};

using Message = std::variant<Hello, Ready, Have, Want, Entries, Granting, Granted, Receipted, ChunkWant, Chunk, Live,
                             Ping, Pong, Problem, Bye, Since, Even, Unknown>;

[[nodiscard]] QByteArray write(const Message &message);

// Strict: sizes, ranges, order and the set of keys are checked, so that whatever comes through means one thing only.
// Fault::Corrupt for anything else; an unknown type gives Unknown.
[[nodiscard]] Result<Message> read(const QByteArray &bytes);

[[nodiscard]] Fault faultOf(Code code);
[[nodiscard]] QString nameOf(Code code); // for logs

} // namespace sizhen::wire
