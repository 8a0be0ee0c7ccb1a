// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: new keys for what is written from now on.
#include "core/records/ledger_p.h"

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<quint32> Ledger::Private::newEpoch(const QByteArray &id)
{
    auto stream = knownStream(id);
    if (!stream)
        return tl::unexpected(stream.error());
    if (!stream->isShareable() || !stream->origin.isEmpty())
        return fail(Fault::Denied, u"rotate: not ours to rekey"_s);
    if (shredded.contains(id))
        return fail(Fault::Denied, u"rotate: this record was destroyed here"_s);
    if (stream->epoch == std::numeric_limits<quint32>::max())
        return fail(Fault::Invalid, u"rotate: no epoch is left"_s);
    ++stream->epoch;
    const auto name = hex(id) + u'.' + QString::number(stream->epoch);
    if (const auto put = writeSecret(vault, rows::streamKey, name, SecretBytes::random(keySize)); !put)
        return tl::unexpected(put.error());
    if (const auto put = putStream(id, *stream); !put)
        return tl::unexpected(put.error());
    for (const auto &[root, partner] : partners) {
        const auto shared = isShared(root, id);
        if (!shared)
            return tl::unexpected(shared.error());
        if (!*shared || isEnded(root, id))
            continue;
        if (const auto put = putGrant(partner, id, stream->epoch); !put)
            return tl::unexpected(put.error());
    }
    changedStreams.append(id); // a session looks for new grants when it hears of it
    return stream->epoch;
}

Result<quint32> Ledger::rotate(const QByteArray &stream)
{
    Result<quint32> epoch = 0;
    const auto written = d->write([&]() -> Result<> {
        epoch = d->newEpoch(stream);
        return epoch ? Result<>() : tl::unexpected(epoch.error());
    });
    if (!written)
        return tl::unexpected(written.error());
    return epoch;
}

Result<QList<QByteArray>> Ledger::rotateOpenCases(const std::function<bool(const StreamInfo &)> &isOpen)
{
    QList<QByteArray> rotated;
    const auto written = d->write([&]() -> Result<> {
        for (const auto &kind : {u"case"_s, u"invitation"_s}) {
            const auto ids = streamsOf(kind);
            if (!ids)
                return tl::unexpected(ids.error());
            for (const auto &id : *ids) {
                const auto known = d->knownStream(id);
                const auto info = d->infoOf(id);
                if (!known || !info)
                    return tl::unexpected(known ? info.error() : known.error());
                if (!known->origin.isEmpty() || d->shredded.contains(id) || (isOpen && !isOpen(*info)))
                    continue;
                if (const auto epoch = d->newEpoch(id); !epoch)
                    return tl::unexpected(epoch.error());
                rotated.append(id);
            }
        }
        return {};
    });
    if (!written)
        return tl::unexpected(written.error());
    return rotated;
}

Result<quint32> Ledger::newestEpoch(const QByteArray &stream) const
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    return known->epoch;
}

Result<QList<quint32>> Ledger::epochsGranted(const QByteArray &partnerRoot, const QByteArray &stream) const
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    QList<quint32> epochs;
    for (quint32 epoch = 1; epoch <= known->epoch; ++epoch) {
        const auto key = hex(partnerRoot) + u'.' + hex(stream) + u'.' + QString::number(epoch);
        const auto row = d->vault.rows().at(rows::grant, key);
        const auto past = d->vault.rows().at(rows::pastGrant, key);
        if (!row || !past)
            return tl::unexpected(row ? past.error() : row.error());
        if (*row || *past)
            epochs.append(epoch);
    }
    return epochs;
}

} // namespace sizhen
