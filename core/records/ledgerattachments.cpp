// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the originals that events name. An index beside the events says who may fetch which chunk.
#include "core/base/cbor.h"
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxNamed = 256; // in one event

// The text "attachment" as a CBOR map key.
constexpr auto attachmentKey = QByteArrayView("\x6a"
                                              "attachment");

// Everything under {"attachment": {…}}, at any depth; canonical CBOR is never deeper than 32.
void collect(const QCborValue &value, QList<Attachment> &found, bool &wellFormed)
{
    if (value.isArray()) {
        const auto array = value.toArray();
        for (const auto &item : array)
            collect(item, found, wellFormed);
    }
    if (!value.isMap())
        return;
    const auto map = value.toMap();
    for (const auto &[key, item] : map) {
        if (key.toString() != u"attachment"_s || !item.isMap()) {
            collect(item, found, wellFormed);
            continue;
        }
        auto attachment = Attachment::fromCbor(item.toMap());
        wellFormed = wellFormed && attachment;
        if (attachment)
            found.append(*std::move(attachment));
    }
}

QString indexId(const QByteArray &stream, const QByteArray &attachment)
{
    return hex(stream) + u'.' + hex(hash("sizhen.attachment", attachment).left(16));
}

} // namespace

Result<> Ledger::Private::indexAttachments(const QByteArray &stream, const QByteArray &from, const QCborMap &args)
{
    QList<Attachment> named;
    auto wellFormed = true;
    collect(args, named, wellFormed);
    if (from == self.root && (!wellFormed || named.size() > maxNamed))
        return fail(Fault::Invalid, u"append: an attachment that nobody could fetch"_s);
    named.resize(std::min(named.size(), maxNamed));
    for (const auto &attachment : std::as_const(named)) {
        const auto map = attachment.toCbor();
        const auto id = indexId(stream, cbor::encode(map));
        const auto there = vault.rows().at(rows::attachment, id);
        if (!there)
            return tl::unexpected(there.error());
        if (*there)
            continue;
        const auto body = cbor::encode(QCborMap{{u"attachment"_s, map}, {u"from"_s, from}});
        if (const auto put = vault.rows().put(rows::attachment, {id, id, body}); !put)
            return put;
        for (const auto &address : attachment.chunks) {
            const auto key = hex(address) + u'.' + id;
            if (const auto put = vault.rows().put(rows::chunk, {key, key, {}}); !put)
                return put;
        }
    }
    return {};
}

Result<> Ledger::Private::indexAttachmentsOf(const Entry &entry)
{
    const auto key = keyOf(entry.stream, entry.epoch);
    if (!key)
        return tl::unexpected(key.error());
    if (!*key)
        return {}; // when the key comes, takeGrantedKey() looks again
    const auto plain = unseal(**key, entry.sealedBody, headerOf(entry));
    if (!plain || !plain->contains(attachmentKey))
        return {};
    const auto body = EventBody::fromBytes(*plain);
    if (!body)
        return {}; // events() says what is wrong with it
    return indexAttachments(entry.stream, stations.value(entry.station).certificate.institution, body->args);
}

Result<QList<NamedAttachment>> Ledger::Private::attachmentsOf(const QByteArray &stream)
{
    const auto prefix = hex(stream) + u'.';
    const auto list = vault.rows().list(rows::attachment, prefix, prefix + u'~');
    if (!list)
        return tl::unexpected(list.error());
    QList<NamedAttachment> all;
    for (const auto &row : *list) {
        const auto map = cbor::decodeMap(row.body);
        if (!map)
            return tl::unexpected(map.error());
        auto attachment = Attachment::fromCbor(map->value(u"attachment"_s).toMap());
        if (!attachment)
            return tl::unexpected(attachment.error());
        all.append({row.key, *std::move(attachment), map->value(u"from"_s).toByteArray()});
    }
    return all;
}

bool Ledger::Private::isWhole(const NamedAttachment &named)
{
    if (whole.contains(named.id))
        return true;
    if (!vault.attachments().missing(named.attachment).isEmpty())
        return false;
    whole.insert(named.id);
    return true;
}

Result<QList<Attachment>> Ledger::attachments(const QByteArray &stream) const
{
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    QList<Attachment> all;
    for (const auto &one : *named)
        all.append(one.attachment);
    return all;
}

Result<QList<QByteArray>> Ledger::missingChunks(const QByteArray &stream) const
{
    if (const auto known = d->knownStream(stream); known && known->quiet)
        return QList<QByteArray>{};
    const auto named = d->attachmentsOf(stream);
    if (!named)
        return tl::unexpected(named.error());
    QList<QByteArray> missing;
    QSet<QByteArray> once;
    for (const auto &one : *named) {
        if (d->isWhole(one))
            continue;
        const auto lacking = d->vault.attachments().missing(one.attachment);
        for (const auto &address : lacking)
            if (const auto size = once.size(); once.insert(address), once.size() > size)
                missing.append(address);
    }
    return missing;
}

bool Ledger::mayServe(const QByteArray &partnerRoot, const QByteArray &address) const
{
    const auto shared = d->sharesOf(partnerRoot);
    if (!d->checkPeer(partnerRoot) || !shared)
        return false;
    const auto prefix = hex(address) + u'.';
    const auto named = d->vault.rows().list(rows::chunk, prefix, prefix + u'~');
    if (!named)
        return false;
    return std::ranges::any_of(*named, [&](const Row &row) {
        const auto share = (*shared)->all.constFind(QByteArray::fromHex(row.key.section(u'.', 1, 1).toLatin1()));
        return share != (*shared)->all.cend() && !share->ended;
    });
}

Result<> Ledger::storeChunk(const QByteArray &address, const QByteArray &sealed)
{
    const auto prefix = hex(address) + u'.';
    const auto named = d->vault.rows().list(rows::chunk, prefix, prefix + u'~');
    if (!named)
        return tl::unexpected(named.error());
    if (named->isEmpty())
        return fail(Fault::Denied, u"chunk: no event names it"_s); // it must not fill the disk
    if (d->vault.attachments().has(address))
        return {};
    if (const auto stored = d->vault.attachments().storeChunk(address, sealed); !stored)
        return stored;
    QSet<QByteArray> streams;
    for (const auto &row : *named)
        streams.insert(QByteArray::fromHex(row.key.section(u'.', 1, 1).toLatin1()));
    for (const auto &stream : std::as_const(streams)) {
        const auto all = d->attachmentsOf(stream);
        if (!all)
            return tl::unexpected(all.error());
        const auto becameWhole = std::ranges::any_of(*all, [&](const NamedAttachment &one) {
            return one.attachment.chunks.contains(address) && d->isWhole(one);
        });
        if (becameWhole)
            d->changedStreams.append(stream);
    }
    if (!d->writing)
        d->tell();
    return {};
}

} // namespace sizhen
