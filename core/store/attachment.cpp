// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/attachments.h"

#include "core/crypto/primitives.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QCborMap Attachment::toCbor() const
{
    QCborArray addresses;
    for (const auto &address : chunks)
        addresses.append(address);
    return {{u"sha256"_s, sha256},    {u"size"_s, size},           {u"key"_s, key},
            {u"chunks"_s, addresses}, {u"mediaType"_s, mediaType}, {u"name"_s, name}};
}

Result<Attachment> Attachment::fromCbor(const QCborMap &map)
{
    Attachment attachment{map.value(u"sha256"_s).toByteArray(), map.value(u"size"_s).toInteger(-1),
                          map.value(u"key"_s).toByteArray(),    {},
                          map.value(u"mediaType"_s).toString(), map.value(u"name"_s).toString()};
    for (const auto &address : map.value(u"chunks"_s).toArray()) {
        if (address.toByteArray().size() != hashSize)
            return fail(Fault::Corrupt, u"attachment: a chunk's address"_s);
        attachment.chunks.append(address.toByteArray());
    }
    if (attachment.sha256.size() != hashSize || attachment.key.size() != keySize || attachment.size < 0
        || !map.value(u"chunks"_s).isArray() || attachment.mediaType.isEmpty())
        return fail(Fault::Corrupt, u"attachment: a member is missing or has another size"_s);
    return attachment;
}

} // namespace sizhen
