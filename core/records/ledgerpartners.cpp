// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: institutions we are paired with.
#include "core/base/cbor.h"
#include "core/records/ledger_p.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype streamIdSize = 16;
constexpr qint64 clockTolerance = 600; // seconds, as for events

Result<KnownPartner> fromRow(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    KnownPartner known;
    known.card = map->value(u"card"_s).toByteArray();
    known.stream = map->value(u"stream"_s).toByteArray();
    const auto card = openCard(known.card);
    if (!card)
        return tl::unexpected(card.error());
    known.partner = {card->institution, card->stations, card->addresses, map->value(u"verified"_s).toBool()};
    return known;
}

bool isValidAt(const StationCertificate &certificate, const QDateTime &at)
{
    return at >= certificate.validFrom && at < certificate.validTo;
}

} // namespace

Result<> Ledger::Private::loadPartners()
{
    const auto all = vault.rows().list(rows::partner);
    if (!all)
        return tl::unexpected(all.error());
    const auto ever = vault.rows().list(rows::station);
    if (!ever)
        return tl::unexpected(ever.error());
    for (const auto &row : *ever) {
        const auto certificate = openStationCertificate(row.body);
        if (!certificate)
            return tl::unexpected(certificate.error());
        stations.insert(certificate->station, {*certificate, false});
    }
    for (const auto &row : *all) {
        const auto known = fromRow(row.body);
        if (!known)
            return tl::unexpected(known.error());
        keep(*known);
    }
    markOwnStations();
    return {};
}

void Ledger::Private::keep(const KnownPartner &known)
{
    const auto &root = known.partner.institution.root;
    for (auto &one : stations)
        if (one.certificate.institution == root)
            one.current = false;
    for (const auto &bytes : known.partner.stations) {
        const auto certificate = openStationCertificate(bytes);
        if (certificate && certificate->station != station.station)
            stations.insert(certificate->station, {*certificate, true});
    }
    partners.insert_or_assign(root, known);
}

Result<> Ledger::Private::putPartner(const KnownPartner &known)
{
    for (const auto &bytes : known.partner.stations) {
        const auto certificate = openStationCertificate(bytes);
        if (!certificate)
            return tl::unexpected(certificate.error());
        const auto other = stations.constFind(certificate->station);
        if (other != stations.cend() && other->certificate.institution != certificate->institution)
            return fail(Fault::Untrusted, u"card: a station key that another institution certified"_s);
        const Row row{hex(certificate->station), hex(certificate->institution), bytes};
        if (const auto put = vault.rows().put(rows::station, row); !put)
            return put;
    }
    const auto root = hex(known.partner.institution.root);
    const auto body = cbor::encode(
        QCborMap{{u"card"_s, known.card}, {u"verified"_s, known.partner.verified}, {u"stream"_s, known.stream}});
    if (const auto put = vault.rows().put(rows::partner, {root, root, body}); !put)
        return put;
    keep(known);
    return {};
}

Result<const KnownPartner *> Ledger::Private::verifiedPartner(const QByteArray &root) const
{
    const auto found = partners.find(root);
    if (found != partners.cend() && found->second.partner.verified)
        return &found->second;
    return tl::unexpected(Error{Fault::Untrusted, u"partner: not verified"_s, u"AGR-16"_s, u"agr.peer_key"_s, {}});
}

Result<> Ledger::Private::checkPartnerStation(const QByteArray &root, const QByteArray &key, const QDateTime &at) const
{
    const auto known = stations.constFind(key);
    if (known == stations.cend() || known->certificate.institution != root)
        return fail(Fault::Untrusted, u"partner: not one of its stations"_s);
    if (!known->current)
        return fail(Fault::Untrusted, u"partner: the station was withdrawn"_s);
    if (!isValidAt(known->certificate, at))
        return fail(Fault::Untrusted, u"partner: the station's certificate is not valid at that time"_s);
    return {};
}

