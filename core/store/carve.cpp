// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/carve.h"

#include "core/crypto/primitives.h"
#include "core/store/leafpage.h"
#include "core/store/pageseal.h"
#include "core/store/vaultfiles.h"

#include <QFile>
#include <QSet>
#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using namespace sealing;

constexpr int mostMending = 200; // units whose every bit is tried: 0.1 s each

using Page = std::array<unsigned char, pageSize>;

QByteArray partOf(QFile &file, qint64 offset, qint64 size)
{
    return file.isOpen() && file.seek(offset) ? file.read(size) : QByteArray();
}

unsigned char *data(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

// The clear beginning of page 1, as this file must have it.
QByteArray startOf(const SecretBytes &dataKey, const FileId &id)
{
    Page logical;
    Page onDisk;
    PageSeal::geometryOnly(logical.data());
    (void)PageSeal(dataKey, id).sealPage(1, logical.data(), onDisk.data());
    return {reinterpret_cast<const char *>(onDisk.data()), geometryEnd};
}

// A damaged vault.db with its log: every page in its newest version that opens.
class DamagedFile
{
public:
    DamagedFile(const QString &path, const QString &log, const SecretBytes &dataKey, const FileId &id)
        : m_file(path)
        , m_log(log)
        , m_seal(dataKey, id)
        , m_start(startOf(dataKey, id))
    {
        (void)m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
        (void)m_log.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    [[nodiscard]] quint32 pages() const { return quint32((m_file.size() + pageSize - 1) / pageSize); }

    [[nodiscard]] QByteArray fromFile(quint32 number)
    {
        auto sealed = partOf(m_file, qint64(number - 1) * pageSize, pageSize);
        if (sealed.size() != pageSize)
            return {};
        if (number == 1)
            sealed.replace(0, geometryEnd, m_start); // never changes, so what is broken in it can be put back
        Page logical;
        return mended(sealed, [&](const QByteArray &bytes) {
                   return m_seal.openPage(number, constData(bytes), logical.data());
               })
            ? QByteArray(reinterpret_cast<const char *>(logical.data()), pageSize)
            : QByteArray();
    }

    // Finds out where the newest version of each page lies.
    void readLog(Carving &carving);

    [[nodiscard]] QByteArray page(quint32 number)
    {
        const auto found = m_newest.constFind(number);
        if (found == m_newest.cend())
            return fromFile(number);
        Page logical;
        auto sealed = partOf(m_log, frameAt(*found) + frameHeaderOnDisk, framePageOnDisk);
        const auto salt = m_salt;
        return mended(sealed, [&](const QByteArray &bytes) {
                   return m_seal.openFramePage(*found, salt, constData(bytes), logical.data());
               })
            ? QByteArray(reinterpret_cast<const char *>(logical.data()), pageSize)
            : QByteArray();
    }

    [[nodiscard]] quint32 lastPage() const
    {
        auto last = pages();
        for (auto it = m_newest.cbegin(); it != m_newest.cend(); ++it)
            last = std::max(last, it.key());
        return last;
    }

    [[nodiscard]] bool logOpens() { return openHeader(false); }

    void mayMend() { m_mending = mostMending; }

    [[nodiscard]] qint64 mendedUnits() const { return m_mended; }

private:
    static const unsigned char *constData(const QByteArray &bytes)
    {
        return reinterpret_cast<const unsigned char *>(bytes.constData());
    }

    static qint64 frameAt(quint32 index) { return walHeaderOnDisk + qint64(index) * frameOnDisk; }

    // A rotten cell flips one bit, and the seal tells when it is put right.
    template <typename Open>
    bool mended(QByteArray &sealed, Open open)
    {
        if (sealed.isEmpty())
            return false;
        if (open(sealed))
            return true;
        if (m_mending <= 0 || sealed.count('\0') > sealed.size() / 2) // a hole, not a flipped bit
            return false;
        --m_mending;
        for (qsizetype bit = 0; bit < sealed.size() * 8; ++bit) {
            data(sealed)[bit / 8] ^= uchar(1U << (bit % 8));
            if (open(sealed)) {
                ++m_mended;
                return true;
            }
            data(sealed)[bit / 8] ^= uchar(1U << (bit % 8));
        }
        return false;
    }

    bool openHeader(bool mend)
    {
        auto sealed = partOf(m_log, 0, walHeaderOnDisk);
        std::array<unsigned char, walHeader> logical;
        const auto open = [&](const QByteArray &bytes) {
            return m_seal.openWalHeader(constData(bytes), logical.data());
        };
        if (sealed.size() != walHeaderOnDisk || !(mend ? mended(sealed, open) : open(sealed)))
            return false;
        std::copy_n(logical.data() + 16, m_salt.size(), m_salt.begin());
        return true;
    }

    QFile m_file;
    QFile m_log;
    PageSeal m_seal;
    QByteArray m_start;
    Salt m_salt{};
    QHash<quint32, quint32> m_newest; // page → frame
    int m_mending = 0;
    qint64 m_mended = 0;
};

void DamagedFile::readLog(Carving &carving)
{
    if (m_log.size() < walHeaderOnDisk)
        return;
    if (!openHeader(true)) {
        carving.lost.append(u"write-ahead log, header"_s);
        return;
    }
    QHash<quint32, quint32> since; // the last commit
    QStringList brokenSince;
    const auto frames = quint32((m_log.size() - walHeaderOnDisk) / frameOnDisk);
    for (quint32 index = 0; index < frames; ++index) {
        auto head = partOf(m_log, frameAt(index), frameHeaderOnDisk);
        auto body = partOf(m_log, frameAt(index) + frameHeaderOnDisk, framePageOnDisk);
        std::array<unsigned char, frameHeader> logical;
        Page page;
        const bool headOpens = mended(head, [&](const QByteArray &bytes) {
            return m_seal.openFrameHeader(index, m_salt, constData(bytes), logical.data());
        });
        const bool bodyOpens = headOpens && mended(body, [&](const QByteArray &bytes) {
                                   return m_seal.openFramePage(index, m_salt, constData(bytes), page.data());
                               });
        if (bodyOpens)
            since.insert(qFromBigEndian<quint32>(logical.data()), index);
        else
            brokenSince.append(u"write-ahead log, frame %1"_s.arg(index + 1));
        const bool commit = headOpens && qFromBigEndian<quint32>(logical.data() + 4) != 0;
        if (!commit)
            continue;
        for (auto it = since.cbegin(); it != since.cend(); ++it)
            m_newest.insert(it.key(), it.value());
        since.clear();
        carving.lost += std::exchange(brokenSince, {}); // what is broken behind the last commit is a torn tail
    }
    carving.pages += frames;
}

bool opens(const QString &folder, const SecretBytes &dataKey, const FileId &id)
{
    const VaultFiles::Paths paths{folder};
    DamagedFile file(paths.database(), paths.log(), dataKey, id);
    if (file.logOpens())
        return true;
    const auto last = std::min<quint32>(file.pages(), 64);
    for (quint32 number = 1; number <= last; ++number)
        if (!file.fromFile(number).isEmpty())
            return true;
    return false;
}

// The id stands on page 1 and, once more, beside the file; or one bit of it is wrong.
Result<FileId> findId(const QString &folder, const SecretBytes &dataKey)
{
    const VaultFiles::Paths paths{folder};
    QList<QByteArray> candidates;
    QFile file(paths.database());
    if (file.open(QIODevice::ReadOnly))
        candidates.append(file.read(idSize));
    QFile copy(paths.idCopy());
    if (copy.open(QIODevice::ReadOnly))
        for (const auto &line : copy.readAll().split('\n'))
            candidates.append(QByteArray::fromHex(line));
    const auto written = candidates.value(0);
    for (int bit = 0; bit < idSize * 8 && written.size() == idSize; ++bit) {
        auto other = written;
        data(other)[bit / 8] ^= uchar(1U << (bit % 8));
        candidates.append(other);
    }
    for (const auto &candidate : std::as_const(candidates)) {
        FileId id;
        if (candidate.size() != idSize)
            continue;
        std::copy_n(candidate.cbegin(), idSize, id.begin());
        if (opens(folder, dataKey, id))
            return id;
    }
    return fail(Fault::Corrupt, u"page 1"_s);
}

void sortIn(const QVariantList &row, Carving &carving, QSet<QByteArray> &seen)
{
    const auto is = [&row](int column, QMetaType::Type type) { return row[column].metaType().id() == type; };
    // By their shape (migrations/0001): an entry, or a row of the row table.
    if (row.size() == 6 && is(4, QMetaType::QByteArray) && is(5, QMetaType::QByteArray)) {
        const auto raw = row[5].toByteArray();
        const auto digest = hash("sizhen.carve", raw);
        if (!seen.contains(digest)) {
            seen.insert(digest);
            carving.entries.append(raw);
        }
    } else if (row.size() == 5 && !row[0].isValid() && is(1, QMetaType::QString) && is(2, QMetaType::QString)
               && is(3, QMetaType::QString) && is(4, QMetaType::QByteArray)) {
        carving.rows.append({row[1].toString(), {row[2].toString(), row[3].toString(), row[4].toByteArray()}});
    }
}

} // namespace

Result<Carving> carve(const QString &folder, const SecretBytes &dataKey)
{
    const VaultFiles::Paths paths{folder};
    const auto id = findId(folder, dataKey);
    if (!id)
        return tl::unexpected(id.error());
    DamagedFile file(paths.database(), paths.log(), dataKey, *id);
    file.mayMend();
    Carving carving;
    file.readLog(carving);
    QSet<QByteArray> seen;
    QSet<quint32> lost;
    qint64 torn = 0;
    const auto read = [&](quint32 number) {
        const auto page = number == 0 || number > file.lastPage() || lost.contains(number) ? QByteArray()
                                                                                          : file.page(number);
        if (page.isEmpty() && number != 0 && !lost.contains(number)) {
            lost.insert(number);
            carving.lost.append(u"page %1"_s.arg(number));
        }
        return page;
    };
    const auto last = file.lastPage();
    for (quint32 number = 1; number <= last; ++number)
        for (const auto &row : leafpage::rowsOf(number, read(number), read, torn))
            sortIn(row, carving, seen);
    carving.pages += last;
    carving.mended = file.mendedUnits();
    return carving;
}

} // namespace sizhen
