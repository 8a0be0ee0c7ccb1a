// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the stations of this institution, and how a new machine becomes one.
#include "core/base/cbor.h"

#include "core/crypto/x509.h"
#include "core/records/joining.h"
#include "core/records/ledger_p.h"
#include "core/records/sizes.h"
#include <QCborArray>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int stationYears = 5;

const QStringList stationRoles{u"room"_s, u"office"_s, u"node"_s};

Error refused(const QString &detail, const QString &message, const QVariantMap &args = {})
{
    return {Fault::Refused, detail, u"SEC-08"_s, message, args};
}

QStringList textsOf(const QCborValue &value)
{
    QStringList texts;
    const auto array = value.toArray();
    for (const auto &item : array)
        texts.append(item.toString());
    return texts;
}

QCborMap stationWord(const QByteArray &certificate, const QString &role, const QStringList &addresses)
{
    return {{u"certificate"_s, certificate},
            {u"role"_s, role},
            {u"addresses"_s, QCborArray::fromStringList(addresses)}};
}

bool isValidAt(const StationCertificate &certificate, const QDateTime &at)
{
    return at >= certificate.validFrom && at < certificate.validTo;
}

// What the new machine keeps until its parcel comes.
struct Waiting {
    SigningKey station;
    SigningKey automaton;
    BoxKey box;
    P256Key tls;
    QByteArray request;
};

Result<Waiting> waitingIn(Vault &vault)
{
    const auto secret = [&vault](const QString &key) { return readSecret(vault, rows::selfKey, key); };
    const auto request = vault.rows().at(rows::self, u"request"_s);
    if (!request)
        return tl::unexpected(request.error());
    if (!*request)
        return fail(Fault::NotFound, u"join: this machine asked for nothing"_s);
    auto station = secret(u"station"_s).and_then(&SigningKey::fromSeed);
    auto automaton = secret(u"automaton"_s).and_then(&SigningKey::fromSeed);
    auto box = secret(u"join"_s).and_then(&BoxKey::fromSecret);
    auto tls = secret(u"tls"_s).and_then(&P256Key::fromPkcs8);
    if (!station || !automaton || !box || !tls)
        return fail(Fault::Corrupt, u"join: the keys of the request are damaged"_s);
    return Waiting{*std::move(station), *std::move(automaton), *std::move(box), *std::move(tls), (*request)->body};
}

struct Joined {
    InstitutionCard card;
    StationCertificate station;
};

// Everything the parcel says, against what this machine asked for.
Result<Joined> checkParcel(const JoinParcel &parcel, const Waiting &waiting, const QString &number)
{
    const auto card = openCard(parcel.card);
    if (!card)
        return tl::unexpected(card.error());
    const auto &root = card->institution.root;
    if (parcel.request != hash("sizhen.join.number", waiting.request))
        return tl::unexpected(refused(u"join: the answer to another request"_s, u"station.other_request"_s));
    if (!sameDigits(number, joinAnswerNumber(waiting.request, root)))
        return tl::unexpected(
            Error{Fault::Untrusted, u"join: number"_s, u"SEC-08"_s, u"station.number_differs"_s, {}});
    auto station = openStationCertificate(parcel.station);
    const auto automaton = openPersonCertificate(parcel.automaton);
    const auto tls = spkiOf(parcel.tls);
    if (!station || !automaton || !tls)
        return fail(Fault::Corrupt, u"join: certificates that cannot be read"_s);
    const auto ours = station->institution == root && station->station == waiting.station.publicKey()
        && station->tlsSpkiHash == sha256(waiting.tls.spki()) && automaton->institution == root
        && automaton->person == waiting.automaton.publicKey() && *tls == waiting.tls.spki()
        && card->stations.contains(parcel.station);
    if (!ours)
        return fail(Fault::Untrusted, u"join: certificates of other keys"_s);
    const auto box = BoxKey::fromSecret(SecretBytes::copyOf(parcel.keys.value(u"box"_s)));
    if (!box || box->publicKey() != card->institution.boxKey)
        return fail(Fault::Untrusted, u"join: another box key than the card names"_s);
    return Joined{*card, *std::move(station)};
}

