// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/vaultfiles.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

// What several tests of the store need: folders, sample entries and copies.
namespace storetest {

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

inline const QByteArray stream(16, 's');
inline const QByteArray feed(16, 'f');

// In memory where the system offers it, so that thousands of openings do not wait for a disk.
inline QString fastTemplate()
{
    const QFileInfo memory(u"/dev/shm"_s);
    return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + u"/sizhen-store-XXXXXX"_s;
}

inline SecretBytes secret(QByteArrayView text)
{
    return SecretBytes::copyOf(text);
}

// The entry a feed must have at `sequence`: its bytes follow from the number alone.
inline EntryRow entry(quint64 sequence, const QByteArray &ofFeed = feed, const QByteArray &ofStream = stream)
{
    const auto seed = hash("test", ofFeed + QByteArray::number(sequence));
    const auto size = 100 + (uchar(seed[0]) * 256 + uchar(seed[1])) % 2900;
    QByteArray raw;
    while (raw.size() < size)
        raw.append(seed);
    return {ofStream, ofFeed, sequence, seed, sequence << 16, raw.first(size)};
}

inline bool same(const EntryRow &a, const EntryRow &b)
{
    return a.stream == b.stream && a.feed == b.feed && a.sequence == b.sequence && a.hash == b.hash && a.hlc == b.hlc
        && a.raw == b.raw;
}

inline bool appendOne(Vault &vault, quint64 sequence)
{
    auto change = vault.begin();
    return change && vault.entries().append(entry(sequence)) && change->commit();
}

inline bool copyFolder(const QString &from, const QString &to)
{
    QDir(to).removeRecursively();
    bool done = QDir().mkpath(to);
    const QDir source(from);
    for (const auto &name : source.entryList(QDir::Files | QDir::Hidden))
        done &= QFile::copy(source.filePath(name), to + u'/' + name);
    for (const auto &name : source.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        done &= copyFolder(source.filePath(name), to + u'/' + name);
    return done;
}

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool overwrite(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

inline bool flipBit(const QString &path, qint64 bit)
{
    QFile file(path);
    char byte = 0;
    if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered) || !file.seek(bit / 8) || !file.getChar(&byte))
        return false;
    return file.seek(bit / 8) && file.putChar(char(byte ^ (1 << (bit % 8))));
}

} // namespace storetest
