// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/certificate.h"

#include "core/crypto/x509.h"
#include "core/records/signedform.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto stationDomain = QByteArrayView("sizhen.cert.station");
constexpr auto personDomain = QByteArrayView("sizhen.cert.person");
constexpr auto cardDomain = QByteArrayView("sizhen.card");
constexpr qsizetype maxDer = 8 * 1024;
constexpr qsizetype maxStations = 64;
constexpr qsizetype maxList = 64;
constexpr qsizetype maxName = 256;
constexpr int certificateVersion = 1;
constexpr int personVersion = 2;
constexpr int cardVersion = 2; // 1: without "issued" and "boxEpoch"
constexpr int maxBoxEpoch = 0xffff; // two of them make a key epoch of the partnership

QCborMap bodyOf(const StationCertificate &certificate)
{
    return {{u"v"_s, certificateVersion},
            {u"institution"_s, certificate.institution},
            {u"station"_s, certificate.station},
            {u"name"_s, certificate.name},
            {u"tlsSpkiHash"_s, certificate.tlsSpkiHash},
            {u"validFrom"_s, cborOf(certificate.validFrom)},
            {u"validTo"_s, cborOf(certificate.validTo)}};
}

QCborMap toCbor(const PracticeInterval &interval)
{
    return {{u"from"_s, cborOf(interval.from)},
            {u"to"_s, cborOf(interval.to)},
            {u"independent"_s, interval.independent},
            {u"place"_s, interval.place}};
}

QCborMap firstBodyOf(const PersonCertificate &certificate, const QCborArray &practice)
{
    return {{u"v"_s, certificateVersion},            {u"institution"_s, certificate.institution},
            {u"person"_s, certificate.person},
            {u"id"_s, certificate.id},
            {u"name"_s, certificate.name.toCbor()},
            {u"roles"_s, cborOf(certificate.roles)},
            {u"title"_s, certificate.title.toCbor()},
            {u"titleLevel"_s, certificate.titleLevel},
            {u"specialty"_s, certificate.specialty},
            {u"licence"_s, certificate.licence},
            {u"practice"_s, practice},
            {u"signerCertificate"_s, certificate.signerCertificate},
            {u"validFrom"_s, cborOf(certificate.validFrom)},
            {u"validTo"_s, cborOf(certificate.validTo)}};
}

// Version 2 says how long the licence is good; a certificate that does not is a version 1, as before.
QCborMap bodyOf(const PersonCertificate &certificate)
{
    QCborArray practice;
    for (const auto &interval : certificate.practice)
        practice.append(toCbor(interval));
    auto body = firstBodyOf(certificate, practice);
    if (certificate.licenceTo.isValid()) {
        body.insert(u"v"_s, personVersion);
        body.insert(u"licenceTo"_s, cborOf(certificate.licenceTo));
    }
    return body;
}

QCborMap toCbor(const Institution &institution)
{
    return {{u"root"_s, institution.root},          {u"boxKey"_s, institution.boxKey},
            {u"name"_s, institution.name.toCbor()}, {u"city"_s, institution.city.toCbor()},
            {u"country"_s, institution.country},    {u"timeZone"_s, institution.timeZone},
            {u"authority"_s, institution.authority}};
}

QCborMap bodyOf(const InstitutionCard &card)
{
    QCborMap body{{u"v"_s, certificateVersion},
                  {u"institution"_s, toCbor(card.institution)},
                  {u"stations"_s, cborOf(card.stations)},
                  {u"addresses"_s, cborOf(card.addresses)}};
    if (!card.issued.isValid())
        return body; // as it was read
    body.insert(u"v"_s, cardVersion);
    body.insert(u"issued"_s, cborOf(card.issued));
    body.insert(u"boxEpoch"_s, qint64(card.boxEpoch));
    return body;
}

QByteArray institutionOf(const QCborMap &body)
{
    return body.value(u"institution"_s).toByteArray();
}

QList<PracticeInterval> readPractice(Fields &fields)
{
    QList<PracticeInterval> practice;
    const auto items = fields.array("practice"_L1, maxList);
    for (const auto &item : items) {
        Fields one(item.toMap());
        PracticeInterval interval;
        interval.from = one.day("from"_L1);
        interval.to = one.day("to"_L1);
        interval.independent = one.flag("independent"_L1);
        interval.place = one.text("place"_L1, maxName);
        fields.check(one.good() && interval.from.isValid(), "practice"_L1);
        practice.append(interval);
    }
    return practice;
}

Institution readInstitution(Fields &outer)
{
    Fields fields(outer.map("institution"_L1));
    Institution institution;
    institution.root = fields.bytes("root"_L1, publicKeySize);
    institution.boxKey = fields.bytes("boxKey"_L1, publicKeySize);
    institution.name = fields.label("name"_L1);
    institution.city = fields.label("city"_L1);
    institution.country = fields.text("country"_L1, 2);
    institution.timeZone = fields.text("timeZone"_L1, maxName);
    institution.authority = fields.bytes("authority"_L1, 0, maxDer);
    fields.check(institution.authority.isEmpty() || spkiOf(institution.authority).has_value(), "authority"_L1);
    outer.check(fields.good(), "institution"_L1);
    return institution;
}

} // namespace

