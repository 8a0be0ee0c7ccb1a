// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/secretbytes.h"

#include <QFile>
#include <QStringList>
#include <atomic>
#include <memory>

namespace sizhen {

// A file that grows by sealed records and is cut short at any moment without harm: what was appended before stays
// readable. Form: "SZSPOOL1", then u32 length (little endian) and seal(key, record, "sizhen.spool-v1" with the record's
// number) again and again; so none can be left out, moved or taken from another spool.
// A record is with the system when append() returns, and survives the program; sync() makes it survive the machine.
class SealedSpool
{
public:
    static constexpr qsizetype longestRecord = 1 << 20;

    // Fault::Invalid when `path` is there already.
    [[nodiscard]] static Result<std::unique_ptr<SealedSpool>> create(const QString &path, SecretBytes key);
    ~SealedSpool();
    Q_DISABLE_COPY_MOVE(SealedSpool)

    [[nodiscard]] Result<> append(QByteArrayView record);
    // Begins to write through to the disk and does not wait for it: a slow disk must not hold up the device's thread.
    // Skipped while the last one is still under way.
    void sync();

    struct Content {
        QList<QByteArray> records;
        bool cut = false; // something that cannot be read follows
    };

    // What was written up to the first record that is not whole. Fault::Corrupt when not even the first words are
    // there.
    [[nodiscard]] static Result<Content> open(QByteArrayView bytes, const SecretBytes &key);
    [[nodiscard]] static Result<Content> read(const QString &path, const SecretBytes &key);

private:
    SealedSpool(const QString &path, SecretBytes key);

    QFile m_file;
    SecretBytes m_key;
    quint64 m_next = 0;
    // Shared with the sync that is under way, which may outlive this object.
    std::shared_ptr<std::atomic<bool>> m_syncing = std::make_shared<std::atomic<bool>>(false);
};

} // namespace sizhen
