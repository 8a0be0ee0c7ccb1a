// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the people of this institution.
#include "core/base/cbor.h"
#include "core/crypto/x509.h"
#include "core/records/fields.h"
#include "core/records/ledger_p.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int personYears = 5;
constexpr qsizetype saltSize = 16;
constexpr auto sealContext = QByteArrayView("sizhen.person.keys");

Result<> check(const PersonCertificate &person, const SecretBytes &password)
{
    static const QRegularExpression id(u"^[a-z][a-z0-9._-]{0,31}$"_s);
    if (!id.match(person.id).hasMatch())
        return fail(Fault::Invalid, u"person: the id is small letters and digits"_s);
    if (person.name.isEmpty() || person.roles.isEmpty() || password.isEmpty())
        return fail(Fault::Invalid, u"person: a name, a role and a password are needed"_s);
    return {};
}

// A person's two secrets in one piece: Ed25519 seed, then the P-256 key.
SecretBytes joined(const SigningKey &key, const P256Key &pdfKey)
{
    const auto seed = key.seed();
    SecretBytes both(seed.size() + pdfKey.pkcs8().size());
    const auto middle = std::ranges::copy(seed.bytes(), both.bytes().begin()).out;
    std::ranges::copy(pdfKey.pkcs8().bytes(), middle);
    return both;
}

QByteArray rowBody(const Ledger::SealedPerson &person)
{
    return cbor::encode(QCborMap{{u"certificate"_s, person.certificate},
                                 {u"sealedKeys"_s, person.sealedKeys},
                                 {u"salt"_s, person.salt},
                                 {u"operations"_s, qint64(person.cost.operations)},
                                 {u"memoryBytes"_s, qint64(person.cost.memoryBytes)}});
}

Result<Ledger::SealedPerson> fromRow(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    const KdfCost cost{quint64(map->value(u"operations"_s).toInteger()),
                       quint64(map->value(u"memoryBytes"_s).toInteger())};
    return Ledger::SealedPerson{map->value(u"certificate"_s).toByteArray(), map->value(u"sealedKeys"_s).toByteArray(),
                                map->value(u"salt"_s).toByteArray(), cost};
}

Result<QByteArray> issueSigner(Vault &vault, const Institution &institution, const PersonCertificate &person,
                               const P256Key &key)
{
    const auto authority = authorityKey(vault);
    if (!authority)
        return tl::unexpected(authority.error());
    const auto language = institution.country == u"CN"_s ? u"zh"_s : u"en"_s;
    const CertificateSubject subject{person.name.in(language), institution.name.in(language),
                                     institution.country,      person.licence,
                                     person.validFrom,         person.validTo};
    return issueCertificate(*authority, institution.authority, key.spki(), subject, CertificateUse::PdfSigner);
}

} // namespace

Result<P256Key> authorityKey(Vault &vault)
{
    const auto secret = readSecret(vault, rows::selfKey, u"authority"_s);
    if (!secret)
        return tl::unexpected(secret.error());
    return P256Key::fromPkcs8(*secret);
}

Result<PersonCertificate> Ledger::enrol(const NewPerson &person, const SecretBytes &password)
{
    if (const auto good = check(person.data, password); !good)
        return tl::unexpected(good.error());
    const auto there = d->vault.rows().at(rows::person, person.data.id);
    if (!there)
        return tl::unexpected(there.error());
    if (*there)
        return fail(Fault::Invalid, u"person: the id is taken"_s);
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    const auto key = SigningKey::generate();
    const auto pdfKey = P256Key::generate();
    if (!pdfKey)
        return tl::unexpected(pdfKey.error());

    auto certificate = person.data;
    certificate.institution = d->self.root;
    certificate.person = key.publicKey();
    if (!certificate.validFrom.isValid())
        certificate.validFrom = now();
    if (!certificate.validTo.isValid())
        certificate.validTo = certificate.validFrom.addYears(personYears);
    auto signer = issueSigner(d->vault, d->self, certificate, *pdfKey);
    if (!signer)
        return tl::unexpected(signer.error());
    certificate.signerCertificate = *std::move(signer);

    SealedPerson sealed{certify(certificate, *root), {}, randomBytes(saltSize), person.cost};
    auto read = openPersonCertificate(sealed.certificate); // as everybody else will read it
    if (!read)
        return fail(Fault::Invalid, read.error().detail);
    const auto lock = deriveFromPassword(password, sealed.salt, sealed.cost);
    if (!lock)
        return tl::unexpected(lock.error());
    sealed.sealedKeys = seal(*lock, joined(key, *pdfKey).view(), sealContext);
    const Row row{certificate.id, certificate.id, rowBody(sealed)};
    const auto written = d->write([&] {
        return d->vault.rows().put(rows::person, row).and_then([&] { return d->publishPerson(certificate.id); });
    });
    if (!written)
        return tl::unexpected(written.error());
    return read;
}

Result<QList<PersonCertificate>> Ledger::people() const
{
    const auto list = d->vault.rows().list(rows::person);
    if (!list)
        return tl::unexpected(list.error());
    QList<PersonCertificate> people;
    for (const auto &row : *list) {
        const auto sealed = fromRow(row.body);
        if (!sealed)
            return tl::unexpected(sealed.error());
        auto person = d->personOf(sealed->certificate);
        if (!person)
            return tl::unexpected(person.error());
        people.append(*std::move(person));
    }
    return people;
}

Result<Ledger::SealedPerson> Ledger::sealedPerson(const QString &personId) const
{
    const auto row = d->vault.rows().at(rows::person, personId);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"person: nobody has this id"_s);
    auto sealed = fromRow((*row)->body);
    const auto person = sealed ? d->personOf(sealed->certificate) : tl::unexpected(sealed.error());
    if (person && d->revocations.contains(person->person))
        return tl::unexpected(Error{Fault::Denied, u"person: revoked"_s, u"SEC-15"_s, u"sec.disabled"_s, {}});
    return sealed;
}

Result<Ledger::Login> Ledger::unlock(const SealedPerson &person, const SecretBytes &password)
{
    auto certificate = openPersonCertificate(person.certificate);
    if (!certificate)
        return tl::unexpected(certificate.error());
    const auto lock = deriveFromPassword(password, person.salt, person.cost);
    if (!lock)
        return tl::unexpected(lock.error());
    auto opened = unseal(*lock, person.sealedKeys, sealContext);
    if (!opened)
        return fail(Fault::WrongPassword, u"person: the password does not open the keys"_s);
    const auto secrets = SecretBytes::copyOf(*opened);
    wipe(*opened);
    if (secrets.size() <= keySize)
        return fail(Fault::Corrupt, u"person: the keys are damaged"_s);
    auto key = SigningKey::fromSeed(SecretBytes::copyOf(secrets.view().first(keySize)));
    if (!key || key->publicKey() != certificate->person)
        return fail(Fault::Corrupt, u"person: the key is not the certified one"_s);
    return Login{person.certificate, *std::move(certificate), *std::move(key),
                 SecretBytes::copyOf(secrets.view().sliced(keySize))};
}

Result<Ledger::Login> Ledger::login(const QString &personId, const SecretBytes &password) const
{
    const auto sealed = sealedPerson(personId);
    if (!sealed)
        return tl::unexpected(sealed.error());
    return unlock(*sealed, password);
}

} // namespace sizhen
