// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callmessage.h"

#include "core/call/sdp.h"
#include "core/records/signedform.h"

#include <QCborArray>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype longestReason = 16;
constexpr int messageVersion = 1;

constexpr std::array kindNames{"invite"_L1, "heard"_L1, "busy"_L1,   "accept"_L1, "decline"_L1, "offer"_L1,
                               "answer"_L1, "way"_L1,   "redial"_L1, "end"_L1,    "alive"_L1,   "ack"_L1,
                               "join"_L1,   "here"_L1,  "forward"_L1};

constexpr std::array stateNames{"none"_L1, "on"_L1, "off"_L1}; // of StreamState

bool isDescription(CallMessage::Kind kind)
{
    return kind == CallMessage::Kind::Offer || kind == CallMessage::Kind::Answer;
}

bool namesPerson(CallMessage::Kind kind)
{
    return kind == CallMessage::Kind::Invite || kind == CallMessage::Kind::Accept || isOfRoom(kind);
}

bool hasRound(CallMessage::Kind kind)
{
    return isDescription(kind) || kind == CallMessage::Kind::Way || kind == CallMessage::Kind::Redial;
}

// Only what is true is written, so that who knows nothing of it says the same.
void setFlag(QCborMap &map, const QString &key, bool value)
{
    if (value)
        map.insert(key, true);
}

bool readFlag(Fields &fields, const QCborMap &map, QLatin1StringView key)
{
    const auto value = map.value(key);
    fields.check(value.isUndefined() || value.isTrue(), key);
    return value.isTrue();
}

void writeSending(const CallSending &sending, QCborMap &map)
{
    map.insert(u"sound"_s, QString(stateNames[std::size_t(sending.sound)]));
    map.insert(u"picture"_s, QString(stateNames[std::size_t(sending.picture)]));
    map.insert(u"heard"_s, sending.heard);
    if (sending.detail != StreamState::None)
        map.insert(u"detail"_s, QString(stateNames[std::size_t(sending.detail)]));
    setFlag(map, u"server"_s, sending.byServer);
}

StreamState readState(Fields &fields, QLatin1StringView key)
{
    const auto found = std::ranges::find(stateNames, fields.text(key, longestReason));
    fields.check(found != stateNames.end(), key);
    return found == stateNames.end() ? StreamState::None : StreamState(found - stateNames.begin());
}

void writeContent(const CallMessage &message, QCborMap &map)
{
    if (hasRound(message.kind))
        map.insert(u"round"_s, message.round);
    if (namesPerson(message.kind)) {
        map.insert(u"who"_s, message.who);
        map.insert(u"proof"_s, message.proof);
    }
    if (isDescription(message.kind)) {
        map.insert(u"sdp"_s, message.sdp);
        map.insert(u"key"_s, message.fingerprint);
    }
    if (message.kind == CallMessage::Kind::Way) {
        map.insert(u"way"_s, message.way.candidate);
        map.insert(u"line"_s, message.way.line);
    }
    if (message.kind == CallMessage::Kind::End)
        map.insert(u"reason"_s, message.reason);
    if (message.kind == CallMessage::Kind::Alive && message.sending)
        writeSending(*message.sending, map);
    if (message.kind == CallMessage::Kind::Ack) {
        QCborArray numbers;
        for (const auto number : message.numbers)
            numbers.append(number);
        map.insert(u"numbers"_s, numbers);
    }
    if (message.kind == CallMessage::Kind::Join)
        map.insert(u"room"_s, message.room);
    if (message.kind == CallMessage::Kind::Here) {
        QCborArray ends;
        for (const auto &key : message.ends)
            ends.append(key);
        map.insert(u"ends"_s, ends);
        setFlag(map, u"server"_s, message.hasServer);
        setFlag(map, u"forwards"_s, message.forwards);
        setFlag(map, u"thin"_s, message.isThin);
    }
    if (message.kind == CallMessage::Kind::Forward && message.forwarded)
        map.insert(u"server"_s, message.forwarded->toCbor());
}

void readForwarded(Fields &fields, CallMessage &message, const QCborMap &map)
{
    if (!map.contains(u"server"_s))
        return;
    const auto room = ForwardedRoom::fromCbor(map.value(u"server"_s).toMap());
    fields.check(room.has_value(), "server"_L1);
    if (room)
        message.forwarded = *room;
}

void readRoom(Fields &fields, CallMessage &message, const QCborMap &map)
{
    if (message.kind == CallMessage::Kind::Join)
        message.room = fields.bytes("room"_L1, CallMessage::idBytes);
    if (message.kind == CallMessage::Kind::Here)
        for (const auto &end : fields.array("ends"_L1, CallMessage::mostEnds)) {
            const auto key = end.toByteArray();
            fields.check(key.size() == publicKeySize && !message.ends.contains(key), "ends"_L1);
            message.ends.append(key);
        }
    if (message.kind == CallMessage::Kind::Here) {
        message.hasServer = readFlag(fields, map, "server"_L1);
        message.forwards = readFlag(fields, map, "forwards"_L1);
        message.isThin = readFlag(fields, map, "thin"_L1);
    }
    if (message.kind == CallMessage::Kind::Forward)
        readForwarded(fields, message, map);
}

