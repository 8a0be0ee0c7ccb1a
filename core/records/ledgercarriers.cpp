// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: what carriers that need not be trusted ask of it. Who may open and sign, what is outstanding, what was seen.
#include "core/base/cbor.h"
#include "core/records/ledger_p.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype envelopeIdSize = 16;

QString courierPrefix(const QByteArray &root, const QString &carrier)
{
    return hex(root) + u'.' + carrier + u'.';
}

} // namespace

QByteArray Ledger::signAsStation(QByteArrayView domain, QByteArrayView bytes) const
{
    return d->stationKey.sign(domain, bytes);
}

Result<SecretBytes> Ledger::openBox(QByteArrayView sealed) const
{
    return d->openBox(sealed);
}

Result<Ledger::Partner> Ledger::partnerByStation(const QByteArray &key) const
{
    const auto known = d->stations.constFind(key);
    if (known == d->stations.cend() || known->certificate.institution == d->self.root)
        return fail(Fault::Untrusted, u"partner: nobody's station"_s);
    const auto &root = known->certificate.institution;
    const auto partner = d->verifiedPartner(root);
    if (!partner)
        return tl::unexpected(partner.error());
    if (const auto good = d->checkPartnerStation(root, key, d->clock()); !good)
        return tl::unexpected(good.error());
    return (*partner)->partner;
}

Result<UnconfirmedItems> Ledger::unconfirmedItems(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto receipts = receiptsOf(partnerRoot, stream);
    if (!receipts)
        return tl::unexpected(receipts.error());
    const auto known = d->headsOf(stream);
    if (!known)
        return tl::unexpected(known.error());
    UnconfirmedItems items;
    const auto all = **known;
    for (const auto &head : all) {
        const auto writer = d->stationOfFeed(head.feed);
        if (!writer)
            return tl::unexpected(writer.error());
        if (d->stations.value(*writer).certificate.institution == partnerRoot)
            continue; // their own
        const auto upTo = d->confirmed(head, *receipts);
        if (!upTo)
            return tl::unexpected(upTo.error());
        if (*upTo < head.sequence)
            items.entries.append({head.feed, *upTo + 1, head.sequence});
    }
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    const auto held = [&receipts](const QByteArray &sha256) {
        return std::ranges::any_of(*receipts, [&sha256](const Receipt &receipt) {
            return std::ranges::binary_search(receipt.attachments, sha256);
        });
    };
    for (const auto &one : *named)
        if (one.from != partnerRoot && !held(one.attachment.sha256) && d->isWhole(one))
            items.chunks.append(one.attachment.chunks);
    return items;
}

Result<> Ledger::grantTaken(const QByteArray &partnerRoot, const QByteArray &stream, quint32 epoch, bool taken)
{
    const auto key = grantKey(partnerRoot, stream, epoch);
    const auto given = d->vault.rows().at(rows::grant, key);
    const auto known = d->vault.rows().at(rows::granted, key);
    if (!given || !known)
        return tl::unexpected(given ? known.error() : given.error());
    if (!*given || known->has_value() == taken)
        return {};
    return d->write([&]() -> Result<> {
        return taken ? d->vault.rows().put(rows::granted, {key, hex(partnerRoot), {}})
                     : d->vault.rows().remove(rows::granted, key);
    });
}

Result<QList<Grant>> Ledger::pendingGrants(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    QList<Row> given;
    if (stream.isEmpty()) {
        const auto prefix = hex(partnerRoot) + u'/';
        const auto list = d->vault.rows().list(rows::grant, prefix, prefix + u'~');
        if (!list)
            return tl::unexpected(list.error());
        given = *list;
    } else if (const auto known = d->knownStream(stream)) {
        for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
            const auto row = d->vault.rows().at(rows::grant, grantKey(partnerRoot, stream, epoch));
            if (!row)
                return tl::unexpected(row.error());
            if (*row)
                given.append(**row);
        }
    }
    QList<Grant> pending;
    for (const auto &row : std::as_const(given)) {
        const auto taken = d->vault.rows().at(rows::granted, row.key);
        if (!taken)
            return tl::unexpected(taken.error());
        if (*taken)
            continue;
        auto grant = grantFrom(row);
        if (!grant)
            return tl::unexpected(grant.error());
        pending.append(*std::move(grant));
    }
    return pending;
}

