// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the keys of a partnership, which both sides derive from their box keys, and what is given back to a partner who
// lost everything.
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The partnership's key of one pair of box keys. 16 bits each, the smaller root's epoch above: unique for every pair,
// and 1 for the first.
quint32 keyEpoch(const QByteArray &ourRoot, quint32 ours, const QByteArray &theirRoot, quint32 theirs)
{
    const auto high = ourRoot < theirRoot ? ours : theirs;
    const auto low = ourRoot < theirRoot ? theirs : ours;
    return (high - 1) << 16 | low;
}

QByteArray pairContext(const QByteArray &one, const QByteArray &other)
{
    return "sizhen.partnership" + std::min(one, other) + std::max(one, other);
}

} // namespace

Result<> Ledger::Private::derivePartnership(const KnownPartner &known)
{
    const auto &root = known.partner.institution.root;
    const auto context = pairContext(root, self.root);
    const auto derive = [&](quint32 ours, const BoxKey &key, quint32 theirs, const QByteArray &peer) -> Result<> {
        const auto name = hex(known.stream) + u'.' + QString::number(keyEpoch(self.root, ours, root, theirs));
        const auto there = vault.rows().at(rows::streamKey, name);
        if (!there || *there)
            return there ? Result<>() : tl::unexpected(there.error());
        const auto secret = key.shared(peer, context);
        if (!secret)
            return tl::unexpected(secret.error());
        noteChange(known.stream);
        return writeSecret(vault, rows::streamKey, name, deriveSubkey(*secret, "sizhen.partnership.key"));
    };
    for (auto peer = known.boxKeys.cbegin(); peer != known.boxKeys.cend(); ++peer) {
        if (const auto done = derive(card.boxEpoch, boxKey, peer.key(), peer.value()); !done)
            return done;
        for (const auto &[epoch, key] : oldBoxKeys)
            if (const auto done = derive(epoch, key, peer.key(), peer.value()); !done)
                return done;
    }
    auto stream = knownStream(known.stream);
    if (!stream)
        return tl::unexpected(stream.error());
    stream->epoch = keyEpoch(self.root, card.boxEpoch, root, known.partner.boxEpoch);
    opened.remove(known.stream); // what came sealed under a key that was not here yet
    keys.clear();
    return putStream(known.stream, *stream);
}

Result<QList<quint32>> Ledger::Private::epochsFor(const KnownPartner &partner, const QByteArray &stream)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto &root = partner.partner.institution.root;
    QList<quint32> epochs;
    if (known->kind == u"partnership"_s) {
        QList<quint32> ours{card.boxEpoch};
        for (const auto &[epoch, key] : oldBoxKeys)
            ours.append(epoch);
        for (const auto our : std::as_const(ours))
            for (auto peer = partner.boxKeys.keyBegin(); peer != partner.boxKeys.keyEnd(); ++peer)
                epochs.append(keyEpoch(self.root, our, root, *peer));
        return epochs;
    }
    for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
        // What was ours goes back as far as it was released; what was theirs, wholly.
        const auto released
            = vault.rows().at(rows::grant, hex(root) + u'.' + hex(stream) + u'.' + QString::number(epoch));
        if (!released)
            return tl::unexpected(released.error());
        if (*released || known->origin == root)
            epochs.append(epoch);
    }
    return epochs;
}

Result<QList<quint32>> Ledger::Private::heldEpochs(const QByteArray &stream)
{
    const auto known = knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    QList<quint32> all;
    if (known->kind == u"partnership"_s) { // far apart: never counted through
        for (const auto &[root, partner] : partners)
            if (partner.stream == stream)
                all = epochsFor(partner, stream).value_or(QList<quint32>());
        if (all.isEmpty())
            all.append(known->epoch);
    } else {
        for (quint32 epoch = 1; epoch <= known->epoch; ++epoch)
            all.append(epoch);
    }
    QList<quint32> held;
    for (const auto epoch : std::as_const(all)) {
        const auto key = keyOf(stream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (*key)
            held.append(epoch);
    }
    return held;
}

Result<QCborArray> Ledger::Private::sealedPartnershipKeys(const KnownPartner &partner)
{
    const auto epochs = epochsFor(partner, partner.stream);
    if (!epochs)
        return tl::unexpected(epochs.error());
    QCborArray sealedKeys;
    for (const auto epoch : *epochs) {
        const auto key = keyOf(partner.stream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (!*key)
            continue;
        const auto sealed = sealTo(partner.partner.institution.boxKey, (*key)->view());
        if (!sealed)
            return tl::unexpected(sealed.error());
        sealedKeys.append(QCborMap{{u"epoch"_s, qint64(epoch)}, {u"sealedKey"_s, *sealed}});
    }
    return sealedKeys;
}

Result<> Ledger::Private::takeReturnedKeys(const QByteArray &root, const QCborArray &sealedKeys)
{
    const auto known = partners.find(root);
    if (known == partners.cend() || known->second.stream.isEmpty())
        return {};
    const auto &stream = known->second.stream;
    for (const auto &item : sealedKeys) {
        const auto map = item.toMap();
        const auto epoch = quint32(map.value(u"epoch"_s).toInteger());
        const auto held = keyOf(stream, epoch);
        if (!held)
            return tl::unexpected(held.error());
        if (*held)
            continue; // ours was derived, and needs no word of theirs
        const auto key = openBox(map.value(u"sealedKey"_s).toByteArray());
        if (!key || key->size() != keySize)
            continue;
        if (const auto put = writeSecret(vault, rows::streamKey, hex(stream) + u'.' + QString::number(epoch), *key);
            !put)
            return put;
    }
    opened.remove(stream);
    noteChange(stream);
    return {};
}

Result<> Ledger::giveBack(const QByteArray &partnerRoot)
{
    const auto partner = d->verifiedPartner(partnerRoot);
    if (!partner)
        return tl::unexpected(partner.error());
    const auto shared = sharedWith(partnerRoot);
    if (!shared)
        return tl::unexpected(shared.error());
    const auto known = **partner;
    return d->write([&]() -> Result<> {
        for (const auto &stream : *shared) {
            if (stream == known.stream)
                continue;
            const auto epochs = d->epochsFor(known, stream);
            if (!epochs)
                return tl::unexpected(epochs.error());
            for (const auto epoch : *epochs)
                if (const auto put = d->putGrant(known, stream, epoch); !put)
                    return put;
            d->changedStreams.append(stream); // the links hand out what is new
        }
        const auto keys = d->sealedPartnershipKeys(known);
        if (!keys)
            return tl::unexpected(keys.error());
        const auto told = append({{known.stream, u"partnership.returned"_s, {{u"keys"_s, *keys}}}}, systemActor());
        return told ? Result<>() : tl::unexpected(told.error());
    });
}

} // namespace sizhen
