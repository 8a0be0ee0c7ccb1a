// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/message.h"

#include "core/base/cbor.h"
#include "core/sync/messagetype.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::wire {
namespace {

QCborMap start(Type type)
{
    return {{0, int(type)}};
}

QCborMap toMap(const Hello &hello)
{
    QCborArray versions;
    for (const auto version : hello.versions)
        versions.append(version);
    auto map = start(Type::Hello);
    map.insert(1, versions);
    map.insert(2, hello.root);
    map.insert(3, hello.certificate);
    map.insert(4, hello.nonce);
    return map;
}

QCborMap toMap(const Ready &ready)
{
    auto map = start(Type::Ready);
    map.insert(1, ready.version);
    map.insert(2, ready.nonce);
    return map;
}

QCborMap toMap(const Have &have)
{
    QCborArray heads;
    for (const auto &head : have.heads)
        heads.append(QCborArray{head.feed, qint64(head.sequence), head.hash});
    auto map = start(Type::Have);
    map.insert(1, have.stream);
    map.insert(2, heads);
    map.insert(3, (have.askHave ? 1 : 0) | (have.askReceipt ? 2 : 0));
    return map;
}

QCborMap toMap(const Want &want)
{
    auto map = start(Type::Want);
    map.insert(1, want.stream);
    map.insert(2, want.feed);
    map.insert(3, qint64(want.from));
    return map;
}

QCborMap toMap(const Entries &entries)
{
    QCborArray raw;
    for (const auto &entry : entries.raw)
        raw.append(entry);
    auto map = start(Type::Entries);
    map.insert(1, entries.stream);
    map.insert(2, entries.feed);
    map.insert(3, qint64(entries.from));
    map.insert(4, raw);
    return map;
}

QCborMap toMap(const Granting &granting)
{
    auto map = start(Type::Grant);
    map.insert(1, granting.grant.toCbor());
    return map;
}

QCborMap toMap(const Granted &granted)
{
    auto map = start(Type::Granted);
    map.insert(1, granted.stream);
    map.insert(2, qint64(granted.epoch));
    return map;
}

QCborMap toMap(const Receipted &receipted)
{
    auto map = start(Type::Receipt);
    map.insert(1, receipted.receipt.toCbor());
    return map;
}

QCborMap toMap(const ChunkWant &want)
{
    QCborArray addresses;
    for (const auto &address : want.addresses)
        addresses.append(address);
    auto map = start(Type::ChunkWant);
    map.insert(1, want.stream);
    map.insert(2, addresses);
    return map;
}

QCborMap toMap(const Chunk &chunk)
{
    auto map = start(Type::Chunk);
    map.insert(1, chunk.address);
    map.insert(2, chunk.sealed);
    return map;
}

QCborMap toMap(const Live &live)
{
    auto map = start(Type::Live);
    map.insert(1, live.stream);
    map.insert(2, qint64(live.number));
    map.insert(3, live.channel);
    map.insert(4, live.sealed);
    if (!live.origin.isEmpty())
        map.insert(5, live.origin);
    return map;
}

QCborMap toMap(const Ping &)
{
    return start(Type::Ping);
}

QCborMap toMap(const Pong &)
{
    return start(Type::Pong);
}

QCborMap toMap(const Problem &problem)
{
    auto map = start(Type::Error);
    map.insert(1, int(problem.code));
    map.insert(2, problem.stream);
    map.insert(3, problem.subject);
    return map;
}

QCborMap toMap(const Bye &)
{
    return start(Type::Bye);
}

QCborMap toMap(const Since &since)
{
    auto map = start(Type::Since);
    map.insert(1, since.mark);
    map.insert(2, since.answer);
    return map;
}

QCborMap toMap(const Even &even)
{
    auto map = start(Type::Even);
    map.insert(1, even.mark);
    return map;
}

QCborMap toMap(const Unknown &unknown)
{
    return {{0, unknown.type}};
}

} // namespace

QList<int> versions()
{
    QList<int> all;
    for (int version = 1; version <= protocolVersion; ++version)
        all.append(version);
    return all;
}

int highestCommon(const QList<int> &theirs)
{
    for (int version = protocolVersion; version > 0; --version)
        if (theirs.contains(version))
            return version;
    return 0;
}

QByteArray write(const Message &message)
{
    return cbor::encode(std::visit([](const auto &alternative) { return toMap(alternative); }, message));
}

Fault faultOf(Code code)
{
    switch (code) {
    case Code::Denied:
        return Fault::Denied;
    case Code::Malformed:
        return Fault::Corrupt;
    case Code::Protocol:
        return Fault::Invalid;
    case Code::Version:
        return Fault::Unsupported;
    case Code::Untrusted:
        return Fault::Untrusted;
    case Code::Corrupt:
        return Fault::Corrupt;
    case Code::Fork:
        return Fault::Corrupt;
    case Code::NotFound:
        return Fault::NotFound;
    case Code::Busy:
        return Fault::Busy;
    case Code::Timeout:
        return Fault::Timeout;
    }
    return Fault::Invalid;
}

QString nameOf(Code code)
{
    static constexpr const char *names[] = {"",        "denied", "malformed", "protocol", "version", "untrusted",
                                            "corrupt", "fork",   "not found", "busy",     "timeout"};
    return QString::fromLatin1(names[int(code)]);
}

} // namespace sizhen::wire
