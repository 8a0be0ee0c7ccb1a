// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"
#include "core/records/eventbody.h"
#include "core/records/fields.h"
#include "core/records/ledger.h"

#include <QCborArray>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto actDomain = QByteArrayView("sizhen.act");
constexpr qsizetype maxKind = 64;
constexpr qsizetype maxInstant = 32;
constexpr qsizetype maxCertificate = 64 * 1024;

} // namespace

bool Event::saw(const Event &other) const
{
    if (other.feed == feed)
        return other.sequence < sequence;
    const auto head = std::ranges::lower_bound(seen, other.feed, {}, &SeenHead::feed);
    return head != seen.cend() && head->feed == other.feed && head->sequence >= other.sequence;
}

QString instantText(const QDateTime &at)
{
    return at.toOffsetFromUtc(at.offsetFromUtc()).toString(Qt::ISODate);
}

QDateTime EventBody::time() const
{
    return QDateTime::fromString(at, Qt::ISODate);
}

QByteArray EventBody::toBytes() const
{
    return cbor::encode(QCborMap{{u"kind"_s, kind},
                                 {u"v"_s, version},
                                 {u"at"_s, at},
                                 {u"args"_s, args},
                                 {u"cert"_s, certificate},
                                 {u"sig"_s, signature}});
}

Result<EventBody> EventBody::fromBytes(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    Fields fields(*map);
    EventBody body;
    body.kind = fields.text("kind"_L1, maxKind);
    body.version = int(fields.number("v"_L1, 1, std::numeric_limits<int>::max()));
    body.at = fields.text("at"_L1, maxInstant);
    body.args = fields.map("args"_L1);
    body.certificate = fields.bytes("cert"_L1, 1, maxCertificate);
    body.signature = fields.bytes("sig"_L1, signatureSize);
    fields.check(!body.kind.isEmpty(), "kind"_L1);
    const auto time = body.time();
    fields.check(time.isValid() && instantText(time) == body.at, "at"_L1);
    if (!fields.good() || map->size() != 6)
        return fields.error(u"event"_s);
    return body;
}

QByteArray EventBody::act(const QByteArray &stream, quint64 hlc) const
{
    return cbor::encode(QCborArray{stream, qint64(hlc), kind, version, at, args});
}

QByteArray EventBody::signedBy(const SigningKey &person, const QByteArray &stream, quint64 hlc) const
{
    return person.sign(actDomain, act(stream, hlc));
}

bool EventBody::isSignedBy(const QByteArray &person, const QByteArray &stream, quint64 hlc) const
{
    return verify(person, actDomain, act(stream, hlc), signature);
}

} // namespace sizhen
