// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/certificate.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

const QDateTime day(QDate(2026, 11, 24), QTime(9, 0), Qt::UTC);
const SigningKey root = SigningKey::generate();
const SigningKey stranger = SigningKey::generate();

StationCertificate station()
{
    return {root.publicKey(), SigningKey::generate().publicKey(), u"二号诊室"_s, sha256("spki"), day, day.addYears(1)};
}

PersonCertificate person()
{
    PersonCertificate person;
    person.institution = root.publicKey();
    person.person = SigningKey::generate().publicKey();
    person.id = u"kovacs"_s;
    person.name = Label(u"科瓦奇"_s, u"Kovács Example"_s);
    person.roles = {u"PHYSICIAN"_s, u"LIAISON"_s};
    person.title = Label(u"副主任医师"_s, u"Associate chief physician"_s);
    person.titleLevel = u"ASSOCIATE_CHIEF"_s;
    person.specialty = u"TCM_INTERNAL"_s;
    person.licence = u"HU-EX-0001"_s;
    person.practice
        = {{QDate(2015, 3, 1), QDate(2019, 6, 30), true, u"Budapest"_s}, {QDate(2020, 1, 1), {}, false, u"Győr"_s}};
    person.validFrom = day;
    person.validTo = day.addYears(2);
    return person;
}

InstitutionCard card()
{
    InstitutionCard card;
    card.institution.root = root.publicKey();
    card.institution.boxKey = BoxKey::generate().publicKey();
    card.institution.name = Label(u"多瑙河诊所"_s, u"Duna TCM Clinic"_s);
    card.institution.city = Label(u"布达佩斯"_s, u"Budapest"_s);
    card.institution.country = u"HU"_s;
    card.institution.timeZone = u"Europe/Budapest"_s;
    card.stations = {certify(station(), root)};
    card.addresses = {u"clinic.example:7420"_s};
    return card;
}

// Signs `body` as the root would, whatever it says.
QByteArray signedBody(const QCborMap &body, QByteArrayView domain)
{
    const auto bytes = cbor::encode(body);
    return cbor::encode(QCborMap{{u"body"_s, bytes}, {u"signature"_s, root.sign(domain, bytes)}});
}

QCborMap bodyOf(const QByteArray &certified)
{
    return cbor::decodeMap(cbor::decodeMap(certified)->value(u"body"_s).toByteArray()).value();
}

template <typename T>
Fault certificateFault(const Result<T> &result)
{
    return result ? Fault::Timeout : result.error().fault; // Timeout stands for "taken"
}

} // namespace

class CertificateTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void aStationComesBackAsItWas()
    {
        const auto certificate = station();
        const auto bytes = certify(certificate, root);
        const auto back = openStationCertificate(bytes);
        QVERIFY(back);
        QCOMPARE(back->institution, certificate.institution);
        QCOMPARE(back->station, certificate.station);
        QCOMPARE(back->name, certificate.name);
        QCOMPARE(back->tlsSpkiHash, certificate.tlsSpkiHash);
        QCOMPARE(back->validFrom, certificate.validFrom);
        QCOMPARE(back->validTo, certificate.validTo);
        QCOMPARE(certify(*back, root), bytes);
    }

    void aPersonComesBackAsItWas()
    {
        const auto certificate = person();
        const auto bytes = certify(certificate, root);
        const auto back = openPersonCertificate(bytes);
        QVERIFY(back);
        QCOMPARE(back->name, certificate.name);
        QCOMPARE(back->roles, certificate.roles);
        QCOMPARE(back->practice, certificate.practice);
        QCOMPARE(back->licence, certificate.licence);
        QCOMPARE(back->validTo, certificate.validTo);
        QCOMPARE(certify(*back, root), bytes);
    }

    void aCardComesBackAsItWas()
    {
        const auto bytes = makeCard(card(), root);
        const auto back = openCard(bytes);
        QVERIFY(back);
        QCOMPARE(back->institution.name, card().institution.name);
        QCOMPARE(back->institution.timeZone, u"Europe/Budapest"_s);
        QCOMPARE(back->addresses, card().addresses);
        QCOMPARE(back->stations.size(), 1);
        QCOMPARE(makeCard(*back, root), bytes);
    }

    void isRefusedCutShortAtEveryLength()
    {
        const auto bytes = certify(person(), root);
        for (qsizetype size = 0; size < bytes.size(); ++size)
            QCOMPARE(certificateFault(openPersonCertificate(bytes.left(size))), Fault::Corrupt);
        QCOMPARE(certificateFault(openPersonCertificate(bytes + '\0')), Fault::Corrupt);
    }

    void isRefusedWithAnyBitTurned()
    {
        const auto bytes = certify(station(), root);
        for (qsizetype bit = 0; bit < bytes.size() * 8; ++bit) {
            auto turned = bytes;
            turned[bit / 8] = char(turned.at(bit / 8) ^ (1 << (bit % 8)));
            const auto fault = certificateFault(openStationCertificate(turned));
            QVERIFY(fault == Fault::Corrupt || fault == Fault::Untrusted);
        }
    }

    void anotherRootCannotCertifyForUs()
    {
        QCOMPARE(certificateFault(openStationCertificate(certify(station(), stranger))), Fault::Untrusted);
        QCOMPARE(certificateFault(openPersonCertificate(certify(person(), stranger))), Fault::Untrusted);
        QCOMPARE(certificateFault(openCard(makeCard(card(), stranger))), Fault::Untrusted);
    }

    void oneKindDoesNotPassForAnother()
    {
        QCOMPARE(certificateFault(openPersonCertificate(certify(station(), root))), Fault::Untrusted);
        QCOMPARE(certificateFault(openStationCertificate(certify(person(), root))), Fault::Untrusted);
        QCOMPARE(certificateFault(openCard(certify(station(), root))), Fault::Corrupt);
    }

    void aBodyOfAnotherShapeIsRefusedThoughSigned()
    {
        const auto good = bodyOf(certify(person(), root));
        const auto taken = [](const QCborMap &body) {
            return certificateFault(openPersonCertificate(signedBody(body, "sizhen.cert.person")));
        };
        QCOMPARE(taken(good), Fault::Timeout);
        for (const auto &[key, value] : good) {
            auto lacking = good;
            lacking.remove(key.toString());
            QCOMPARE(taken(lacking), Fault::Corrupt);
            auto other = good;
            other.insert(key.toString(), -1.5);
            QVERIFY(taken(other) != Fault::Timeout);
        }
        auto more = good;
        more.insert(u"more"_s, 1);
        QCOMPARE(taken(more), Fault::Corrupt);
        auto backwards = good;
        backwards.insert(u"validTo"_s, good.value(u"validFrom"_s));
        QCOMPARE(taken(backwards), Fault::Corrupt);
        auto newer = good;
        newer.insert(u"v"_s, 3);
        QCOMPARE(taken(newer), Fault::Unsupported);
    }

    void aCardMayOnlyNameItsOwnStations()
    {
        auto foreign = station();
        foreign.institution = stranger.publicKey();
        auto bad = card();
        bad.stations.append(certify(foreign, stranger));
        QCOMPARE(certificateFault(openCard(makeCard(bad, root))), Fault::Untrusted);
        bad.stations = {"no certificate"};
        QCOMPARE(certificateFault(openCard(makeCard(bad, root))), Fault::Corrupt);
        bad = card();
        bad.institution.authority = "no certificate";
        QCOMPARE(certificateFault(openCard(makeCard(bad, root))), Fault::Corrupt);
    }

    void theFingerprintIsTheSameOnBothSides()
    {
        const auto other = stranger.publicKey();
        const auto digits = fingerprint(root.publicKey(), other);
        QCOMPARE(fingerprint(other, root.publicKey()), digits);
        QVERIFY(QRegularExpression(u"^(\\d{5} ){11}\\d{5}$"_s).match(digits).hasMatch());
        auto changed = other;
        changed[31] = char(changed.at(31) ^ 1);
        QVERIFY(fingerprint(root.publicKey(), changed) != digits);
        QCOMPARE(digits.size(), 71);
    }

    void anInstitutionIsNamedByItsRoot()
    {
        QCOMPARE(card().institution.id().size(), 10);
        Institution other;
        other.root = stranger.publicKey();
        QVERIFY(other.id() != card().institution.id());
    }
};

SIZHEN_TEST(CertificateTest)
#include "certificate_test.moc"
