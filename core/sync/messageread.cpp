// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/sync/message.h"
#include "core/sync/messagetype.h"

#include <QCborArray>

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::wire {
namespace {

constexpr qsizetype streamSize = 16;
constexpr qsizetype feedSize = 16;
constexpr qint64 anyNumber = std::numeric_limits<qint64>::max();

// Takes fields out of a map and remembers the first thing that was wrong, so that each reader below reads as a list.
class Fields
{
public:
    explicit Fields(const QCborMap &map)
        : m_map(map)
    {
    }

    QCborValue any(int key)
    {
        ++m_used;
        return m_map.value(key);
    }

    static bool isBytes(const QCborValue &value, qsizetype least, qsizetype most)
    {
        return value.isByteArray() && value.toByteArray().size() >= least && value.toByteArray().size() <= most;
    }

    QByteArray bytes(int key, qsizetype least, qsizetype most)
    {
        const auto value = any(key);
        return check(isBytes(value, least, most), key) ? value.toByteArray() : QByteArray();
    }

    [[nodiscard]] bool has(int key) const { return m_map.contains(key); }

    QByteArray bytes(int key, qsizetype size) { return bytes(key, size, size); }

    qint64 number(int key, qint64 least, qint64 most)
    {
        const auto value = any(key);
        const auto good = value.isInteger() && value.toInteger() >= least && value.toInteger() <= most;
        return check(good, key) ? value.toInteger() : least;
    }

    QCborArray array(int key, qsizetype least, qsizetype most)
    {
        const auto value = any(key);
        const auto good = value.isArray() && value.toArray().size() >= least && value.toArray().size() <= most;
        return check(good, key) ? value.toArray() : QCborArray();
    }

    QCborMap map(int key)
    {
        const auto value = any(key);
        return check(value.isMap(), key) ? value.toMap() : QCborMap();
    }

    bool check(bool good, int key)
    {
        if (!good && m_bad < 0)
            m_bad = key;
        return good;
    }

    // The finished message, unless a field was wrong or one was there that this version does not have.
    template <typename T>
    Result<Message> done(T &&message) const
    {
        if (m_bad >= 0)
            return fail(Fault::Corrupt, u"message type %1: field %2"_s.arg(m_map.value(0).toInteger()).arg(m_bad));
        if (m_map.size() != m_used + 1)
            return fail(Fault::Corrupt, u"message type %1: unknown fields"_s.arg(m_map.value(0).toInteger()));
        return Message(std::forward<T>(message));
    }

private:
    const QCborMap &m_map;
    int m_used = 0;
    int m_bad = -1;
};

Result<Message> readHello(Fields f)
{
    Hello hello;
    const auto versions = f.array(1, 1, 32);
    for (const auto &version : versions) {
        const auto number = version.toInteger(-1);
        f.check(number > (hello.versions.isEmpty() ? 0 : hello.versions.last()) && number < 65536, 1);
        hello.versions.append(int(number));
    }
    hello.root = f.bytes(2, publicKeySize);
    hello.certificate = f.bytes(3, 1, maxCertificateBytes);
    hello.nonce = f.bytes(4, nonceSize);
    return f.done(hello);
}

Result<Message> readReady(Fields f)
{
    const auto version = int(f.number(1, 1, 65535));
    return f.done(Ready{version, f.bytes(2, nonceSize)});
}

Result<Message> readHave(Fields f)
{
    Have have;
    have.stream = f.bytes(1, streamSize);
    const auto heads = f.array(2, 0, maxHeads);
    have.heads.reserve(heads.size());
    for (const auto &item : heads) {
        const auto head = item.toArray();
        const auto shaped = head.size() == 3 && Fields::isBytes(head.at(0), feedSize, feedSize)
            && head.at(1).isInteger() && head.at(1).toInteger() > 0 && Fields::isBytes(head.at(2), hashSize, hashSize);
        if (!f.check(shaped, 2))
            break;
        const FeedHead next{head.at(0).toByteArray(), quint64(head.at(1).toInteger()), head.at(2).toByteArray()};
        if (!f.check(have.heads.isEmpty() || have.heads.last().feed < next.feed, 2))
            break;
        have.heads.append(next);
    }
    const auto ask = f.number(3, 0, 3);
    have.askHave = ask & 1;
    have.askReceipt = ask & 2;
    return f.done(have);
}

Result<Message> readWant(Fields f)
{
    Want want{f.bytes(1, streamSize), f.bytes(2, feedSize), 1};
    want.from = quint64(f.number(3, 1, anyNumber));
    return f.done(want);
}

Result<Message> readEntries(Fields f)
{
    Entries entries{f.bytes(1, streamSize), f.bytes(2, feedSize), 1, {}};
    entries.from = quint64(f.number(3, 1, anyNumber - maxBatchEntries));
    const auto raw = f.array(4, 1, maxBatchEntries);
    const auto most = raw.size() == 1 ? qsizetype(maxEntrySize) : maxBatchBytes;
    qsizetype total = 0;
    entries.raw.reserve(raw.size());
    for (const auto &item : raw) {
        const auto bytes = item.toByteArray();
        total += bytes.size();
        if (!f.check(!bytes.isEmpty() && total <= most, 4))
            break;
        entries.raw.append(bytes);
    }
    return f.done(entries);
}

Result<Message> readGrant(Fields f)
{
    const auto grant = Grant::fromCbor(f.map(1));
    return f.check(grant.has_value(), 1) ? f.done(Granting{*grant}) : f.done(Granting{});
}

Result<Message> readReceipt(Fields f)
{
    const auto receipt = Receipt::fromCbor(f.map(1));
    return f.check(receipt.has_value(), 1) ? f.done(Receipted{*receipt}) : f.done(Receipted{});
}

Result<Message> readGranted(Fields f)
{
    Granted granted{f.bytes(1, streamSize), 1};
    granted.epoch = quint32(f.number(2, 1, std::numeric_limits<quint32>::max()));
    return f.done(granted);
}

Result<Message> readChunkWant(Fields f)
{
    ChunkWant want{f.bytes(1, streamSize), {}};
    const auto addresses = f.array(2, 1, maxChunkWants);
    for (const auto &address : addresses) {
        f.check(Fields::isBytes(address, hashSize, hashSize), 2);
        want.addresses.append(address.toByteArray());
    }
    return f.done(want);
}

Result<Message> readChunk(Fields f)
{
    Chunk chunk{f.bytes(1, hashSize), {}};
    chunk.sealed = f.bytes(2, 1, maxChunkBytes);
    return f.done(chunk);
}

Result<Message> readLive(Fields f)
{
    Live live;
    live.stream = f.bytes(1, streamSize);
    live.number = quint64(f.number(2, 0, anyNumber));
    live.channel = int(f.number(3, 0, 255));
    live.sealed = f.bytes(4, 1, maxLiveBytes);
    if (f.has(5))
        live.origin = f.bytes(5, originSize);
    return f.done(live);
}

Result<Message> readSince(Fields f)
{
    Since since{f.bytes(1, 0, markSize), false};
    f.check(since.mark.isEmpty() || since.mark.size() == markSize, 1);
    const auto answer = f.any(2);
    f.check(answer.isBool(), 2);
    since.answer = answer.toBool();
    return f.done(since);
}

Result<Message> readEven(Fields f)
{
    const Even even{f.bytes(1, markSize)};
    return f.done(even);
}

Result<Message> readError(Fields f)
{
    Problem problem;
    // A newer station may have more reasons; for us they all mean "not like this".
    const auto code = f.number(1, 1, 65535);
    problem.code = code <= int(Code::Timeout) ? Code(code) : Code::Protocol;
    problem.stream = f.bytes(2, 0, streamSize);
    problem.subject = f.bytes(3, 0, hashSize);
    return f.done(problem);
}

} // namespace

Result<Message> read(const QByteArray &bytes)
{
    if (bytes.size() > maxMessageBytes)
        return fail(Fault::Corrupt, u"message of %1 bytes"_s.arg(bytes.size()));
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    const auto type = map->value(0);
    if (!type.isInteger() || type.toInteger() < 1)
        return fail(Fault::Corrupt, u"message without a type"_s);
    const Fields f(*map);
    if (type.toInteger() > int(Type::Even))
        return Message(Unknown{type.toInteger()});
    switch (Type(type.toInteger())) {
    case Type::Hello:
        return readHello(f);
    case Type::Ready:
        return readReady(f);
    case Type::Have:
        return readHave(f);
    case Type::Want:
        return readWant(f);
    case Type::Entries:
        return readEntries(f);
    case Type::Grant:
        return readGrant(f);
    case Type::Granted:
        return readGranted(f);
    case Type::Receipt:
        return readReceipt(f);
    case Type::ChunkWant:
        return readChunkWant(f);
    case Type::Chunk:
        return readChunk(f);
    case Type::Live:
        return readLive(f);
    case Type::Ping:
        return f.done(Ping{});
    case Type::Pong:
        return f.done(Pong{});
    case Type::Error:
        return readError(f);
    case Type::Bye:
        return f.done(Bye{});
    case Type::Since:
        return readSince(f);
    case Type::Even:
        return readEven(f);
    }
    return Message(Unknown{type.toInteger()});
}

} // namespace sizhen::wire