Result<> putParcel(Vault &vault, const JoinParcel &parcel, const QByteArray &station)
{
    auto &table = vault.rows();
    for (auto it = parcel.keys.cbegin(); it != parcel.keys.cend(); ++it)
        if (const auto put = writeSecret(vault, rows::selfKey, it.key(), SecretBytes::copyOf(it.value())); !put)
            return put;
    const QList<Row> all{{u"card"_s, {}, parcel.card},
                         {u"station"_s, {}, parcel.station},
                         {u"automaton"_s, {}, parcel.automaton},
                         {u"tls"_s, {}, parcel.tls},
                         {u"incarnation"_s, {}, randomBytes(incarnationSize)},
                         {u"clock"_s, {}, QByteArray(sizeof(quint64), '\0')},
                         {u"institution"_s, {}, parcel.stream}};
    for (const auto &row : all)
        if (const auto put = table.put(rows::self, row); !put)
            return put;
    const QCborMap stream{{u"kind"_s, u"institution"_s},
                          {u"about"_s, QByteArray()},
                          {u"origin"_s, QByteArray()},
                          {u"epoch"_s, qint64(parcel.streamKeys.lastKey())}};
    if (const auto put
        = table.put(rows::stream, {hex(parcel.stream), u"institution/"_s + padded(0), cbor::encode(stream)});
        !put)
        return put;
    for (auto it = parcel.streamKeys.cbegin(); it != parcel.streamKeys.cend(); ++it) {
        const auto name = hex(parcel.stream) + u'.' + QString::number(it.key());
        if (const auto put = writeSecret(vault, rows::streamKey, name, SecretBytes::copyOf(it.value())); !put)
            return put;
    }
    // Where to find the sisters, until they say it themselves: a word with the oldest of stamps.
    const auto word = [&](const QByteArray &key, const QCborMap &args) {
        const QCborMap body{{u"stamp"_s, QCborArray{0, QByteArray(), 0}}, {u"args"_s, args}};
        return table.put(rows::house, {stationObject(key), stationObject(key), cbor::encode(body)});
    };
    for (auto it = parcel.addresses.cbegin(); it != parcel.addresses.cend(); ++it)
        if (const auto put = word(it.key(), stationWord({}, {}, it.value())); !put)
            return put;
    if (const auto put = word(station, stationWord(parcel.station, parcel.role, {})); !put)
        return put;
    return table.remove(rows::selfKey, u"join"_s).and_then([&] { return table.remove(rows::self, u"request"_s); });
}

} // namespace

Result<QByteArray> Ledger::askToJoin(Vault &vault, const QString &name, const Clock &clock)
{
    if (name.trimmed().isEmpty())
        return fail(Fault::Invalid, u"join: a station needs a name"_s);
    const auto card = vault.rows().at(rows::self, u"card"_s);
    const auto before = vault.rows().at(rows::self, u"request"_s);
    if (!card || !before)
        return tl::unexpected(card ? before.error() : card.error());
    if (*card)
        return fail(Fault::Invalid, u"join: this vault belongs to an institution already"_s);
    if (*before)
        return (*before)->body;
    const auto tls = P256Key::generate();
    if (!tls)
        return tl::unexpected(tls.error());
    const auto station = SigningKey::generate();
    const auto automaton = SigningKey::generate();
    const auto box = BoxKey::generate();
    const auto at = QDateTime::fromMSecsSinceEpoch(clock().toMSecsSinceEpoch(), Qt::UTC);
    const auto request = makeJoinRequest(
        {station.publicKey(), automaton.publicKey(), box.publicKey(), tls->spki(), name.trimmed(), at}, station);
    auto transaction = vault.begin();
    if (!transaction)
        return tl::unexpected(transaction.error());
    const auto put = [&vault](const QString &key, const SecretBytes &secret) {
        return writeSecret(vault, rows::selfKey, key, secret);
    };
    const auto written = put(u"station"_s, station.seed())
                             .and_then([&] { return put(u"automaton"_s, automaton.seed()); })
                             .and_then([&] { return put(u"join"_s, box.secret()); })
                             .and_then([&] { return put(u"tls"_s, tls->pkcs8()); })
                             .and_then([&] { return vault.rows().put(rows::self, {u"request"_s, {}, request}); })
                             .and_then([&] { return transaction->commit(); });
    if (!written)
        return tl::unexpected(written.error());
    return request;
}

Result<> Ledger::join(Vault &vault, const QByteArray &sealed, const QString &number, const Clock &)
{
    const auto waiting = waitingIn(vault);
    if (!waiting)
        return tl::unexpected(waiting.error());
    const auto inside = waiting->box.open(sealed);
    if (!inside)
        return tl::unexpected(refused(u"join: a parcel for another machine, or damaged"_s, u"station.other_request"_s));
    auto parcel = openJoinParcel(inside->view());
    if (!parcel)
        return tl::unexpected(parcel.error());
    const auto joined = checkParcel(*parcel, *waiting, number);
    if (!joined) {
        parcel->wipeKeys();
        return tl::unexpected(joined.error());
    }
    auto transaction = vault.begin();
    if (!transaction)
        return tl::unexpected(transaction.error());
    const auto put = putParcel(vault, *parcel, joined->station.station).and_then([&] { return transaction->commit(); });
    parcel->wipeKeys();
    return put;
}

