// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/attachments.h"

#include <QStringList>

namespace sizhen {

// The attachments of one vault as files blobs/ab/<address>. A file appears whole or not at all; put() returns when
// every chunk is durable.
class ChunkFiles final : public AttachmentStore
{
public:
    static constexpr qint64 chunkSize = 1024 * 1024; // of plaintext

    explicit ChunkFiles(QString folder) // ".../blobs"; made on the first write
        : m_folder(std::move(folder))
    {
    }

    [[nodiscard]] Result<Attachment> put(const QByteArray &plain, const QString &mediaType,
                                         const QString &name) override;
    [[nodiscard]] Result<QByteArray> read(const Attachment &attachment) override;
    [[nodiscard]] QList<QByteArray> missing(const Attachment &attachment) override;

    [[nodiscard]] bool has(const QByteArray &address) override;
    [[nodiscard]] Result<QByteArray> chunk(const QByteArray &address) override;
    [[nodiscard]] Result<bool> discardDamaged(const QByteArray &address) override;
    [[nodiscard]] Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) override;

    // Every file below the folder, as paths relative to it, sorted.
    [[nodiscard]] QStringList files() const;
    // Whether the file stands in its place and hashes to its name.
    [[nodiscard]] bool verify(const QString &file);
    // Leftovers of writes that a crash cut short. Called while nobody writes.
    void removeUnfinished();

private:
    struct Pending {
        QByteArray address;
        QByteArray sealed;
    };

    [[nodiscard]] QString pathOf(const QByteArray &address) const;
    [[nodiscard]] Result<> writeAll(const QList<Pending> &chunks);
    [[nodiscard]] Result<QString> writeUnnamed(const Pending &chunk);

    QString m_folder;
};

} // namespace sizhen
