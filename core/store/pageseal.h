// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/crypto/pagecipher.h"

#include <QByteArray>
#include <array>

namespace sizhen {

// Sizes of vault.db and its write-ahead log, as SQLite sees them (logical) and as they lie on disk (physical).
namespace sealing {
inline constexpr int pageSize = 4096; // the same on disk: nonce and tag lie in the page's reserved bytes
inline constexpr int reserve = int(PageCipher::trailerSize);
inline constexpr int idSize = 16;
inline constexpr int geometryEnd = 24; // bytes 16–23 of page 1 stay clear, because SQLite asks for them before recovery

inline constexpr int walHeader = 32;
inline constexpr int frameHeader = 24;
inline constexpr int frame = frameHeader + pageSize;
inline constexpr int walHeaderOnDisk = walHeader + reserve;
inline constexpr int frameHeaderOnDisk
    = frameHeader + 4 + reserve; // 4: how many frames were durable when it was written
inline constexpr int framePageOnDisk = pageSize + reserve;
inline constexpr int frameOnDisk = frameHeaderOnDisk + framePageOnDisk;

using FileId = std::array<unsigned char, idSize>;
using Salt = std::array<unsigned char, 8>;

// Whether page 1 of a sealed file can be ours, and its id. Unsupported: another suite; Corrupt: no geometry of ours.
[[nodiscard]] Result<FileId> readFileId(QByteArrayView start);
[[nodiscard]] FileId newFileId();
} // namespace sealing

// Turns logical pages and log frames into sealed ones and back. The file's id, the kind of unit, its number and, in the
// log, the generation's salt are authenticated with it, so that no unit passes for another. The key is derived from
// data key and id.
class PageSeal
{
public:
    PageSeal(const SecretBytes &dataKey, const sealing::FileId &id);

    // Another one of the same file, for another thread.
    [[nodiscard]] PageSeal another() const { return PageSeal(*this, Again()); }

    [[nodiscard]] const sealing::FileId &fileId() const { return m_id; }

    // False when `logical` is no page of the one geometry we write.
    [[nodiscard]] bool sealPage(quint32 number, const unsigned char *logical, unsigned char *onDisk);
    [[nodiscard]] bool openPage(quint32 number, const unsigned char *onDisk, unsigned char *logical);
    // What SQLite may see of a torn page 1: magic and geometry, the rest zero.
    static void geometryOnly(unsigned char *logical);

    [[nodiscard]] bool sealWalHeader(const unsigned char *logical, unsigned char *onDisk);
    [[nodiscard]] bool openWalHeader(const unsigned char *onDisk, unsigned char *logical);
    [[nodiscard]] bool sealFrameHeader(quint32 index, const sealing::Salt &salt, quint32 durable,
                                       const unsigned char *logical, unsigned char *onDisk);
    [[nodiscard]] bool openFrameHeader(quint32 index, const sealing::Salt &salt, const unsigned char *onDisk,
                                       unsigned char *logical, quint32 *durable = nullptr);
    [[nodiscard]] bool sealFramePage(quint32 index, const sealing::Salt &salt, const unsigned char *logical,
                                     unsigned char *onDisk);
    [[nodiscard]] bool openFramePage(quint32 index, const sealing::Salt &salt, const unsigned char *onDisk,
                                     unsigned char *logical);

    void renewNonce() { m_cipher.renewNonce(); }

private:
    enum class Unit : unsigned char { Page = 'P', WalHeader = 'W', FrameHeader = 'H', FramePage = 'F' };
    // id ‖ kind ‖ number ‖ eight bytes: the clear geometry of page 1, or the log's salt
    using Associated = std::array<unsigned char, sealing::idSize + 1 + 8 + 8>;

    [[nodiscard]] Associated associated(Unit unit, quint64 number, const unsigned char *eight) const;

    struct Again { };

    PageSeal(const PageSeal &other, Again)
        : m_id(other.m_id)
        , m_cipher(other.m_cipher.another())
    {
    }

    sealing::FileId m_id;
    PageCipher m_cipher;
};

} // namespace sizhen
