// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/joining.h"

#include "core/base/cbor.h"
#include "core/records/certificate.h"
#include "core/records/fields.h"

#include <QCborArray>
#include <QtEndian>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto requestDomain = QByteArrayView("sizhen.join.request");
constexpr auto parcelDomain = QByteArrayView("sizhen.join.parcel");
constexpr int joiningVersion = 1;
constexpr qsizetype streamSize = 16;
constexpr qsizetype maxRoomName = 256;
constexpr qsizetype maxSpki = 512;
constexpr qsizetype maxJoinCertificate = 64 * 1024;
constexpr qsizetype maxKeys = 64;
constexpr qsizetype maxJoinAddresses = 64;

QByteArray signedForm(const QByteArray &body, QByteArrayView domain, const SigningKey &key)
{
    return cbor::encode(QCborMap{{u"body"_s, body}, {u"signature"_s, key.sign(domain, body)}});
}

struct Signed {
    QByteArray body;
    QByteArray signature;
    QCborMap map;
};

Result<Signed> openForm(const QByteArray &bytes, qsizetype most, const QString &what)
{
    if (bytes.size() > most)
        return fail(Fault::Corrupt, what + u": too long"_s);
    const auto outer = cbor::decodeMap(bytes);
    if (!outer)
        return tl::unexpected(outer.error());
    Fields fields(*outer);
    Signed form{fields.bytes("body"_L1, 1, most), fields.bytes("signature"_L1, signatureSize), {}};
    if (!fields.good() || outer->size() != 2)
        return fields.error(what);
    auto map = cbor::decodeMap(form.body);
    if (!map)
        return tl::unexpected(map.error());
    if (map->value(u"v"_s).toInteger() > joiningVersion)
        return fail(Fault::Unsupported, what + u": from a newer version"_s);
    form.map = *std::move(map);
    return form;
}

QCborMap bodyOf(const JoinRequest &request)
{
    return {{u"v"_s, joiningVersion},
            {u"station"_s, request.station},
            {u"automaton"_s, request.automaton},
            {u"box"_s, request.box},
            {u"tls"_s, request.tls},
            {u"name"_s, request.name},
            {u"at"_s, cborOf(request.at)}};
}

QCborMap bodyOf(const JoinParcel &parcel)
{
    QCborMap keys;
    for (auto it = parcel.keys.cbegin(); it != parcel.keys.cend(); ++it)
        keys.insert(it.key(), it.value());
    QCborArray streamKeys;
    for (auto it = parcel.streamKeys.cbegin(); it != parcel.streamKeys.cend(); ++it)
        streamKeys.append(QCborArray{qint64(it.key()), it.value()});
    QCborArray addresses;
    for (auto it = parcel.addresses.cbegin(); it != parcel.addresses.cend(); ++it)
        addresses.append(QCborArray{it.key(), cborOf(it.value())});
    return {{u"v"_s, joiningVersion},
            {u"request"_s, parcel.request},
            {u"card"_s, parcel.card},
            {u"station"_s, parcel.station},
            {u"automaton"_s, parcel.automaton},
            {u"tls"_s, parcel.tls},
            {u"role"_s, parcel.role},
            {u"keys"_s, keys},
            {u"stream"_s, parcel.stream},
            {u"streamKeys"_s, streamKeys},
            {u"addresses"_s, addresses}};
}

QMap<QString, QByteArray> keysIn(Fields &fields)
{
    QMap<QString, QByteArray> keys;
    const auto map = fields.map("keys"_L1);
    fields.check(map.size() <= maxKeys && map.contains(u"box"_s), "keys"_L1);
    for (const auto &[name, secret] : map) {
        const auto bytes = secret.toByteArray();
        // "root", "station" and whatever else is one machine's own never come in a parcel.
        const auto known = name.toString() == u"authority"_s || name.toString().startsWith(u"box"_s);
        fields.check(known && bytes.size() >= keySize && bytes.size() <= maxSpki, "keys"_L1);
        keys.insert(name.toString(), bytes);
    }
    return keys;
}

QMap<quint32, QByteArray> streamKeysIn(Fields &fields)
{
    QMap<quint32, QByteArray> keys;
    const auto list = fields.array("streamKeys"_L1, 4096);
    for (const auto &item : list) {
        const auto pair = item.toArray();
        const auto epoch = pair.at(0).toInteger(0);
        fields.check(epoch > 0 && epoch <= std::numeric_limits<quint32>::max()
                         && pair.at(1).toByteArray().size() == keySize,
                     "streamKeys"_L1);
        keys.insert(quint32(epoch), pair.at(1).toByteArray());
    }
    fields.check(!keys.isEmpty(), "streamKeys"_L1);
    return keys;
}

