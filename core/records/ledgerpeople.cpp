// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the people of this institution.
#include "core/crypto/x509.h"
#include "core/records/ledger_p.h"
#include "core/records/passwordrule.h"
#include "core/records/personrow.h"
#include "core/records/roles.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int personYears = 5;

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

} // namespace

Result<QByteArray> Ledger::Private::issueSigner(const PersonCertificate &person, const QByteArray &spki)
{
    const auto authority = authorityKey(vault);
    if (!authority)
        return tl::unexpected(authority.error());
    const auto language = self.country == u"CN"_s ? u"zh"_s : u"en"_s;
    const CertificateSubject subject{person.name.in(language), self.name.in(language), self.country, person.licence,
                                     person.validFrom,         person.validTo};
    return issueCertificate(*authority, self.authority, spki, subject, CertificateUse::PdfSigner);
}

Result<P256Key> authorityKey(Vault &vault)
{
    const auto secret = readSecret(vault, rows::selfKey, u"authority"_s);
    if (!secret)
        return tl::unexpected(secret.error());
    return P256Key::fromPkcs8(*secret);
}

Result<> Ledger::Private::putPerson(const QString &personId, const SealedPerson &person)
{
    return vault.rows().put(rows::person, {personId, personId, bytesOf(person)}).and_then([&] { return publishPerson(personId); });
}

// New keys and a certificate for them; nothing is written.
Result<Ledger::SealedPerson> Ledger::Private::makePerson(PersonCertificate certificate, KdfCost cost, const SecretBytes &password)
{
    const auto root = rootKey();
    if (!root)
        return tl::unexpected(root.error());
    const auto key = SigningKey::generate();
    const auto pdfKey = P256Key::generate();
    if (!pdfKey)
        return tl::unexpected(pdfKey.error());
    certificate.institution = self.root;
    certificate.person = key.publicKey();
    auto signer = issueSigner(certificate, pdfKey->spki());
    if (!signer)
        return tl::unexpected(signer.error());
    certificate.signerCertificate = *std::move(signer);
    SealedPerson sealed{certify(certificate, *root), {}, randomBytes(personSaltSize), cost};
    const auto lock = deriveFromPassword(password, sealed.salt, sealed.cost);
    if (!lock)
        return tl::unexpected(lock.error());
    sealed.sealedKeys = seal(*lock, joined(key, *pdfKey).view(), personSealContext);
    return sealed;
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
    if (const auto separated = checkSeparation(person.data.roles); !separated)
        return tl::unexpected(separated.error());
    if (signInRules().strictPasswords)
        if (const auto good = checkPassword(password, person.data); !good)
            return tl::unexpected(good.error());
    auto certificate = person.data;
    if (!certificate.validFrom.isValid())
        certificate.validFrom = now();
    if (!certificate.validTo.isValid())
        certificate.validTo = certificate.validFrom.addYears(personYears);
    auto sealed = d->makePerson(certificate, person.cost, password);
    if (!sealed)
        return tl::unexpected(sealed.error());
    sealed->passwordSinceMs = d->nowMs();
    auto read = openPersonCertificate(sealed->certificate); // as everybody else will read it
    if (!read)
        return fail(Fault::Invalid, read.error().detail);
    if (const auto written = d->write([&] { return d->putPerson(certificate.id, *sealed); }); !written)
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
        const auto sealed = sealedPersonFrom(row.body);
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
    auto sealed = sealedPersonFrom((*row)->body);
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
    auto opened = unseal(*lock, person.sealedKeys, personSealContext);
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
    auto opened = unlock(*sealed, password);
    if (opened)
        opened->provedAt = now();
    return opened;
}

} // namespace sizhen