void readContent(Fields &fields, CallMessage &message, const QCborMap &map)
{
    if (message.kind == CallMessage::Kind::Alive && map.contains(u"sound"_s)) {
        message.sending = CallSending{readState(fields, "sound"_L1), readState(fields, "picture"_L1),
                                      fields.number("heard"_L1, 0, qint64(1) << 52)};
        if (map.contains(u"detail"_s))
            message.sending->detail = readState(fields, "detail"_L1);
        message.sending->byServer = readFlag(fields, map, "server"_L1);
    }
    if (hasRound(message.kind))
        message.round = int(fields.number("round"_L1, 1, CallMessage::mostRounds));
    if (namesPerson(message.kind)) {
        message.who = fields.bytes("who"_L1, 1, CallMessage::longestWho);
        message.proof = fields.bytes("proof"_L1, signatureSize);
    }
    if (isDescription(message.kind)) {
        message.sdp = fields.text("sdp"_L1, CallMessage::longestSdp);
        fields.check(!message.sdp.isEmpty() && message.sdp.toUtf8().size() <= CallMessage::longestSdp, "sdp"_L1);
        message.fingerprint = fields.bytes("key"_L1, 32);
    }
    if (message.kind == CallMessage::Kind::Way) {
        message.way.candidate = fields.text("way"_L1, IceCandidate::longest);
        message.way.line = int(fields.number("line"_L1, 0, Sdp::mostMedia - 1));
    }
    if (message.kind == CallMessage::Kind::End)
        message.reason = fields.text("reason"_L1, longestReason);
    if (message.kind == CallMessage::Kind::Ack)
        for (const auto &number : fields.array("numbers"_L1, CallMessage::mostNumbers)) {
            fields.check(number.isInteger() && number.toInteger() > 0, "numbers"_L1);
            message.numbers.append(number.toInteger());
        }
    readRoom(fields, message, map);
}

} // namespace

QCborMap CallMessage::toCbor() const
{
    QCborMap map{{u"v"_s, messageVersion}, {u"kind"_s, QString(kindNames[std::size_t(kind)])},
                 {u"case"_s, caseId},      {u"call"_s, call},
                 {u"from"_s, from},        {u"n"_s, number}};
    if (!to.isEmpty())
        map.insert(u"to"_s, to);
    writeContent(*this, map);
    return map;
}

Result<CallMessage> CallMessage::fromCbor(const QCborMap &map)
{
    const auto what = u"call message"_s;
    if (const auto v = map.value(u"v"_s); v.isInteger() && v.toInteger() > messageVersion)
        return fail(Fault::Unsupported, what + u": from a newer version"_s);
    Fields fields(map);
    CallMessage message;
    const auto name = fields.text("kind"_L1, longestReason);
    const auto kind = std::ranges::find(kindNames, name);
    fields.check(kind != kindNames.end(), "kind"_L1);
    if (!fields.good())
        return fields.error(what);
    message.kind = Kind(kind - kindNames.begin());
    message.caseId = fields.bytes("case"_L1, idBytes);
    message.call = fields.bytes("call"_L1, idBytes);
    message.from = fields.bytes("from"_L1, publicKeySize);
    if (map.contains(u"to"_s))
        message.to = fields.bytes("to"_L1, publicKeySize);
    message.number = fields.number("n"_L1, 1, qint64(1) << 52);
    readContent(fields, message, map);
    if (!fields.good() || !sameSpelling(message.toCbor(), map))
        return fields.error(what);
    return message;
}

bool isOfRoom(CallMessage::Kind kind)
{
    return kind == CallMessage::Kind::Join || kind == CallMessage::Kind::Here;
}

QByteArray callClaim(const QByteArray &caseId, const QByteArray &call, const QByteArray &station)
{
    return cbor::encode(QCborArray{caseId, call, station});
}

Result<CallMessage> openCallMessage(const QByteArray &bytes)
{
    const auto body
        = openSigned(bytes, callDomain, [](const QCborMap &map) { return map.value(u"from"_s).toByteArray(); });
    if (!body)
        return tl::unexpected(body.error());
    auto message = CallMessage::fromCbor(*body);
    if (!message || !isDescription(message->kind))
        return message;
    const auto sdp = Sdp::parse(message->sdp);
    if (!sdp)
        return tl::unexpected(sdp.error());
    if (sdp->fingerprint().isEmpty() || sdp->fingerprint() != message->fingerprint)
        return fail(Fault::Untrusted, u"call message: another fingerprint in the description"_s);
    return message;
}

} // namespace sizhen
