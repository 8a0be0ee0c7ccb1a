// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include "core/records/fields.h"
#include "core/records/grantsigning.h"
#include "core/records/sizes.h"
#include <QCborArray>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto grantDomain = QByteArrayView("sizhen.grant");
constexpr auto receiptDomain = QByteArrayView("sizhen.receipt");
constexpr qsizetype maxSealedKey = 256;
constexpr qsizetype maxParties = 64;
constexpr qsizetype maxHeads = 65'535;
constexpr qsizetype maxAttachments = 65'535;

QByteArray said(QCborMap map)
{
    map.remove(u"signature"_s);
    return cbor::encode(map);
}

bool isSortedOnce(const QList<QByteArray> &list)
{
    return std::ranges::adjacent_find(list, std::greater_equal<>()) == list.cend();
}

} // namespace

QCborMap Grant::toCbor() const
{
    QCborMap map{{u"stream"_s, stream.id},    {u"kind"_s, stream.kind},
            {u"about"_s, stream.about},  {u"parties"_s, cborOf(stream.parties)},
            {u"epoch"_s, qint64(epoch)}, {u"sealedKey"_s, sealedKey},
            {u"from"_s, from},           {u"to"_s, to},
            {u"station"_s, station},     {u"signature"_s, signature}};
    if (returned) // left out else: as neighbours know it
        map.insert(u"returned"_s, true);
    return map;
}

Result<Grant> Grant::fromCbor(const QCborMap &map)
{
    Fields fields(map);
    Grant grant;
    grant.stream.id = fields.bytes("stream"_L1, idSize);
    grant.stream.kind = fields.text("kind"_L1, maxStreamKind);
    grant.stream.about = fields.bytes("about"_L1, 0, hashSize);
    grant.stream.parties = fields.byteStrings("parties"_L1, maxParties, publicKeySize, publicKeySize);
    grant.epoch = quint32(fields.number("epoch"_L1, 1, std::numeric_limits<quint32>::max()));
    grant.sealedKey = fields.bytes("sealedKey"_L1, 1, maxSealedKey);
    grant.from = fields.bytes("from"_L1, publicKeySize);
    grant.to = fields.bytes("to"_L1, publicKeySize);
    grant.station = fields.bytes("station"_L1, publicKeySize);
    grant.signature = fields.bytes("signature"_L1, signatureSize);
    grant.returned = map.value(u"returned"_s).toBool();
    fields.check(!grant.stream.kind.isEmpty(), "kind"_L1);
    fields.check(isSortedOnce(grant.stream.parties), "parties"_L1);
    if (!fields.good() || !sameSpelling(grant.toCbor(), map))
        return fields.error(u"grant"_s);
    return grant;
}

void signGrant(Grant &grant, const SigningKey &station)
{
    grant.station = station.publicKey();
    grant.signature = station.sign(grantDomain, said(grant.toCbor()));
}

bool isSigned(const Grant &grant)
{
    return verify(grant.station, grantDomain, said(grant.toCbor()), grant.signature);
}

QCborMap Receipt::toCbor() const
{
    QCborArray list;
    for (const auto &head : heads)
        list.append(QCborArray{head.feed, qint64(head.sequence), head.hash});
    return {{u"stream"_s, stream}, {u"heads"_s, list},      {u"attachments"_s, cborOf(attachments)},
            {u"at"_s, cborOf(at)}, {u"station"_s, station}, {u"signature"_s, signature}};
}

Result<Receipt> Receipt::fromCbor(const QCborMap &map)
{
    Fields fields(map);
    Receipt receipt;
    receipt.stream = fields.bytes("stream"_L1, idSize);
    const auto heads = fields.array("heads"_L1, maxHeads);
    for (const auto &item : heads) {
        const auto head = item.toArray();
        const FeedHead next{head.at(0).toByteArray(), quint64(head.at(1).toInteger()), head.at(2).toByteArray()};
        fields.check(next.feed.size() == idSize && head.at(1).toInteger() > 0 && next.hash.size() == hashSize,
                     "heads"_L1);
        fields.check(receipt.heads.isEmpty() || receipt.heads.last().feed < next.feed, "heads"_L1);
        receipt.heads.append(next);
    }
    receipt.attachments = fields.byteStrings("attachments"_L1, maxAttachments, hashSize, hashSize);
    receipt.at = fields.instant("at"_L1);
    receipt.station = fields.bytes("station"_L1, publicKeySize);
    receipt.signature = fields.bytes("signature"_L1, signatureSize);
    fields.check(isSortedOnce(receipt.attachments), "attachments"_L1);
    if (!fields.good() || !sameSpelling(receipt.toCbor(), map))
        return fields.error(u"receipt"_s);
    return receipt;
}

void signReceipt(Receipt &receipt, const SigningKey &station)
{
    receipt.station = station.publicKey();
    receipt.signature = station.sign(receiptDomain, said(receipt.toCbor()));
}

bool isSigned(const Receipt &receipt)
{
    return verify(receipt.station, receiptDomain, said(receipt.toCbor()), receipt.signature);
}

} // namespace sizhen
