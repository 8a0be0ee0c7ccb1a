// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: institutions we are paired with.
#include "core/base/cbor.h"

#include "core/records/cardparcel.h"
#include "core/records/fields.h"
#include "core/records/ledger_p.h"
#include "core/records/sizes.h"
#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

void show(KnownPartner &known, const InstitutionCard &card)
{
    auto &partner = known.partner;
    partner.institution = card.institution;
    partner.stations = card.stations;
    partner.issued = card.issued;
    partner.boxEpoch = card.boxEpoch;
    known.boxKeys.insert(card.boxEpoch, card.institution.boxKey);
    partner.addresses = card.addresses;
    for (const auto &bytes : std::as_const(known.notices))
        if (const auto notice = openNotice(bytes))
            for (const auto &address : notice->addresses)
                if (!partner.addresses.contains(address))
                    partner.addresses.append(address);
}

Result<KnownPartner> fromRow(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    KnownPartner known;
    known.card = map->value(u"card"_s).toByteArray();
    known.stream = map->value(u"stream"_s).toByteArray();
    known.partner.verified = map->value(u"verified"_s).toBool();
    for (const auto &id : map->value(u"verifiedBy"_s).toArray())
        known.partner.verifiedBy.append(id.toString());
    if (const auto at = map->value(u"verifiedAt"_s).toInteger(); at > 0)
        known.partner.verifiedAt = QDateTime::fromMSecsSinceEpoch(at, Qt::UTC);
    for (const auto &[epoch, key] : map->value(u"boxKeys"_s).toMap())
        known.boxKeys.insert(quint32(epoch.toInteger()), key.toByteArray());
    for (const auto &[station, notice] : map->value(u"notices"_s).toMap())
        known.notices.insert(station.toByteArray(), notice.toByteArray());
    const auto card = openCard(known.card);
    if (!card)
        return tl::unexpected(card.error());
    show(known, *card);
    return known;
}

QByteArray rowBody(const KnownPartner &known)
{
    QCborMap boxKeys;
    for (auto it = known.boxKeys.cbegin(); it != known.boxKeys.cend(); ++it)
        boxKeys.insert(qint64(it.key()), it.value());
    QCborMap notices;
    for (auto it = known.notices.cbegin(); it != known.notices.cend(); ++it)
        notices.insert(QCborValue(it.key()), it.value());
    const auto &at = known.partner.verifiedAt;
    return cbor::encode(QCborMap{{u"card"_s, known.card},
                                 {u"verified"_s, known.partner.verified},
                                 {u"verifiedBy"_s, cborOf(known.partner.verifiedBy)},
                                 {u"verifiedAt"_s, at.isValid() ? at.toMSecsSinceEpoch() : 0},
                                 {u"stream"_s, known.stream},
                                 {u"boxKeys"_s, boxKeys},
                                 {u"notices"_s, notices}});
}

bool sameName(const Institution &one, const Institution &other)
{
    const auto same = [](const QString &a, const QString &b) {
        return !a.isEmpty() && a.simplified().compare(b.simplified(), Qt::CaseInsensitive) == 0;
    };
    return same(one.name.zh(), other.name.zh()) || same(one.name.en(), other.name.en());
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
    if (const auto put = vault.rows().put(rows::partner, {root, root, rowBody(known)}); !put)
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
    if (const auto revoked = revocations.constFind(key); revoked != revocations.cend())
        return stationRefused(u"link.revoked"_s, known->certificate, revoked->fromTime());
    if (!known->current)
        return stationRefused(u"link.withdrawn"_s, known->certificate, {});
    return checkValidity(known->certificate, at, at);
}

// A refusal that says which station of whom: for the list that IT reads.
tl::unexpected<Error> Ledger::Private::stationRefused(const QString &message, const StationCertificate &certificate,
                                                      const QDateTime &day) const
{
    QVariantMap args{{u"station"_s, certificate.name}};
    if (const auto known = partners.find(certificate.institution); known != partners.cend()) {
        args.insert(u"partner"_s, known->second.partner.institution.name.en());
        args.insert(u"partnerZh"_s, known->second.partner.institution.name.zh());
    }
    if (day.isValid())
        args.insert(u"day"_s, day.date().toString(Qt::ISODate));
    return tl::unexpected(Error{Fault::Untrusted, u"station "_s + hex(certificate.station.first(4)) + u": "_s + message,
                                u"AGR-16"_s, message, args});
}

Result<> Ledger::Private::checkValidity(const StationCertificate &certificate, const QDateTime &earliest,
                                        const QDateTime &latest) const
{
    if (latest < certificate.validFrom)
        return stationRefused(u"link.not_yet_valid"_s, certificate, certificate.validFrom);
    if (earliest >= certificate.validTo)
        return stationRefused(u"link.expired"_s, certificate, certificate.validTo);
    return {};
}

