// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunkfiles.h"

#include "core/crypto/pagecipher.h"
#include "core/crypto/primitives.h"
#include "core/store/durablefile.h"
#include "core/store/storeerror.h"

#include <QDir>
#include <QDirIterator>
#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int overhead = int(PageCipher::trailerSize);
constexpr int batch = 16; // chunks held in memory before they are written and synced

QByteArray addressOf(QByteArrayView sealed)
{
    return hash("sizhen.chunk-v1", sealed);
}

// A chunk opens only at its own place in an attachment of that many chunks.
QByteArray chunkAssociated(qint64 index, qint64 count)
{
    QByteArray data("sizhen.chunk-v1");
    std::array<char, 16> numbers{};
    qToBigEndian(index, numbers.data());
    qToBigEndian(count, numbers.data() + 8);
    return data.append(numbers.data(), numbers.size());
}

PageCipher::Bytes in(QByteArrayView bytes)
{
    return {reinterpret_cast<const unsigned char *>(bytes.data()), std::size_t(bytes.size())};
}

// As seal() does it (nonce ‖ ciphertext ‖ tag), at the speed of the page cipher.
QByteArray sealChunk(PageCipher &cipher, QByteArrayView plain, const QByteArray &associated)
{
    QByteArray sealed(plain.size() + overhead, Qt::Uninitialized);
    std::array<unsigned char, PageCipher::trailerSize> trailer;
    auto *data = reinterpret_cast<unsigned char *>(sealed.data());
    if (!cipher.seal(in(plain), data + PageCipher::nonceSize, trailer.data(), in(associated)))
        return {};
    std::copy_n(trailer.begin(), PageCipher::nonceSize, data);
    std::copy(trailer.begin() + PageCipher::nonceSize, trailer.end(), data + PageCipher::nonceSize + plain.size());
    return sealed;
}

// False when the seal is broken. `plain` has room for all but the overhead.
bool openChunk(PageCipher &cipher, QByteArrayView sealed, const QByteArray &associated, char *plain)
{
    std::array<unsigned char, PageCipher::trailerSize> trailer;
    const auto all = in(sealed);
    const auto tag = all.last(PageCipher::trailerSize - PageCipher::nonceSize);
    std::copy_n(all.begin(), PageCipher::nonceSize, trailer.begin());
    std::copy(tag.begin(), tag.end(), trailer.begin() + PageCipher::nonceSize);
    return cipher.open(all.subspan(PageCipher::nonceSize, all.size() - overhead), trailer.data(),
                       reinterpret_cast<unsigned char *>(plain), in(associated));
}

qint64 chunksFor(qint64 size)
{
    return (size + ChunkFiles::chunkSize - 1) / ChunkFiles::chunkSize;
}

QString placeOf(const QByteArray &address)
{
    return u"attachment "_s + QString::fromLatin1(address.toHex());
}

auto damaged(const QString &place)
{
    return tl::unexpected(storeError(Error{Fault::Corrupt, place, {}, {}, {}}));
}

} // namespace

QString ChunkFiles::pathOf(const QByteArray &address) const
{
    const auto name = QString::fromLatin1(address.toHex());
    return m_folder + u'/' + name.first(2) + u'/' + name;
}

bool ChunkFiles::has(const QByteArray &address)
{
    return address.size() == hashSize && QFile::exists(pathOf(address));
}

Result<QByteArray> ChunkFiles::chunk(const QByteArray &address)
{
    if (address.size() != hashSize)
        return fail(Fault::Invalid, u"attachment: an address has 32 bytes"_s);
    auto sealed = readWhole(pathOf(address), chunkSize + overhead);
    if (!sealed && sealed.error().fault == Fault::NotFound)
        return tl::unexpected(Error{Fault::NotFound, placeOf(address), u"INV-10"_s, u"vault.attachment_missing"_s, {}});
    if (!sealed && sealed.error().fault != Fault::Corrupt)
        return sealed;
    if (!sealed || addressOf(*sealed) != address)
        return damaged(placeOf(address));
    return sealed;
}

Result<bool> ChunkFiles::discardDamaged(const QByteArray &address)
{
    const auto sealed = chunk(address);
    if (sealed || sealed.error().fault == Fault::NotFound)
        return false;
    if (sealed.error().fault != Fault::Corrupt)
        return tl::unexpected(sealed.error());
    if (!QFile::remove(pathOf(address)))
        return tl::unexpected(storeError(Error{Fault::Io, placeOf(address), {}, {}, {}}));
    return true;
}

