// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: our card, its renewal, and the box key that it names.
#include "core/base/cbor.h"
#include "core/crypto/x509.h"
#include "core/records/cardparcel.h"
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int dayEarly = 1; // the partner's clock may be behind ours

QString boxRow(quint32 epoch)
{
    return u"box."_s + QString::number(epoch);
}

} // namespace

Result<> Ledger::Private::loadCard()
{
    const auto row = vault.rows().at(rows::self, u"card"_s);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"ledger: the vault was never founded"_s);
    const auto ours = openCard((*row)->body);
    if (!ours)
        return fail(Fault::Corrupt, u"ledger: our own card is damaged"_s);
    ownCard = (*row)->body;
    card = *ours;
    self = card.institution;
    markOwnStations();
    for (quint32 epoch = 1; epoch < card.boxEpoch; ++epoch) {
        if (oldBoxKeys.contains(epoch))
            continue;
        const auto secret = readSecret(vault, rows::selfKey, boxRow(epoch));
        if (!secret && secret.error().fault == Fault::NotFound)
            continue; // one that went with an earlier vault
        auto key = secret ? BoxKey::fromSecret(*secret) : tl::unexpected(secret.error());
        if (!key)
            return tl::unexpected(key.error());
        oldBoxKeys.emplace(epoch, *std::move(key));
    }
    return {};
}

// Every station that a card of ours ever named stays known: its entries are read for ever.
Result<> Ledger::Private::putOwnStations(const QList<QByteArray> &certified)
{
    for (const auto &bytes : certified) {
        const auto certificate = openStationCertificate(bytes);
        if (!certificate)
            return tl::unexpected(certificate.error());
        const Row row{hex(certificate->station), hex(self.root), bytes};
        if (const auto put = vault.rows().put(rows::station, row); !put)
            return put;
        if (!stations.contains(certificate->station))
            stations.insert(certificate->station, {*certificate, false});
    }
    return {};
}

Result<> Ledger::Private::putCard(const QByteArray &bytes)
{
    const auto read = openCard(bytes);
    if (!read)
        return tl::unexpected(read.error());
    return putOwnStations(card.stations)
        .and_then([&] { return putOwnStations(read->stations); })
        .and_then([&] {
            return vault.rows().put(rows::self, {u"card"_s, {}, bytes});
        })
        .and_then([&] { return loadCard(); });
}

Result<> Ledger::Private::takeOldCards(const QList<QByteArray> &cards)
{
    for (const auto &bytes : cards) {
        const auto old = openCard(bytes);
        if (!old || old->institution.root != self.root)
            continue; // signed by somebody else: not ours
        if (const auto put = putOwnStations(old->stations); !put)
            return put;
    }
    markOwnStations();
    return {};
}

Result<> Ledger::Private::tellPartners(const QString &kind, const QCborMap &args)
{
    QList<Draft> drafts;
    for (const auto &[root, known] : partners)
        if (known.partner.verified)
            drafts.append({known.stream, kind, args});
    if (drafts.isEmpty())
        return {};
    const auto told = q->append(drafts, q->systemActor());
    return told ? Result<>() : tl::unexpected(told.error());
}

Result<QByteArray> Ledger::card(const QStringList &addresses, const QByteArray &forPartner) const
{
    CardParcel parcel{d->ownCard, {}, {}};
    if (!addresses.isEmpty())
        parcel.notices.append(signNotice({d->self.root, d->station.station, addresses, now()}, d->stationKey));
    if (const auto known = d->partners.find(forPartner); known != d->partners.cend())
        parcel.yours.append(known->second.card);
    return parcel.toBytes();
}

QList<QByteArray> Ledger::stationCertificates() const
{
    return d->card.stations;
}

Result<QByteArray> Ledger::certifyStation(const QByteArray &key, const QString &name, const QByteArray &tlsSpkiHash)
{
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    const auto from = now().addDays(-dayEarly);
    const auto bytes
        = certify(StationCertificate{d->self.root, key, name, tlsSpkiHash, from, from.addYears(stationYears)}, *root);
    if (const auto read = openStationCertificate(bytes); !read)
        return fail(Fault::Invalid, read.error().detail);
    return bytes;
}

Result<> Ledger::issueCard(const QList<QByteArray> &certified)
{
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    // Later than the one before, whatever our clock says: a partner takes only a later one.
    const auto issued = std::max(now(), d->card.issued.isValid() ? d->card.issued.addMSecs(1) : now());
    const auto bytes = makeCard({d->card.institution, certified, {}, issued, d->card.boxEpoch}, *root);
    return d->write([&] {
        return d->putCard(bytes)
            .and_then([&] {
                return d->publish(u"institution.card"_s, u"card"_s, {{u"card"_s, bytes}});
            })
            .and_then([&] {
                return d->tellPartners(u"partnership.card"_s, {{u"card"_s, bytes}});
            });
    });
}