Result<QHash<QByteArray, QByteArray>> Ledger::courierNotes(const QByteArray &partnerRoot, const QString &carrier) const
{
    const auto prefix = courierPrefix(partnerRoot, carrier);
    const auto list = d->vault.rows().list(rows::courier, prefix, prefix + u'~');
    if (!list)
        return tl::unexpected(list.error());
    QHash<QByteArray, QByteArray> notes;
    for (const auto &row : *list)
        notes.insert(QByteArray::fromHex(row.key.sliced(prefix.size()).toLatin1()), row.body);
    return notes;
}

Result<> Ledger::keepCourierNote(const QByteArray &partnerRoot, const QString &carrier, const QByteArray &stream,
                                 const QByteArray &note)
{
    const auto key = courierPrefix(partnerRoot, carrier) + hex(stream);
    return d->write([&]() -> Result<> {
        return note.isEmpty() ? d->vault.rows().remove(rows::courier, key)
                              : d->vault.rows().put(rows::courier, {key, key, note});
    });
}

Result<bool> Ledger::knowsEnvelope(const QByteArray &id) const
{
    const auto row = d->vault.rows().at(rows::envelope, hex(id));
    if (!row)
        return tl::unexpected(row.error());
    return row->has_value();
}

Result<> Ledger::rememberEnvelope(const QByteArray &id, qint64 expiryMs)
{
    if (id.size() != envelopeIdSize)
        return fail(Fault::Invalid, u"envelope: no such id"_s);
    return d->write([&]() -> Result<> {
        constexpr int forgottenACall = 16; // of those that nobody can bring again, because they expired
        constexpr qint64 tolerance = 3'600'000;
        const auto old = d->vault.rows().list(rows::envelope, {},
                                              padded(quint64(std::max<qint64>(d->nowMs() - tolerance, 0))), forgottenACall);
        if (!old)
            return tl::unexpected(old.error());
        for (const auto &row : *old)
            if (const auto gone = d->vault.rows().remove(rows::envelope, row.key); !gone)
                return gone;
        return d->vault.rows().put(rows::envelope, {hex(id), padded(quint64(expiryMs)), {}});
    });
}

Result<> Ledger::countCarried(const QByteArray &partnerRoot, const QString &carrier, qint64 bytes)
{
    const auto year = QString::number(d->clock().toUTC().date().year());
    const auto key = courierPrefix(partnerRoot, carrier) + year;
    const auto before = d->vault.rows().at(rows::carried, key);
    if (!before)
        return tl::unexpected(before.error());
    const auto map = *before ? cbor::decodeMap((*before)->body) : Result<QCborMap>(QCborMap());
    if (!map)
        return tl::unexpected(map.error());
    const QCborMap counted{{u"bytes"_s, map->value(u"bytes"_s).toInteger() + bytes},
                           {u"parcels"_s, map->value(u"parcels"_s).toInteger() + 1}};
    const auto written
        = d->write([&] { return d->vault.rows().put(rows::carried, {key, key, cbor::encode(counted)}); });
    if (written)
        Q_EMIT carriedTo(partnerRoot, carrier, bytes);
    return written;
}

Result<QList<Ledger::Carried>> Ledger::carried() const
{
    const auto list = d->vault.rows().list(rows::carried);
    if (!list)
        return tl::unexpected(list.error());
    QList<Carried> all;
    for (const auto &row : *list) {
        const auto map = cbor::decodeMap(row.body);
        if (!map)
            return tl::unexpected(map.error());
        const auto parts = row.key.split(u'.');
        if (parts.size() == 3)
            all.append({QByteArray::fromHex(parts.at(0).toLatin1()), parts.at(1), parts.at(2).toInt(),
                        map->value(u"bytes"_s).toInteger(), map->value(u"parcels"_s).toInteger()});
    }
    return all;
}

} // namespace sizhen
