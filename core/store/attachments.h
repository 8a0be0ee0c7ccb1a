// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QByteArray>
#include <QCborMap>
#include <QList>
#include <QString>

namespace sizhen {

// Names an original (a photograph, a wave, a PDF) inside an event body: enough to fetch, open and check it.
// The key lies inside the sealed event, so whoever may read the event may read the attachment and nobody else.
struct Attachment {
    QByteArray sha256;        // of the plaintext: what manifests list
    qint64 size = 0;          // plaintext bytes
    QByteArray key;           // 32 bytes, random, this attachment's own
    QList<QByteArray> chunks; // addresses: BLAKE2b-256 of each sealed chunk (1 MiB of plaintext each)
    QString mediaType;        // "image/jpeg", "application/pdf", "application/x-sizhen-pulse"
    QString name;             // a plain role such as "tongue.jpg"; never the patient's name

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<Attachment> fromCbor(const QCborMap &map);
    friend bool operator==(const Attachment &, const Attachment &) = default;
};

// Sealed chunks as files blobs/ab/<address in hex>. Chunks are written before the event that names them.
class AttachmentStore
{
public:
    virtual ~AttachmentStore() = default;

    [[nodiscard]] virtual Result<Attachment> put(const QByteArray &plain, const QString &mediaType, const QString &name) = 0;
    // NotFound: a chunk has not arrived yet. Corrupt: a seal or the SHA-256 does not fit.
    [[nodiscard]] virtual Result<QByteArray> read(const Attachment &attachment) = 0;
    [[nodiscard]] virtual QList<QByteArray> missing(const Attachment &attachment) = 0;

    [[nodiscard]] virtual bool has(const QByteArray &address) = 0;
    [[nodiscard]] virtual Result<QByteArray> chunk(const QByteArray &address) = 0; // sealed bytes
    // Takes a chunk away that does not hash to its address, so that it counts as missing. False: it is sound, or not there.
    [[nodiscard]] virtual Result<bool> discardDamaged(const QByteArray &address) = 0;
    // Fault::Corrupt when `sealed` does not hash to `address`; idempotent.
    [[nodiscard]] virtual Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) = 0;
};

} // namespace sizhen