bool Ledger::Private::hasSisters() const
{
    return std::ranges::any_of(stations, [this](const KnownStation &known) {
        return known.certificate.institution == self.root && known.certificate.station != station.station;
    });
}

void Ledger::Private::markOwnStations()
{
    for (auto &known : stations)
        if (known.certificate.institution == self.root)
            known.current = false;
    const auto newest = openCard(ownCard);
    const auto named = newest ? newest->stations : QList<QByteArray>{stationBytes};
    for (const auto &bytes : named) {
        const auto certificate = openStationCertificate(bytes);
        if (certificate && certificate->institution == self.root)
            stations.insert(certificate->station, {*certificate, true});
    }
}

// The card with these stations besides those it names.
Result<QByteArray> Ledger::Private::renewCard(const SigningKey &root, const QList<QByteArray> &certified)
{
    auto newest = openCard(ownCard);
    if (!newest)
        return tl::unexpected(newest.error());
    for (const auto &bytes : certified)
        if (!newest->stations.contains(bytes))
            newest->stations.append(bytes);
    newest->addresses.clear(); // said by the stations themselves
    // Later than the one before, whatever our clock says: a partner takes only a later one.
    newest->issued = std::max(clock(), newest->issued.isValid() ? newest->issued.addMSecs(1) : clock());
    return makeCard(*newest, root);
}

Result<Ledger::Admission> Ledger::admit(const QByteArray &requestBytes, const QString &role)
{
    const auto request = openJoinRequest(requestBytes);
    if (!request)
        return tl::unexpected(request.error());
    if (!stationRoles.contains(role))
        return fail(Fault::Invalid, u"admit: no such role"_s);
    if (d->stations.contains(request->station))
        return tl::unexpected(refused(u"admit: the station is known"_s, u"station.known"_s));
    for (const auto &known : std::as_const(d->stations))
        if (known.current && known.certificate.institution == d->self.root && known.certificate.name == request->name)
            return tl::unexpected(
                refused(u"admit: the name is taken"_s, u"station.name_taken"_s, {{u"name"_s, request->name}}));
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    const auto authority = authorityKey(d->vault);
    if (!authority)
        return tl::unexpected(authority.error());

    const auto from = now().addDays(-1);
    const auto to = now().addYears(stationYears);
    const auto institutionName = d->self.name.in(d->self.country == u"CN"_s ? u"zh"_s : u"en"_s);
    const auto tls = issueCertificate(*authority, d->self.authority, request->tls,
                                      {request->name, institutionName, d->self.country, {}, from, to},
                                      CertificateUse::TlsPeer);
    if (!tls)
        return tl::unexpected(tls.error());
    JoinParcel parcel;
    parcel.request = hash("sizhen.join.number", requestBytes);
    parcel.station = certify(
        StationCertificate{d->self.root, request->station, request->name, sha256(request->tls), from, to}, *root);
    parcel.automaton = certifyAutomaton(request->automaton, request->station, from, to, *root);
    parcel.tls = *tls;
    parcel.role = role;
    parcel.stream = d->institutionStream;
    const auto card = d->renewCard(*root, {parcel.station});
    if (!card)
        return tl::unexpected(card.error());
    parcel.card = *card;
    if (const auto packed = d->pack(parcel); !packed)
        return tl::unexpected(packed.error());
    const auto sealed = sealTo(request->box, makeJoinParcel(parcel, *root).view());
    parcel.wipeKeys();
    if (!sealed)
        return tl::unexpected(sealed.error());
    if (const auto written = d->takeStation(parcel); !written)
        return tl::unexpected(written.error());
    return Admission{*sealed, joinAnswerNumber(requestBytes, d->self.root)};
}

