// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/pageseal.h"

#include "core/crypto/primitives.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using namespace sealing;

constexpr unsigned char suite = 1; // XChaCha20-Poly1305
constexpr char magic[idSize + 1] = "SQLite format 3";
constexpr int pageBody = pageSize - reserve;
// Page size 4096, write and read version 2 (WAL), 40 reserved bytes, SQLite's fixed payload fractions.
constexpr std::array<unsigned char, 8> logicalGeometry{0x10, 0x00, 2, 2, reserve, 64, 32, 32};
// The fractions never change; on disk their place says by which suite the file is sealed, twice against a flipped bit.
constexpr std::array<unsigned char, 8> diskGeometry{0x10, 0x00, 2, 2, reserve, suite, suite ^ 0xff, 0x5a};

constexpr unsigned char noEight[8] = {};

SecretBytes fileKey(const SecretBytes &dataKey, const FileId &id)
{
    QByteArray context("sizhen.seal-file-v1");
    context.append(reinterpret_cast<const char *>(id.data()), idSize);
    return deriveSubkey(dataKey, context);
}

PageCipher::Bytes bytes(const unsigned char *data, int size)
{
    return {data, std::size_t(size)};
}

} // namespace

namespace sealing {

Result<FileId> readFileId(QByteArrayView start)
{
    if (start.size() < geometryEnd)
        return fail(Fault::Corrupt, u"page 1"_s);
    const auto *data = reinterpret_cast<const unsigned char *>(start.data());
    FileId id;
    std::copy_n(data, idSize, id.begin());
    if (std::equal(diskGeometry.begin(), diskGeometry.end(), data + idSize))
        return id;
    const bool otherSuite = data[21] != suite && data[22] == (data[21] ^ 0xff) && data[23] == diskGeometry[7];
    return otherSuite ? fail(Fault::Unsupported, u"vault.db: suite %1"_s.arg(data[21]))
                      : fail(Fault::Corrupt, u"page 1"_s);
}

FileId newFileId()
{
    FileId id;
    const auto random = randomBytes(idSize);
    std::copy_n(random.cbegin(), idSize, id.begin());
    return id;
}

} // namespace sealing

PageSeal::PageSeal(const SecretBytes &dataKey, const FileId &id)
    : m_id(id)
    , m_cipher(fileKey(dataKey, id))
{
}

PageSeal::Associated PageSeal::associated(Unit unit, quint64 number, const unsigned char *eight) const
{
    Associated data;
    auto *at = std::copy(m_id.begin(), m_id.end(), data.data());
    *at++ = static_cast<unsigned char>(unit);
    qToBigEndian(number, at);
    std::memcpy(at + 8, eight, 8);
    return data;
}

bool PageSeal::sealPage(quint32 number, const unsigned char *logical, unsigned char *onDisk)
{
    if (number != 1)
        return m_cipher.seal(bytes(logical, pageBody), onDisk, onDisk + pageBody,
                             associated(Unit::Page, number, noEight));
    if (std::memcmp(logical, magic, idSize) != 0
        || !std::equal(logicalGeometry.begin(), logicalGeometry.end(), logical + idSize))
        return false;
    std::copy(m_id.begin(), m_id.end(), onDisk);
    std::copy(diskGeometry.begin(), diskGeometry.end(), onDisk + idSize);
    return m_cipher.seal(bytes(logical + geometryEnd, pageBody - geometryEnd), onDisk + geometryEnd, onDisk + pageBody,
                         associated(Unit::Page, number, onDisk + idSize));
}

bool PageSeal::openPage(quint32 number, const unsigned char *onDisk, unsigned char *logical)
{
    std::memset(logical + pageBody, 0, reserve);
    if (number != 1)
        return m_cipher.open(bytes(onDisk, pageBody), onDisk + pageBody, logical,
                             associated(Unit::Page, number, noEight));
    std::memcpy(logical, magic, idSize);
    std::copy(logicalGeometry.begin(), logicalGeometry.end(), logical + idSize);
    return std::equal(m_id.begin(), m_id.end(), onDisk)
        && m_cipher.open(bytes(onDisk + geometryEnd, pageBody - geometryEnd), onDisk + pageBody, logical + geometryEnd,
                         associated(Unit::Page, number, onDisk + idSize));
}

void PageSeal::geometryOnly(unsigned char *logical)
{
    std::memset(logical, 0, pageSize);
    std::memcpy(logical, magic, idSize);
    std::copy(logicalGeometry.begin(), logicalGeometry.end(), logical + idSize);
}

bool PageSeal::sealWalHeader(const unsigned char *logical, unsigned char *onDisk)
{
    return m_cipher.seal(bytes(logical, walHeader), onDisk, onDisk + walHeader,
                         associated(Unit::WalHeader, 0, noEight));
}

bool PageSeal::openWalHeader(const unsigned char *onDisk, unsigned char *logical)
{
    return m_cipher.open(bytes(onDisk, walHeader), onDisk + walHeader, logical,
                         associated(Unit::WalHeader, 0, noEight));
}

bool PageSeal::sealFrameHeader(quint32 index, const Salt &salt, quint32 durable, const unsigned char *logical,
                               unsigned char *onDisk)
{
    std::array<unsigned char, frameHeader + 4> plain;
    std::copy_n(logical, frameHeader, plain.begin());
    qToBigEndian(durable, plain.data() + frameHeader);
    return m_cipher.seal(plain, onDisk, onDisk + plain.size(), associated(Unit::FrameHeader, index, salt.data()));
}

bool PageSeal::openFrameHeader(quint32 index, const Salt &salt, const unsigned char *onDisk, unsigned char *logical,
                               quint32 *durable)
{
    std::array<unsigned char, frameHeader + 4> plain;
    const bool intact = m_cipher.open(bytes(onDisk, int(plain.size())), onDisk + plain.size(), plain.data(),
                                      associated(Unit::FrameHeader, index, salt.data()));
    std::copy_n(plain.begin(), frameHeader, logical); // zeros when it is not
    if (durable)
        *durable = qFromBigEndian<quint32>(plain.data() + frameHeader);
    return intact;
}

bool PageSeal::sealFramePage(quint32 index, const Salt &salt, const unsigned char *logical, unsigned char *onDisk)
{
    // All 4096 bytes, reserved ones too: SQLite's frame checksum covers them.
    return m_cipher.seal(bytes(logical, pageSize), onDisk, onDisk + pageSize,
                         associated(Unit::FramePage, index, salt.data()));
}

bool PageSeal::openFramePage(quint32 index, const Salt &salt, const unsigned char *onDisk, unsigned char *logical)
{
    return m_cipher.open(bytes(onDisk, pageSize), onDisk + pageSize, logical,
                         associated(Unit::FramePage, index, salt.data()));
}

} // namespace sizhen
