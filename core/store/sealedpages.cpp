// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealedfile.h"

#include <algorithm>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace sealing;

BaseFile::BaseFile(sqlite3_vfs *vfs, const char *path, int flags, int *outFlags, int &code)
    : m_memory(std::make_unique<std::max_align_t[]>(std::size_t(vfs->szOsFile) / sizeof(std::max_align_t) + 1))
{
    get()->pMethods = nullptr;
    code = vfs->xOpen(vfs, path, get(), flags, outFlags);
}

BaseFile::~BaseFile()
{
    if (get()->pMethods)
        get()->pMethods->xClose(get());
}

int BaseFile::read(void *to, int amount, qint64 offset) const
{
    return get()->pMethods->xRead(get(), to, amount, offset);
}

int BaseFile::write(const void *from, int amount, qint64 offset) const
{
    return get()->pMethods->xWrite(get(), from, amount, offset);
}

int BaseFile::size(qint64 &bytes) const
{
    sqlite3_int64 size = 0;
    const int code = get()->pMethods->xFileSize(get(), &size);
    bytes = size;
    return code;
}

int SealState::broken(const QString &place)
{
    if (!damage.contains(place))
        damage.append(place);
    return SQLITE_IOERR_DATA;
}

int SealedPages::knowSize()
{
    if (m_size && !m_state.readOnly)
        return SQLITE_OK;
    qint64 bytes = 0;
    const int code = m_base->size(bytes);
    if (code == SQLITE_OK)
        m_size = bytes;
    return code;
}

int SealedPages::openPage(quint32 number, unsigned char *logical)
{
    const int code = m_base->read(m_onDisk.data(), pageSize, qint64(number - 1) * pageSize);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ)
        return code;
    if (code == SQLITE_IOERR_SHORT_READ || !m_state.seal.openPage(number, m_onDisk.data(), logical))
        return m_state.broken(u"page %1"_s.arg(number));
    return SQLITE_OK;
}

int SealedPages::read(unsigned char *to, int amount, qint64 offset)
{
    if (const int code = knowSize(); code != SQLITE_OK)
        return code;
    const auto number = quint32(offset / pageSize) + 1;
    const int inside = int(offset % pageSize);
    if (inside + amount > pageSize)
        return SQLITE_IOERR_READ;
    if (*m_size == 0) { // a new database
        std::memset(to, 0, std::size_t(amount));
        return SQLITE_IOERR_SHORT_READ;
    }
    if (amount == pageSize)
        return openPage(number, to);
    int code = openPage(number, m_page.data());
    if (code == SQLITE_IOERR_DATA && number == 1 && !m_state.recovered) {
        // SQLite asks for the geometry before recovery; a page 1 torn in a checkpoint lies whole in the log. If it does
        // not, the full read that follows fails.
        m_state.damage.clear();
        PageSeal::geometryOnly(m_page.data());
        code = SQLITE_OK;
    }
    std::copy_n(m_page.data() + inside, amount, to);
    return code;
}

// A hole would read as a broken page; what SQLite skips becomes sealed zero pages.
int SealedPages::fillTo(qint64 size)
{
    m_page.fill(0);
    for (qint64 offset = *m_size / pageSize * pageSize; offset < size; offset += pageSize) {
        const auto number = quint32(offset / pageSize) + 1;
        if (number == 1) // a copy larger than the cache: SQLite writes page 1 last
            PageSeal::geometryOnly(m_page.data());
        const bool sealed = m_state.seal.sealPage(number, m_page.data(), m_onDisk.data());
        if (number == 1)
            m_page.fill(0);
        if (!sealed)
            return SQLITE_IOERR_WRITE;
        const std::lock_guard guard(m_state.index->pageWrites);
        if (const int code = m_base->write(m_onDisk.data(), pageSize, offset); code != SQLITE_OK)
            return code;
        m_size = offset + pageSize;
    }
    return SQLITE_OK;
}

int SealedPages::write(const unsigned char *from, int amount, qint64 offset)
{
    if (amount != pageSize || offset % pageSize != 0)
        return SQLITE_IOERR_WRITE;
    if (const int code = knowSize(); code != SQLITE_OK)
        return code;
    if (offset > *m_size)
        if (const int code = fillTo(offset); code != SQLITE_OK)
            return code;
    if (!m_state.seal.sealPage(quint32(offset / pageSize) + 1, from, m_onDisk.data()))
        return SQLITE_IOERR_WRITE;
    const std::lock_guard guard(m_state.index->pageWrites);
    const int code = m_base->write(m_onDisk.data(), pageSize, offset);
    if (code == SQLITE_OK)
        m_size = std::max(*m_size, offset + pageSize);
    else
        m_size.reset(); // part of it may have gone out
    return code;
}

int SealedPages::truncate(qint64 size)
{
    if (const int code = knowSize(); code != SQLITE_OK)
        return code;
    if (size > *m_size)
        return fillTo(size);
    m_size.reset();
    return m_base->get()->pMethods->xTruncate(m_base->get(), size);
}

int SealedPages::sync(int flags)
{
    m_state.seal.renewNonce();
    return m_base->get()->pMethods->xSync(m_base->get(), flags);
}

int SealedPages::size(qint64 &bytes)
{
    const int code = knowSize();
    bytes = m_size.value_or(0);
    return code;
}

bool SealedPages::verify(quint32 number)
{
    const std::lock_guard guard(m_state.index->pageWrites);
    return m_base->read(m_onDisk.data(), pageSize, qint64(number - 1) * pageSize) == SQLITE_OK
        && m_state.seal.openPage(number, m_onDisk.data(), m_page.data());
}

} // namespace sizhen