Result<Ledger::Partner> Ledger::addPartner(const QByteArray &card)
{
    const auto opened = openCard(card);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto &root = opened->institution.root;
    if (root == d->self.root)
        return fail(Fault::Refused, u"partner: this is our own card"_s);
    KnownPartner known{{opened->institution, opened->stations, opened->addresses, false}, card, {}};
    if (const auto before = d->partners.find(root); before != d->partners.cend()) {
        known.partner.verified = before->second.partner.verified;
        known.stream = before->second.stream;
        // The partnership's key came from it, and both sides must agree on the day it changes.
        if (known.partner.verified && before->second.partner.institution.boxKey != opened->institution.boxKey)
            return fail(Fault::Unsupported, u"partner: the card brings another box key"_s);
    }
    const auto written
        = d->write([&] { return d->putPartner(known).and_then([&] { return d->publishPartner(known); }); });
    if (!written)
        return tl::unexpected(written.error());
    return known.partner;
}

Result<QByteArray> Ledger::confirmPartner(const QByteArray &root)
{
    const auto found = d->partners.find(root);
    if (found == d->partners.cend())
        return fail(Fault::NotFound, u"partner: no such card"_s);
    auto known = found->second;
    if (known.partner.verified)
        return known.stream;
    const auto context = "sizhen.partnership" + std::min(root, d->self.root) + std::max(root, d->self.root);
    const auto secret = d->boxKey.shared(known.partner.institution.boxKey, context);
    if (!secret)
        return tl::unexpected(secret.error());
    known.partner.verified = true;
    known.stream = deriveSubkey(*secret, "sizhen.partnership.id").view().first(streamIdSize).toByteArray();
    const auto key = deriveSubkey(*secret, "sizhen.partnership.key");
    const auto written = d->write([&]() -> Result<> {
        const KnownStream stream{u"partnership"_s, {}, {}, 1, u"partnership/"_s + padded(d->time.next(d->nowMs()))};
        return d->putPartner(known)
            .and_then([&] { return d->putStream(known.stream, stream); })
            .and_then([&] { return writeSecret(d->vault, rows::streamKey, hex(known.stream) + u".1"_s, key); })
            .and_then([&] { return d->putShare(root, known.stream, stream); })
            .and_then([&] { return d->publishPartner(known); });
    });
    if (!written)
        return tl::unexpected(written.error());
    return known.stream;
}

Result<QList<Ledger::Partner>> Ledger::partners() const
{
    QList<Partner> all;
    for (const auto &[root, known] : d->partners)
        all.append(known.partner);
    return all;
}

Result<Ledger::Partner> Ledger::partner(const QByteArray &root) const
{
    const auto found = d->partners.find(root);
    if (found == d->partners.cend())
        return fail(Fault::NotFound, u"partner: not known"_s);
    return found->second.partner;
}

QByteArray Ledger::partnershipStream(const QByteArray &root) const
{
    const auto found = d->partners.find(root);
    return found == d->partners.cend() ? QByteArray() : found->second.stream;
}

Result<Ledger::Partner> Ledger::partnerByTlsKey(const QByteArray &spkiHash) const
{
    const auto now = d->clock();
    for (const auto &known : std::as_const(d->stations)) {
        const auto &certificate = known.certificate;
        if (certificate.tlsSpkiHash != spkiHash || certificate.institution == d->self.root || !known.current)
            continue;
        // Our clock may be wrong by what we forgive a partner's.
        if (!isValidAt(certificate, now.addSecs(clockTolerance))
            && !isValidAt(certificate, now.addSecs(-clockTolerance)))
            return fail(Fault::Untrusted, u"partner: the station's certificate is not valid now"_s);
        const auto partner = d->verifiedPartner(certificate.institution);
        if (!partner)
            return tl::unexpected(partner.error());
        return (*partner)->partner;
    }
    return fail(Fault::Untrusted, u"partner: nobody's TLS key"_s);
}

} // namespace sizhen
