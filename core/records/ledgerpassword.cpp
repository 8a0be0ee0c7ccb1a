// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: a person's password, and a certificate made anew with other roles or after a forgotten password.
#include "core/crypto/x509.h"
#include "core/records/ledger_p.h"
#include "core/records/passwordrule.h"
#include "core/records/personrow.h"
#include "core/records/roles.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Tells whether a password is this earlier one, without keeping anything that opens something.
QByteArray tagOf(const SecretBytes &lock)
{
    return deriveSubkey(lock, "sizhen.password.history").view().toByteArray();
}

Result<bool> isOneOf(const QList<Ledger::OldPassword> &history, const SecretBytes &password)
{
    for (const auto &old : history) {
        const auto lock = deriveFromPassword(password, old.salt, old.cost);
        if (!lock)
            return tl::unexpected(lock.error());
        if (tagOf(*lock) == old.tag)
            return true;
    }
    return false;
}

Error usedBefore()
{
    return {Fault::Refused, u"password: used before"_s, u"SEC-11"_s, u"sec.password_used"_s, {{u"n"_s, passwordHistory}}};
}

} // namespace

Result<Ledger::SealedPerson> Ledger::reseal(const SealedPerson &person, const SecretBytes &oldOne, const SecretBytes &newOne,
                                            bool strict)
{
    const auto oldLock = deriveFromPassword(oldOne, person.salt, person.cost);
    if (!oldLock)
        return tl::unexpected(oldLock.error());
    const auto keys = unsealSecret(*oldLock, person.sealedKeys, personSealContext);
    if (!keys)
        return tl::unexpected(Error{Fault::WrongPassword, u"password: does not open the keys"_s, {}, {}, {}});
    const auto certificate = openPersonCertificate(person.certificate);
    if (!certificate)
        return tl::unexpected(certificate.error());
    if (newOne.isEmpty())
        return fail(Fault::Invalid, u"password: empty"_s);
    if (strict) {
        if (const auto good = checkPassword(newOne, *certificate); !good)
            return tl::unexpected(good.error());
        const auto used = isOneOf(person.history, newOne);
        if (!used)
            return tl::unexpected(used.error());
        if (*used || oldOne.view() == newOne.view())
            return tl::unexpected(usedBefore());
    }
    auto resealed = person;
    resealed.history.prepend({person.salt, person.cost, tagOf(*oldLock)});
    while (resealed.history.size() >= passwordHistory) // the one in use counts, too
        resealed.history.removeLast();
    resealed.salt = randomBytes(personSaltSize);
    const auto lock = deriveFromPassword(newOne, resealed.salt, resealed.cost);
    if (!lock)
        return tl::unexpected(lock.error());
    resealed.sealedKeys = seal(*lock, keys->view(), personSealContext);
    return resealed;
}

Result<> Ledger::putResealed(const SealedPerson &resealed, const Actor &actor)
{
    if (const auto good = d->checkActor(actor); !good)
        return good;
    if (resealed.certificate != actor.certificate)
        return fail(Fault::Denied, u"password: another person's"_s);
    auto person = resealed;
    person.passwordSinceMs = d->nowMs();
    person.mustChangePassword = false;
    return together([&] {
        return d->putPerson(actor.person.id, person).and_then([&] {
            return noteAccess(actor, u"person.password"_s, actor.person.id);
        });
    });
}

Result<PersonCertificate> Ledger::recertify(const PersonCertificate &changed, const Actor &actor, const QString &reason)
{
    if (const auto may = d->mustBe(actor, u"SEC-ADMIN"_s); !may)
        return tl::unexpected(may.error());
    if (const auto good = checkSeparation(changed.roles); !good)
        return tl::unexpected(good.error());
    if (changed.roles.isEmpty())
        return fail(Fault::Invalid, u"person: a role is needed"_s);
    auto person = sealedPerson(changed.id);
    if (!person)
        return tl::unexpected(person.error());
    const auto before = openPersonCertificate(person->certificate);
    if (!before)
        return before;
    auto certificate = changed;
    certificate.institution = before->institution;
    certificate.person = before->person;
    const auto spki = spkiOf(before->signerCertificate);
    if (!spki)
        return tl::unexpected(spki.error());
    auto signer = d->issueSigner(certificate, *spki);
    if (!signer)
        return tl::unexpected(signer.error());
    certificate.signerCertificate = *std::move(signer);
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    person->certificate = certify(certificate, *root);
    auto read = openPersonCertificate(person->certificate);
    if (!read)
        return fail(Fault::Invalid, read.error().detail);
    const auto written = together([&] {
        return d->putPerson(changed.id, *person).and_then([&] {
            return noteAccess(actor, u"person.roles"_s, changed.id, Access::Outcome::Done,
                              before->roles.join(u' ') + u" → "_s + changed.roles.join(u' ') + u"; "_s + reason);
        });
    });
    if (!written)
        return tl::unexpected(written.error());
    return read;
}

Result<PersonCertificate> Ledger::renewKeys(const QString &personId, const SecretBytes &password, const Actor &actor,
                                            const QString &reason)
{
    if (const auto may = d->mustBe(actor, u"SEC-ADMIN"_s); !may)
        return tl::unexpected(may.error());
    if (reason.trimmed().size() < leastReason)
        return refuse(u"SEC-11"_s, u"sec.reason"_s, {{u"n"_s, leastReason}});
    const auto person = sealedPerson(personId);
    if (!person)
        return tl::unexpected(person.error());
    const auto before = openPersonCertificate(person->certificate);
    if (!before)
        return before;
    if (signInRules().strictPasswords)
        if (const auto good = checkPassword(password, *before); !good)
            return tl::unexpected(good.error());
    auto fresh = d->makePerson(*before, person->cost, password);
    if (!fresh)
        return tl::unexpected(fresh.error());
    fresh->factor = person->factor;
    fresh->mustChangePassword = true;
    fresh->passwordSinceMs = d->nowMs();
    const auto written = together([&] {
        return d->putPerson(personId, *fresh).and_then([&] {
            return noteAccess(actor, u"person.keys_renewed"_s, personId, Access::Outcome::Done, reason);
        });
    });
    if (!written)
        return tl::unexpected(written.error());
    return openPersonCertificate(fresh->certificate);
}

} // namespace sizhen
