// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/cardparcel.h"

#include "core/records/signedform.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto addressesDomain = QByteArrayView("sizhen.addresses");
constexpr qsizetype maxAddresses = 64;
constexpr qsizetype maxParts = 64;

QCborMap bodyOf(const AddressNotice &notice)
{
    return {{u"v"_s, 1},
            {u"institution"_s, notice.institution},
            {u"station"_s, notice.station},
            {u"addresses"_s, cborOf(notice.addresses)},
            {u"issued"_s, cborOf(notice.issued)}};
}

} // namespace

QByteArray signNotice(const AddressNotice &notice, const SigningKey &station)
{
    return signedForm(bodyOf(notice), addressesDomain, station);
}

Result<AddressNotice> openNotice(const QByteArray &bytes)
{
    const auto body
        = openSigned(bytes, addressesDomain, [](const QCborMap &map) { return map.value(u"station"_s).toByteArray(); });
    if (!body)
        return tl::unexpected(body.error());
    Fields fields(*body);
    AddressNotice notice;
    notice.institution = fields.bytes("institution"_L1, publicKeySize);
    notice.station = fields.bytes("station"_L1, publicKeySize);
    notice.addresses = fields.texts("addresses"_L1, maxAddresses);
    notice.issued = fields.instant("issued"_L1);
    if (!fields.good() || cbor::encode(bodyOf(notice)) != cbor::encode(*body))
        return fields.error(u"address notice"_s);
    return notice;
}

QByteArray CardParcel::toBytes() const
{
    return cbor::encode(QCborMap{{u"card"_s, card}, {u"notices"_s, cborOf(notices)}, {u"yours"_s, cborOf(yours)}});
}

Result<CardParcel> openParcel(const QByteArray &bytes)
{
    const auto map = cbor::decodeMap(bytes);
    if (!map)
        return tl::unexpected(map.error());
    if (map->contains(u"body"_s))
        return CardParcel{bytes, {}, {}}; // a bare card
    Fields fields(*map);
    CardParcel parcel;
    parcel.card = fields.bytes("card"_L1, 1, maxSigned);
    parcel.notices = fields.byteStrings("notices"_L1, maxParts, 1, maxSigned);
    parcel.yours = fields.byteStrings("yours"_L1, maxParts, 1, maxSigned);
    if (!fields.good() || map->size() != 3)
        return fields.error(u"card parcel"_s);
    return parcel;
}

} // namespace sizhen
