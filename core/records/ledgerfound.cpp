// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the first use of a vault.
#include "core/base/cbor.h"

#include "core/crypto/x509.h"
#include "core/records/ledger_p.h"
#include "core/records/personrow.h"
#include "core/records/sizes.h"
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int authorityYears = 20;

// All keys of a new institution with its first station. Lives only while they are written into the vault.
struct Keys {
    SigningKey root;
    BoxKey box = BoxKey::generate();
    SigningKey station = SigningKey::generate();
    SigningKey automaton = SigningKey::generate();
    P256Key authority;
    P256Key tls;
};

Result<Keys> makeKeys(const SecretBytes &rootSecret)
{
    auto root = SigningKey::fromSeed(rootSeed(rootSecret));
    if (!root)
        return tl::unexpected(root.error());
    auto authority = P256Key::generate();
    if (!authority)
        return tl::unexpected(authority.error());
    auto tls = P256Key::generate();
    if (!tls)
        return tl::unexpected(tls.error());
    return Keys{.root = *std::move(root), .authority = *std::move(authority), .tls = *std::move(tls)};
}

struct Papers {
    Institution institution;
    QByteArray station; // certified
    QByteArray tls; // DER
    QByteArray automaton; // certified person
    QByteArray card;
};

Result<Papers> makePapers(const Keys &keys, const Ledger::Founding &founding, quint32 boxEpoch, const QDateTime &now)
{
    // A day early: the partner's clock may be behind ours.
    const auto from = now.addDays(-1);
    const auto name = founding.name.in(founding.country == u"CN"_s ? u"zh"_s : u"en"_s);
    CertificateSubject subject{name, name, founding.country, {}, from, now.addYears(authorityYears)};
    const auto authority = makeAuthority(keys.authority, subject);
    if (!authority)
        return tl::unexpected(authority.error());
    subject.commonName = founding.stationName;
    subject.validTo = now.addYears(Ledger::stationYears);
    const auto tls = issueCertificate(keys.authority, *authority, keys.tls.spki(), subject, CertificateUse::TlsPeer);
    if (!tls)
        return tl::unexpected(tls.error());
    Papers papers;
    papers.institution = {keys.root.publicKey(), keys.box.publicKey(), founding.name, founding.city,
                          founding.country,      founding.timeZone,    *authority};
    papers.tls = *tls;
    papers.station = certify(StationCertificate{keys.root.publicKey(), keys.station.publicKey(), founding.stationName,
                                                sha256(keys.tls.spki()), from, subject.validTo},
                             keys.root);
    papers.automaton = certifyAutomaton(keys.automaton.publicKey(), keys.station.publicKey(), from, subject.validTo,
                                        keys.root);
    papers.card = makeCard({papers.institution, {papers.station}, {}, now, boxEpoch}, keys.root);
    return papers;
}

Result<> check(const Ledger::Founding &founding)
{
    if (founding.name.isEmpty() || founding.stationName.isEmpty() || founding.country.size() != 2)
        return fail(Fault::Invalid, u"ledger: an institution needs a name, a country and a station"_s);
    if (!QTimeZone(founding.timeZone.toLatin1()).isValid())
        return fail(Fault::Invalid, u"ledger: no such time zone"_s);
    return {};
}

Result<> putKeys(Vault &vault, const Keys &keys, const SecretBytes &rootSecret)
{
    const auto put = [&vault](const QString &key, const SecretBytes &secret) {
        return writeSecret(vault, rows::selfKey, key, secret);
    };
    return put(rootSeedRow, keys.root.seed())
        .and_then([&] { return put(rootSecretRow, rootSecret); })
        .and_then([&] { return put(u"box"_s, keys.box.secret()); })
        .and_then([&] { return put(u"station"_s, keys.station.seed()); })
        .and_then([&] { return put(u"automaton"_s, keys.automaton.seed()); })
        .and_then([&] { return put(u"authority"_s, keys.authority.pkcs8()); })
        .and_then([&] { return put(u"tls"_s, keys.tls.pkcs8()); });
}

Result<> putPapers(Vault &vault, const Papers &papers)
{
    const QList<Row> all{{u"card"_s, {}, papers.card},
                         {u"station"_s, {}, papers.station},
                         {u"automaton"_s, {}, papers.automaton},
                         {u"tls"_s, {}, papers.tls},
                         {u"incarnation"_s, {}, randomBytes(incarnationSize)},
                         {u"clock"_s, {}, QByteArray(sizeof(quint64), '\0')}};
    for (const auto &row : all)
        if (const auto put = vault.rows().put(rows::self, row); !put)
            return put;
    return {};
}

// The stream that stays at home: stations, people, partners, revocations.
Result<> putInstitutionStream(Vault &vault)
{
    const auto id = randomBytes(idSize);
    const auto body = cbor::encode(
        QCborMap{{u"kind"_s, u"institution"_s}, {u"about"_s, QByteArray()}, {u"origin"_s, QByteArray()}, {u"epoch"_s, 1}});
    return vault.rows()
        .put(rows::stream, {hex(id), u"institution/"_s + padded(0), body})
        .and_then([&] { return writeSecret(vault, rows::streamKey, hex(id) + u".1"_s, SecretBytes::random(keySize)); })
        .and_then([&] { return vault.rows().put(rows::self, {u"institution"_s, {}, id}); });
}

} // namespace

QByteArray certifyAutomaton(const QByteArray &key, const QByteArray &station, const QDateTime &from, const QDateTime &to,
                            const SigningKey &root)
{
    PersonCertificate automaton;
    automaton.institution = root.publicKey();
    automaton.person = key;
    automaton.id = u"system-"_s + hex(station.first(4));
    automaton.name = Label(u"系统"_s, u"System"_s);
    automaton.roles = {u"SYSTEM"_s};
    automaton.validFrom = from;
    automaton.validTo = to;
    return certify(automaton, root);
}

Result<> foundWith(Vault &vault, const Ledger::Founding &founding, const SecretBytes &rootSecret, quint32 boxEpoch,
                   const Clock &clock)
{
    if (const auto good = check(founding); !good)
        return good;
    const auto already = vault.rows().at(rows::self, u"card"_s);
    if (!already)
        return tl::unexpected(already.error());
    if (*already)
        return fail(Fault::Invalid, u"ledger: this vault was founded before"_s);
    const auto keys = makeKeys(rootSecret);
    if (!keys)
        return tl::unexpected(keys.error());
    const auto papers = makePapers(*keys, founding, boxEpoch, clock());
    if (!papers)
        return tl::unexpected(papers.error());
    auto transaction = vault.begin();
    if (!transaction)
        return tl::unexpected(transaction.error());
    if (const auto put = putKeys(vault, *keys, rootSecret); !put)
        return put;
    if (const auto put = putPapers(vault, *papers); !put)
        return put;
    if (const auto put = putInstitutionStream(vault); !put)
        return put;
    if (const auto put = putSignInRules(vault, founding.signIn); !put)
        return put;
    return transaction->commit();
}

Result<> Ledger::found(Vault &vault, const Founding &founding, const Clock &clock)
{
    return foundWith(vault, founding, SecretBytes::random(rootSecretSize), 1, clock);
}

} // namespace sizhen