QMap<QByteArray, QStringList> addressesIn(Fields &fields)
{
    QMap<QByteArray, QStringList> all;
    const auto list = fields.array("addresses"_L1, maxJoinAddresses);
    for (const auto &item : list) {
        const auto pair = item.toArray();
        const auto texts = pair.at(1).toArray();
        QStringList of;
        for (const auto &text : texts)
            of.append(text.toString());
        fields.check(pair.at(0).toByteArray().size() == publicKeySize && of.size() <= maxJoinAddresses, "addresses"_L1);
        all.insert(pair.at(0).toByteArray(), of);
    }
    return all;
}

QString digitsOf(const QByteArray &digest)
{
    constexpr quint64 tenThousand = 10'000;
    QStringList groups;
    for (int i = 0; i < 4; ++i) // 32 bits a group: the bias of the remainder is below one in 400,000
        groups.append(u"%1"_s.arg(qFromBigEndian<quint32>(digest.constData() + i * 4) % tenThousand, 4, 10,
                                  QLatin1Char('0')));
    return groups.join(u' ');
}

} // namespace

QByteArray makeJoinRequest(const JoinRequest &request, const SigningKey &station)
{
    return signedForm(cbor::encode(bodyOf(request)), requestDomain, station);
}

Result<JoinRequest> openJoinRequest(const QByteArray &bytes)
{
    const auto form = openForm(bytes, maxJoinRequest, u"join request"_s);
    if (!form)
        return tl::unexpected(form.error());
    Fields fields(form->map);
    JoinRequest request;
    fields.check(fields.number("v"_L1, joiningVersion, joiningVersion) == joiningVersion, "v"_L1);
    request.station = fields.bytes("station"_L1, publicKeySize);
    request.automaton = fields.bytes("automaton"_L1, publicKeySize);
    request.box = fields.bytes("box"_L1, publicKeySize);
    request.tls = fields.bytes("tls"_L1, 1, maxSpki);
    request.name = fields.text("name"_L1, maxRoomName);
    request.at = fields.instant("at"_L1);
    fields.check(!request.name.trimmed().isEmpty(), "name"_L1);
    if (!fields.good() || cbor::encode(bodyOf(request)) != form->body)
        return fields.error(u"join request"_s);
    if (!verify(request.station, requestDomain, form->body, form->signature))
        return fail(Fault::Untrusted, u"join request: not signed by the station it names"_s);
    return request;
}

void JoinParcel::wipeKeys()
{
    for (auto &key : keys)
        wipe(key);
    for (auto &key : streamKeys)
        wipe(key);
}

SecretBytes makeJoinParcel(const JoinParcel &parcel, const SigningKey &root)
{
    auto body = cbor::encode(bodyOf(parcel));
    auto form = signedForm(body, parcelDomain, root);
    auto inside = SecretBytes::copyOf(form);
    wipe(body);
    wipe(form);
    return inside;
}

Result<JoinParcel> openJoinParcel(QByteArrayView inside)
{
    auto bytes = inside.toByteArray();
    const auto form = openForm(bytes, maxJoinParcel, u"join parcel"_s);
    wipe(bytes);
    if (!form)
        return tl::unexpected(form.error());
    Fields fields(form->map);
    JoinParcel parcel;
    fields.check(fields.number("v"_L1, joiningVersion, joiningVersion) == joiningVersion, "v"_L1);
    parcel.request = fields.bytes("request"_L1, hashSize);
    parcel.card = fields.bytes("card"_L1, 1, maxJoinCertificate);
    parcel.station = fields.bytes("station"_L1, 1, maxJoinCertificate);
    parcel.automaton = fields.bytes("automaton"_L1, 1, maxJoinCertificate);
    parcel.tls = fields.bytes("tls"_L1, 1, maxJoinCertificate);
    parcel.role = fields.text("role"_L1, maxRoomName);
    parcel.keys = keysIn(fields);
    parcel.stream = fields.bytes("stream"_L1, streamSize);
    parcel.streamKeys = streamKeysIn(fields);
    parcel.addresses = addressesIn(fields);
    auto again = cbor::encode(bodyOf(parcel));
    const auto same = again == form->body;
    wipe(again);
    if (!fields.good() || !same)
        return fields.error(u"join parcel"_s);
    const auto card = openCard(parcel.card);
    if (!card)
        return tl::unexpected(card.error());
    if (!verify(card->institution.root, parcelDomain, form->body, form->signature))
        return fail(Fault::Untrusted, u"join parcel: not signed by the institution's root"_s);
    return parcel;
}

QString joinNumber(const QByteArray &request)
{
    return digitsOf(hash("sizhen.join.number", request));
}

QString joinAnswerNumber(const QByteArray &request, const QByteArray &root)
{
    return digitsOf(hash("sizhen.join.answer", hash("sizhen.join.number", request) + root));
}

bool sameDigits(const QString &one, const QString &other)
{
    const auto digits = [](QString text) {
        text.removeIf([](QChar c) { return !c.isDigit(); });
        return text;
    };
    return !digits(one).isEmpty() && digits(one) == digits(other);
}

} // namespace sizhen