// The secrets of the house that the new station may hold, and where its sisters are.
Result<> Ledger::Private::pack(JoinParcel &parcel)
{
    auto own = vault.rows().list(rows::selfKey);
    if (!own)
        return tl::unexpected(own.error());
    for (auto &row : *own) {
        if (row.key.startsWith(u"box"_s) || (row.key == u"authority"_s && parcel.role == u"office"_s))
            parcel.keys.insert(row.key, QByteArray(row.body.constData(), row.body.size()));
        wipe(row.body);
    }
    const auto home = knownStream(institutionStream);
    if (!home)
        return tl::unexpected(home.error());
    for (quint32 epoch = 1; epoch <= home->epoch; ++epoch) {
        const auto key = keyOf(institutionStream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (*key)
            parcel.streamKeys.insert(epoch, (*key)->view().toByteArray());
    }
    const auto all = q->stations();
    if (!all)
        return tl::unexpected(all.error());
    for (const auto &one : *all)
        if (one.current && !one.addresses.isEmpty())
            parcel.addresses.insert(one.certificate.station, one.addresses);
    return {};
}

Result<> Ledger::Private::takeStation(const JoinParcel &parcel)
{
    const auto fresh = openStationCertificate(parcel.station);
    if (!fresh)
        return tl::unexpected(fresh.error());
    return write([&]() -> Result<> {
        if (const auto put = putCard(parcel.card); !put)
            return put;
        if (const auto told = tellPartners(u"partnership.card"_s, {{u"card"_s, parcel.card}}); !told)
            return told;
        const auto ourWord = houseWord(stationObject(station.station));
        if (!ourWord)
            return tl::unexpected(ourWord.error());
        auto ours = *ourWord;
        if (ours.isEmpty())
            ours = stationWord(stationBytes, u"office"_s, {});
        return publishEverything()
            .and_then([&] { return publish(u"institution.station"_s, stationObject(station.station), ours); })
            .and_then([&] {
                return publish(u"institution.station"_s, stationObject(fresh->station),
                               stationWord(parcel.station, parcel.role, {}));
            })
            .and_then([&] { return publish(u"institution.card"_s, u"card"_s, {{u"card"_s, parcel.card}}); })
            .and_then([&] {
                return q->noteAccess(q->systemActor(), u"station.admit"_s, hex(fresh->station).first(16));
            });
    });
}

Result<QList<Ledger::OwnStation>> Ledger::stations() const
{
    QList<OwnStation> all;
    const auto receipts = d->vault.rows().list(rows::receipt, hex(d->self.root), hex(d->self.root) + u'~');
    if (!receipts)
        return tl::unexpected(receipts.error());
    QHash<QString, QDateTime> heard;
    for (const auto &row : *receipts) {
        const auto map = cbor::decodeMap(row.body);
        const auto receipt = map.and_then(&Receipt::fromCbor);
        if (!receipt)
            return tl::unexpected(receipt.error());
        auto &latest = heard[hex(receipt->station)];
        latest = latest.isValid() ? std::max(latest, receipt->at) : receipt->at;
    }
    for (const auto &known : std::as_const(d->stations)) {
        if (known.certificate.institution != d->self.root)
            continue;
        const auto &key = known.certificate.station;
        const auto word = d->houseWord(stationObject(key));
        if (!word)
            return tl::unexpected(word.error());
        all.append({known.certificate, word->value(u"role"_s).toString(), textsOf(word->value(u"addresses"_s)),
                    key == d->station.station, known.current, heard.value(hex(key))});
    }
    std::ranges::sort(all, {}, [](const OwnStation &one) { return one.certificate.name; });
    return all;
}

Result<> Ledger::publishAddresses(const QStringList &addresses)
{
    return d->write([&]() -> Result<> {
        const auto object = stationObject(d->station.station);
        const auto before = d->houseWord(object);
        if (!before)
            return tl::unexpected(before.error());
        const auto role = before->value(u"role"_s).toString(u"office"_s);
        const auto word = stationWord(d->stationBytes, role, addresses);
        if (*before == word)
            return {};
        if (d->hasSisters())
            return d->publish(u"institution.station"_s, object, word);
        return d->putHouseWord(object, {}, word);
    });
}

Result<Ledger::Peer> Ledger::peerByTlsKey(const QByteArray &spkiHash) const
{
    for (const auto &known : std::as_const(d->stations)) {
        const auto &certificate = known.certificate;
        if (certificate.tlsSpkiHash != spkiHash || !known.current || certificate.station == d->station.station)
            continue;
        if (certificate.institution == d->self.root) {
            if (const auto revoked = d->revocations.constFind(certificate.station); revoked != d->revocations.cend())
                return d->stationRefused(u"link.revoked"_s, certificate, revoked->fromTime());
            const auto at = d->clock();
            if (!isValidAt(certificate, at.addSecs(clockTolerance))
                && !isValidAt(certificate, at.addSecs(-clockTolerance)))
                return fail(Fault::Untrusted, u"house: the station's certificate is not valid now"_s);
            return Peer{d->self.root, certificate};
        }
        const auto partner = partnerByTlsKey(spkiHash);
        if (!partner)
            return tl::unexpected(partner.error());
        return Peer{certificate.institution, certificate};
    }
    const auto partner = partnerByTlsKey(spkiHash); // says why not
    return tl::unexpected(partner ? Error{Fault::Untrusted, u"partner: nobody's TLS key"_s, {}, {}, {}}
                                  : partner.error());
}

} // namespace sizhen