Result<> Ledger::renewCertificates()
{
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    const auto &was = d->station;
    const auto certified = certifyStation(was.station, was.name, was.tlsSpkiHash);
    if (!certified)
        return tl::unexpected(certified.error());
    const auto from = now().addDays(-dayEarly);
    const auto automaton
        = certifyAutomaton(d->automatonKey.publicKey(), was.station, from, from.addYears(stationYears), *root);
    auto all = stationCertificates();
    for (auto &bytes : all)
        if (const auto one = openStationCertificate(bytes); one && one->station == was.station)
            bytes = *certified;
    return d->write([&]() -> Result<> {
        if (const auto put = d->vault.rows().put(rows::self, {u"station"_s, {}, *certified}); !put)
            return put;
        if (const auto put = d->vault.rows().put(rows::self, {u"automaton"_s, {}, automaton}); !put)
            return put;
        d->station = *openStationCertificate(*certified);
        d->stationBytes = *certified;
        d->automatonBytes = automaton;
        d->automaton = *openPersonCertificate(automaton);
        return issueCard(all);
    });
}

QDateTime Ledger::certificatesEnd() const
{
    return std::min(d->station.validTo, d->automaton.validTo);
}

Result<> Ledger::newBoxKey()
{
    const auto root = d->rootKey();
    if (!root)
        return tl::unexpected(root.error());
    return d->write([&] { return d->newBoxKeyNow(*root, stationCertificates()); });
}

// With `newStations` in the card: a lost station is left out of it and gets no new key.
Result<> Ledger::Private::newBoxKeyNow(const SigningKey &root, const QList<QByteArray> &newStations)
{
    auto fresh = BoxKey::generate();
    auto next = card;
    next.institution.boxKey = fresh.publicKey();
    next.stations = newStations;
    next.addresses.clear();
    next.boxEpoch = card.boxEpoch + 1;
    next.issued = std::max(clock(), card.issued.isValid() ? card.issued.addMSecs(1) : clock());
    const auto bytes = makeCard(next, root);
    // Each other station gets the new secret under its own key: whoever has only the old box key does not.
    QCborMap sealed;
    for (const auto &certified : newStations) {
        const auto one = openStationCertificate(certified);
        if (!one)
            return tl::unexpected(one.error());
        if (one->station == station.station)
            continue;
        const auto wrapped = sealTo(boxKeyOf(one->station), fresh.secret().view());
        if (!wrapped)
            return tl::unexpected(wrapped.error());
        sealed.insert(hex(one->station), *wrapped);
    }
    // Told under the old keys: nobody could read it under the new ones.
    if (const auto told = publish(u"institution.box_key"_s, u"box_key"_s, {{u"card"_s, bytes}, {u"sealed"_s, sealed}});
        !told)
        return told;
    if (const auto told = tellPartners(u"partnership.card"_s, {{u"card"_s, bytes}}); !told)
        return told;
    return takeBoxKey(std::move(fresh), bytes);
}

Result<> Ledger::Private::takeBoxKey(BoxKey fresh, const QByteArray &cardThatNamesIt)
{
    const auto kept = writeSecret(vault, rows::selfKey, boxRow(card.boxEpoch), boxKey.secret()).and_then([&] {
        return writeSecret(vault, rows::selfKey, u"box"_s, fresh.secret());
    });
    if (!kept)
        return kept;
    oldBoxKeys.emplace(card.boxEpoch, std::exchange(boxKey, std::move(fresh)));
    if (const auto put = putCard(cardThatNamesIt); !put)
        return put;
    for (const auto &[partner, known] : partners)
        if (known.partner.verified)
            if (const auto derived = derivePartnership(known); !derived)
                return derived;
    return {};
}

Result<SecretBytes> Ledger::Private::openBox(QByteArrayView sealed) const
{
    auto key = boxKey.open(sealed);
    for (auto old = oldBoxKeys.crbegin(); !key && old != oldBoxKeys.crend(); ++old)
        key = old->second.open(sealed);
    return key;
}

Result<> Ledger::announceAddresses(const QStringList &addresses)
{
    const auto said = d->vault.rows().at(rows::self, u"addresses"_s);
    if (!said)
        return tl::unexpected(said.error());
    const auto body = addresses.join(u'\n').toUtf8();
    if ((*said ? (*said)->body : QByteArray()) == body)
        return {};
    const auto notice = signNotice({d->self.root, d->station.station, addresses, now()}, d->stationKey);
    return d->write([&] {
        return d->vault.rows().put(rows::self, {u"addresses"_s, {}, body}).and_then([&] {
            return d->tellPartners(u"partnership.addresses"_s, {{u"notice"_s, notice}});
        });
    });
}

} // namespace sizhen