QString Institution::id() const
{
    return QString::fromLatin1(hash("sizhen.institution", root).toHex().left(10));
}

QByteArray certify(const StationCertificate &certificate, const SigningKey &root)
{
    return signedForm(bodyOf(certificate), stationDomain, root);
}

QByteArray certify(const PersonCertificate &certificate, const SigningKey &root)
{
    return signedForm(bodyOf(certificate), personDomain, root);
}

QByteArray makeCard(const InstitutionCard &card, const SigningKey &root)
{
    return signedForm(bodyOf(card), cardDomain, root);
}

Result<StationCertificate> openStationCertificate(const QByteArray &bytes)
{
    const auto body = openSigned(bytes, stationDomain, institutionOf);
    if (!body)
        return tl::unexpected(body.error());
    Fields fields(*body);
    StationCertificate certificate;
    certificate.institution = fields.bytes("institution"_L1, publicKeySize);
    certificate.station = fields.bytes("station"_L1, publicKeySize);
    certificate.name = fields.text("name"_L1, maxName);
    certificate.tlsSpkiHash = fields.bytes("tlsSpkiHash"_L1, hashSize);
    certificate.validFrom = fields.instant("validFrom"_L1);
    certificate.validTo = fields.instant("validTo"_L1);
    fields.check(certificate.validFrom < certificate.validTo, "validTo"_L1);
    if (!fields.good() || !sameSpelling(bodyOf(certificate), *body))
        return fields.error(u"station certificate"_s);
    return certificate;
}

Result<PersonCertificate> openPersonCertificate(const QByteArray &bytes)
{
    const auto body = openSigned(bytes, personDomain, institutionOf, personVersion);
    if (!body)
        return tl::unexpected(body.error());
    Fields fields(*body);
    PersonCertificate certificate;
    certificate.institution = fields.bytes("institution"_L1, publicKeySize);
    certificate.person = fields.bytes("person"_L1, publicKeySize);
    certificate.id = fields.text("id"_L1, maxName);
    certificate.name = fields.label("name"_L1);
    certificate.roles = fields.texts("roles"_L1, maxList);
    certificate.title = fields.label("title"_L1);
    certificate.titleLevel = fields.text("titleLevel"_L1, maxName);
    certificate.specialty = fields.text("specialty"_L1, maxName);
    certificate.licence = fields.text("licence"_L1, maxName);
    if (body->contains(u"licenceTo"_s))
        certificate.licenceTo = fields.day("licenceTo"_L1);
    certificate.practice = readPractice(fields);
    certificate.signerCertificate = fields.bytes("signerCertificate"_L1, 0, maxDer);
    certificate.validFrom = fields.instant("validFrom"_L1);
    certificate.validTo = fields.instant("validTo"_L1);
    fields.check(!certificate.id.isEmpty(), "id"_L1);
    fields.check(certificate.validFrom < certificate.validTo, "validTo"_L1);
    const auto &der = certificate.signerCertificate;
    fields.check(der.isEmpty() || spkiOf(der).has_value(), "signerCertificate"_L1);
    if (!fields.good() || !sameSpelling(bodyOf(certificate), *body))
        return fields.error(u"person certificate"_s);
    return certificate;
}

Result<InstitutionCard> openCard(const QByteArray &bytes)
{
    const auto body = openSigned(
        bytes, cardDomain,
        [](const QCborMap &map) { return map.value(u"institution"_s).toMap().value(u"root"_s).toByteArray(); },
        cardVersion);
    if (!body)
        return tl::unexpected(body.error());
    Fields fields(*body);
    InstitutionCard card;
    card.institution = readInstitution(fields);
    card.stations = fields.byteStrings("stations"_L1, maxStations, 1, maxSigned);
    card.addresses = fields.texts("addresses"_L1, maxList);
    if (body->value(u"v"_s).toInteger() == cardVersion) {
        card.issued = fields.instant("issued"_L1);
        card.boxEpoch = quint32(fields.number("boxEpoch"_L1, 1, maxBoxEpoch));
    }
    if (!fields.good() || !sameSpelling(bodyOf(card), *body))
        return fields.error(u"institution card"_s);
    for (const auto &certified : card.stations) {
        const auto station = openStationCertificate(certified);
        if (!station)
            return tl::unexpected(station.error());
        if (station->institution != card.institution.root)
            return fail(Fault::Untrusted, u"institution card: a station of another institution"_s);
    }
    return card;
}

QString fingerprint(const QByteArray &oneRoot, const QByteArray &otherRoot)
{
    const auto both = std::min(oneRoot, otherRoot) + std::max(oneRoot, otherRoot);
    const auto digest = hash("sizhen.fingerprint.1", both) + hash("sizhen.fingerprint.2", both);
    QStringList groups;
    for (qsizetype group = 0; group < 12; ++group) {
        quint64 number = 0;
        for (const auto byte : digest.mid(group * 5, 5))
            number = number << 8 | quint8(byte);
        groups.append(u"%1"_s.arg(number % 100'000, 5, 10, QLatin1Char('0')));
    }
    return groups.join(u' ');
}

} // namespace sizhen