Result<Ledger::Partner> Ledger::addPartner(const QByteArray &bytes, Namesake namesake)
{
    const auto parcel = openParcel(bytes);
    if (!parcel)
        return tl::unexpected(parcel.error());
    const auto opened = openCard(parcel->card);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto &root = opened->institution.root;
    if (root == d->self.root)
        return refuse(u"AGR-16"_s, u"agr.card_ours"_s);
    const auto before = d->partners.find(root);
    const auto name = QVariantMap{{u"name"_s, opened->institution.name.en()}, {u"nameZh"_s, opened->institution.name.zh()}};
    if (before == d->partners.cend() && namesake == Namesake::Refuse) {
        bool taken = sameName(opened->institution, d->self);
        for (const auto &[other, known] : d->partners)
            taken = taken || sameName(opened->institution, known.partner.institution);
        if (taken)
            return refuse(u"AGR-16"_s, u"agr.card_namesake"_s, name);
    }
    if (before != d->partners.cend()) {
        const auto held = openCard(before->second.card);
        if (held && !opened->replaces(*held))
            return refuse(u"AGR-16"_s, u"agr.card_older"_s, name);
    }
    const auto written = d->write([&]() -> Result<> {
        if (const auto taken = d->takePartnersCard(root, parcel->card); !taken)
            return taken;
        for (const auto &notice : parcel->notices)
            if (const auto taken = d->takeNotice(root, notice); !taken)
                return taken;
        return d->takeOldCards(parcel->yours).and_then([&] { return d->publishPartner(d->partners.at(root)); });
    });
    if (!written)
        return tl::unexpected(written.error());
    return partner(root);
}

// A card of theirs, root-signed and not older than the one we hold: what it names holds from now on.
Result<> Ledger::Private::takePartnersCard(const QByteArray &root, const QByteArray &bytes)
{
    const auto theirs = openCard(bytes);
    if (!theirs)
        return tl::unexpected(theirs.error());
    if (theirs->institution.root != root)
        return fail(Fault::Untrusted, u"card: another institution's"_s);
    KnownPartner known;
    if (const auto before = partners.find(root); before != partners.cend()) {
        known = before->second;
        const auto held = openCard(known.card);
        if (held && !theirs->replaces(*held))
            return {}; // an older one that came late
        const auto same = known.boxKeys.constFind(theirs->boxEpoch);
        if (same != known.boxKeys.cend() && *same != theirs->institution.boxKey)
            return fail(Fault::Untrusted, u"card: another box key for the same epoch"_s);
    }
    known.card = bytes;
    show(known, *theirs);
    if (const auto put = putPartner(known); !put || !known.partner.verified)
        return put;
    changedStreams.append(known.stream);
    return derivePartnership(known);
}

Result<> Ledger::Private::takeNotice(const QByteArray &root, const QByteArray &bytes)
{
    const auto notice = openNotice(bytes);
    if (!notice)
        return tl::unexpected(notice.error());
    const auto found = partners.find(root);
    const auto writer = stations.constFind(notice->station);
    if (found == partners.cend() || notice->institution != root)
        return fail(Fault::Untrusted, u"address notice: of another institution"_s);
    if (writer == stations.cend() || writer->certificate.institution != root) {
        StationCertificate stranger{root, notice->station, hex(notice->station.first(4)), {}, {}, {}};
        return stationRefused(u"link.notice_stranger"_s, stranger, {});
    }
    if (const auto revoked = revocations.constFind(notice->station); revoked != revocations.cend())
        return stationRefused(u"link.revoked"_s, writer->certificate, revoked->fromTime());
    if (!writer->current)
        return stationRefused(u"link.withdrawn"_s, writer->certificate, {});
    auto known = found->second;
    if (const auto before = openNotice(known.notices.value(notice->station)); before && before->issued > notice->issued)
        return {};
    known.notices.insert(notice->station, bytes);
    const auto theirs = openCard(known.card);
    if (!theirs)
        return tl::unexpected(theirs.error());
    show(known, *theirs);
    return putPartner(known);
}

Result<QByteArray> Ledger::confirmPartner(const QByteArray &root, const QStringList &by)
{
    const auto found = d->partners.find(root);
    if (found == d->partners.cend())
        return fail(Fault::NotFound, u"partner: no such card"_s);
    auto known = found->second;
    if (known.partner.verified)
        return known.stream;
    known.partner.verified = true;
    known.partner.verifiedBy = by;
    known.partner.verifiedAt = now();
    // From the roots, which never change: an institution that comes back with a new box key finds the same partnership.
    const auto both = std::min(root, d->self.root) + std::max(root, d->self.root);
    known.stream = hash("sizhen.partnership.id", both).first(idSize);
    const auto written = d->write([&]() -> Result<> {
        const KnownStream stream{u"partnership"_s, {}, {}, 1, u"partnership/"_s + padded(d->time.next(d->nowMs()))};
        return d->putPartner(known)
            .and_then([&] { return d->putStream(known.stream, stream); })
            .and_then([&] { return d->derivePartnership(known); })
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
        if (certificate.tlsSpkiHash != spkiHash || certificate.institution == d->self.root)
            continue;
        if (const auto revoked = d->revocations.constFind(certificate.station); revoked != d->revocations.cend())
            return d->stationRefused(u"link.revoked"_s, certificate, revoked->fromTime());
        if (!known.current)
            return d->stationRefused(u"link.withdrawn"_s, certificate, {});
        // Our clock may be wrong by what we forgive a partner's.
        if (const auto valid = d->checkValidity(certificate, now.addSecs(-clockTolerance), now.addSecs(clockTolerance));
            !valid)
            return tl::unexpected(valid.error());
        const auto partner = d->verifiedPartner(certificate.institution);
        if (!partner) {
            auto error = partner.error();
            error.args = d->stationRefused(error.message, certificate, {}).value().args;
            return tl::unexpected(error);
        }
        return (*partner)->partner;
    }
    return fail(Fault::Untrusted, u"partner: nobody's TLS key"_s);
}

} // namespace sizhen
