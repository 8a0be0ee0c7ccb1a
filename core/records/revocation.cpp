// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/revocation.h"

#include "core/records/signedform.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto revocationDomain = QByteArrayView("sizhen.revocation");
constexpr qsizetype maxReason = 1000;
constexpr int hlcCounterBits = 16;

QCborMap bodyOf(const Revocation &revocation)
{
    return {{u"v"_s, 1},
            {u"kind"_s, revocation.kind == Revocation::Kind::Station ? u"station"_s : u"person"_s},
            {u"institution"_s, revocation.institution},
            {u"key"_s, revocation.key},
            {u"from"_s, qint64(revocation.from)},
            {u"issued"_s, cborOf(revocation.issued)},
            {u"reason"_s, revocation.reason},
            {u"text"_s, revocation.text}};
}

} // namespace

const QStringList &revocationReasons()
{
    static const QStringList all{u"LOST"_s,     u"STOLEN"_s,   u"COMPROMISED"_s, u"LEFT"_s,
                                 u"DISABLED"_s, u"REPLACED"_s, u"OTHER"_s};
    return all;
}

QDateTime Revocation::fromTime() const
{
    return QDateTime::fromMSecsSinceEpoch(qint64(from >> hlcCounterBits), Qt::UTC);
}

QByteArray signRevocation(const Revocation &revocation, const SigningKey &root)
{
    return signedForm(bodyOf(revocation), revocationDomain, root);
}

Result<Revocation> openRevocation(const QByteArray &bytes)
{
    const auto body
        = openSigned(bytes, revocationDomain, [](const QCborMap &map) { return map.value(u"institution"_s).toByteArray(); });
    if (!body)
        return tl::unexpected(body.error());
    Fields fields(*body);
    Revocation revocation;
    const auto kind = fields.text("kind"_L1, maxReason);
    fields.check(kind == u"station"_s || kind == u"person"_s, "kind"_L1);
    revocation.kind = kind == u"person"_s ? Revocation::Kind::Person : Revocation::Kind::Station;
    revocation.institution = fields.bytes("institution"_L1, publicKeySize);
    revocation.key = fields.bytes("key"_L1, publicKeySize);
    revocation.from = quint64(fields.number("from"_L1, 1, std::numeric_limits<qint64>::max()));
    revocation.issued = fields.instant("issued"_L1);
    revocation.reason = fields.text("reason"_L1, maxReason);
    revocation.text = fields.text("text"_L1, maxReason);
    fields.check(revocationReasons().contains(revocation.reason), "reason"_L1);
    if (!fields.good() || cbor::encode(bodyOf(revocation)) != cbor::encode(*body))
        return fields.error(u"revocation"_s);
    return revocation;
}

} // namespace sizhen
