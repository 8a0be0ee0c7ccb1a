// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/accesslog.h"

#include "core/base/cbor.h"
#include "core/records/fields.h"
#include "core/records/sizes.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int accessLogVersion = 1;
constexpr qsizetype maxAccessText = 4'096;
constexpr auto headDomain = QByteArrayView("sizhen.access.head");
constexpr qint64 maxAccessNumber = std::numeric_limits<qint64>::max();

QCborMap mapOf(const AccessEntry &entry)
{
    const auto &access = entry.access;
    return {{u"v"_s, accessLogVersion},
            {u"station"_s, entry.station},
            {u"incarnation"_s, entry.incarnation},
            {u"number"_s, qint64(entry.number)},
            {u"at"_s, cborOf(entry.at)},
            {u"person"_s, access.person},
            {u"role"_s, access.role},
            {u"act"_s, access.act},
            {u"object"_s, access.object},
            {u"outcome"_s, access.outcome == Access::Outcome::Done ? u"done"_s : u"refused"_s},
            {u"reason"_s, access.reason},
            {u"previous"_s, entry.previous}};
}

QCborMap headMap(const AccessHead &head)
{
    return {{u"v"_s, accessLogVersion},
            {u"station"_s, head.station},
            {u"incarnation"_s, head.incarnation},
            {u"number"_s, qint64(head.number)},
            {u"hash"_s, head.hash},
            {u"at"_s, cborOf(head.at)}};
}

} // namespace

QByteArray toBytes(const AccessEntry &entry)
{
    return cbor::encode(mapOf(entry));
}

Result<AccessEntry> accessEntryFrom(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    Fields fields(*map);
    AccessEntry entry;
    fields.check(fields.number("v"_L1, 1, maxAccessNumber) == accessLogVersion, "v"_L1);
    entry.station = fields.bytes("station"_L1, publicKeySize);
    entry.incarnation = fields.bytes("incarnation"_L1, idSize);
    entry.number = quint64(fields.number("number"_L1, 1, maxAccessNumber));
    entry.at = fields.instant("at"_L1);
    entry.access.person = fields.text("person"_L1, maxAccessText);
    entry.access.role = fields.text("role"_L1, maxAccessText);
    entry.access.act = fields.text("act"_L1, maxAccessText);
    entry.access.object = fields.text("object"_L1, maxAccessText);
    const auto outcome = fields.text("outcome"_L1, maxAccessText);
    fields.check(outcome == u"done"_s || outcome == u"refused"_s, "outcome"_L1);
    entry.access.outcome = outcome == u"done"_s ? Access::Outcome::Done : Access::Outcome::Refused;
    entry.access.reason = fields.text("reason"_L1, maxAccessText);
    entry.previous = fields.bytes("previous"_L1, hashSize);
    if (!fields.good() || toBytes(entry) != bytes)
        return fields.error(u"access entry"_s);
    entry.hash = hash("sizhen.access", bytes);
    return entry;
}

QByteArray AccessHead::signedForm() const
{
    return cbor::encode(headMap(*this));
}

bool AccessHead::holds() const
{
    return verify(station, headDomain, signedForm(), signature);
}

QCborMap AccessHead::toArgs() const
{
    auto args = headMap(*this);
    args.insert(u"signature"_s, signature);
    return args;
}

Result<AccessHead> AccessHead::fromArgs(const QCborMap &args)
{
    Fields fields(args);
    AccessHead head;
    fields.check(fields.number("v"_L1, 1, maxAccessNumber) == accessLogVersion, "v"_L1);
    head.station = fields.bytes("station"_L1, publicKeySize);
    head.incarnation = fields.bytes("incarnation"_L1, idSize);
    head.number = quint64(fields.number("number"_L1, 1, maxAccessNumber));
    head.hash = fields.bytes("hash"_L1, hashSize);
    head.at = fields.instant("at"_L1);
    head.signature = fields.bytes("signature"_L1, signatureSize);
    if (!fields.good() || cbor::encode(head.toArgs()) != cbor::encode(args))
        return fields.error(u"access head"_s);
    return head;
}

AccessHead signedHead(AccessHead head, const SigningKey &station)
{
    head.signature = station.sign(headDomain, head.signedForm());
    return head;
}

bool AccessFilter::matches(const AccessEntry &entry) const
{
    const auto &access = entry.access;
    return (!from.isValid() || entry.at >= from) && (!to.isValid() || entry.at < to)
        && (person.isEmpty() || access.person == person)
        && (act.isEmpty() || access.act == act || access.act.startsWith(act + u'.'))
        && (object.isEmpty() || access.object == object) && (!outcome || access.outcome == *outcome);
}

} // namespace sizhen