Result<> ChunkFiles::storeChunk(const QByteArray &address, const QByteArray &sealed)
{
    if (addressOf(sealed) != address || sealed.size() <= overhead || sealed.size() > chunkSize + overhead)
        return damaged(placeOf(address));
    if (has(address) && chunk(address))
        return {};
    return writeAll({{address, sealed}}).map_error(storeError); // heals a damaged one
}

Result<QString> ChunkFiles::writeUnnamed(const Pending &chunk)
{
    const auto path = pathOf(chunk.address);
    const auto unnamed = path + u".new"_s;
    if (auto written = writeSynced(unnamed, chunk.sealed); !written)
        return tl::unexpected(written.error());
    if (auto renamed = renameOver(unnamed, path); !renamed)
        return tl::unexpected(renamed.error());
    return QFileInfo(path).path();
}

Result<> ChunkFiles::writeAll(const QList<Pending> &chunks)
{
    QSet<QString> touched;
    for (const auto &chunk : chunks) {
        if (!QDir().mkpath(QFileInfo(pathOf(chunk.address)).path()))
            return fail(Fault::Io, u"blobs: cannot be made"_s);
        const auto folder = writeUnnamed(chunk);
        if (!folder)
            return tl::unexpected(folder.error());
        touched.insert(*folder);
    }
    for (const auto &folder : std::as_const(touched))
        if (auto synced = syncFolder(folder); !synced)
            return synced;
    if (auto synced = syncFolder(m_folder); !synced)
        return synced;
    return syncFolder(QFileInfo(m_folder).path());
}

Result<Attachment> ChunkFiles::put(const QByteArray &plain, const QString &mediaType, const QString &name)
{
    const auto key = SecretBytes::random(keySize);
    Attachment attachment{sha256(plain), plain.size(), key.view().toByteArray(), {}, mediaType, name};
    const auto count = chunksFor(plain.size());
    PageCipher cipher(key);
    QList<Pending> pending;
    for (qint64 index = 0; index < count; ++index) {
        const auto part
            = QByteArrayView(plain).sliced(index * chunkSize, qMin(chunkSize, plain.size() - index * chunkSize));
        auto sealed = sealChunk(cipher, part, chunkAssociated(index, count));
        if (sealed.isEmpty())
            return fail(Fault::Io, u"attachment: cannot be sealed"_s);
        attachment.chunks.append(addressOf(sealed));
        pending.append({attachment.chunks.constLast(), std::move(sealed)});
        if (pending.size() < batch && index + 1 < count)
            continue;
        if (const auto written = writeAll(pending); !written)
            return tl::unexpected(storeError(written.error()));
        pending.clear();
    }
    return attachment;
}

Result<QByteArray> ChunkFiles::read(const Attachment &attachment)
{
    const auto count = attachment.chunks.size();
    if (attachment.size < 0 || attachment.key.size() != keySize || chunksFor(attachment.size) != count)
        return damaged(u"attachment: size, key and chunks do not fit"_s);
    PageCipher cipher(SecretBytes::copyOf(attachment.key));
    QByteArray plain;
    for (qsizetype index = 0; index < count; ++index) {
        const auto sealed = chunk(attachment.chunks[index]);
        if (!sealed)
            return sealed;
        const auto from = plain.size();
        plain.resize(from + qMax(0, sealed->size() - overhead));
        if (sealed->size() < overhead
            || !openChunk(cipher, *sealed, chunkAssociated(index, count), plain.data() + from))
            return damaged(placeOf(attachment.chunks[index]));
    }
    if (plain.size() != attachment.size || sha256(plain) != attachment.sha256)
        return damaged(u"attachment: another content than was recorded"_s);
    return plain;
}

QList<QByteArray> ChunkFiles::missing(const Attachment &attachment)
{
    QList<QByteArray> addresses;
    for (const auto &address : attachment.chunks)
        if (!has(address) && !addresses.contains(address))
            addresses.append(address);
    return addresses;
}

QStringList ChunkFiles::files() const
{
    QStringList found;
    QDirIterator it(m_folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (it.hasNext())
        found.append(it.next().sliced(m_folder.size() + 1));
    found.sort();
    return found;
}

bool ChunkFiles::verify(const QString &file)
{
    const auto address = QByteArray::fromHex(QFileInfo(file).fileName().toLatin1());
    return address.size() == hashSize && pathOf(address) == m_folder + u'/' + file && chunk(address).has_value();
}

void ChunkFiles::removeUnfinished()
{
    for (const auto &file : files())
        if (file.endsWith(u".new"_s))
            QFile::remove(m_folder + u'/' + file);
}

} // namespace sizhen
