// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sealedfile.h"

#include <algorithm>
#include <cstring>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace sealing;

namespace {

constexpr int saltAt = 16; // in SQLite's log header
constexpr quint32 rememberedFrames = 1200; // 5 MB; somewhat more than lie in the log when it is moved into the file

// Where a logical offset lies: the header, or a frame and a place in it.
struct Place {
    bool header = false;
    quint32 index = 0;
    int inside = 0;
};

Place placeOf(qint64 offset)
{
    if (offset < walHeader)
        return {true, 0, int(offset)};
    return {false, quint32((offset - walHeader) / frame), int((offset - walHeader) % frame)};
}

qint64 frameAt(quint32 index)
{
    return walHeaderOnDisk + qint64(index) * frameOnDisk;
}

bool isCommit(const unsigned char *logicalFrameHeader)
{
    return std::any_of(logicalFrameHeader + 4, logicalFrameHeader + 8, [](unsigned char c) { return c != 0; });
}

} // namespace

// A unit begins at `unitStart` and is a log header, a frame header or a frame's page, by its size.
int SealedLog::readUnit(qint64 unitStart, int unitSize, unsigned char *logical)
{
    const auto place = placeOf(unitStart);
    const bool isHeader = !place.header && place.inside == 0;
    if (const auto *page = place.header || isHeader ? nullptr : remembered(place.index)) {
        std::copy(page->begin(), page->end(), logical);
        return SQLITE_OK;
    }
    const qint64 onDiskAt = place.header ? 0 : frameAt(place.index) + (isHeader ? 0 : frameHeaderOnDisk);
    const int onDiskSize = place.header ? walHeaderOnDisk : isHeader ? frameHeaderOnDisk : framePageOnDisk;
    const int code = m_base->read(m_readOnDisk.data(), onDiskSize, onDiskAt);
    if (code != SQLITE_OK) {
        std::memset(logical, 0, std::size_t(unitSize));
        return code;
    }
    const auto *onDisk = m_readOnDisk.data();
    const bool intact = place.header ? m_state.seal.openWalHeader(onDisk, logical)
        : isHeader                   ? m_state.seal.openFrameHeader(place.index, m_state.index->salt, onDisk, logical)
                                     : m_state.seal.openFramePage(place.index, m_state.index->salt, onDisk, logical);
    if (intact && place.header)
        std::copy_n(logical + saltAt, m_state.index->salt.size(), m_state.index->salt.begin());
    if (intact || !m_state.recovered)
        return SQLITE_OK; // recovery takes the zeros of a torn unit for the end of the log
    return m_state.broken(place.header ? u"write-ahead log, header"_s
                                       : u"write-ahead log, frame %1"_s.arg(place.index + 1));
}

int SealedLog::read(unsigned char *to, int amount, qint64 offset)
{
    if (const int code = flush(); code != SQLITE_OK)
        return code;
    while (amount > 0) {
        const auto place = placeOf(offset);
        const int before = place.header ? 0 : place.inside < frameHeader ? 0 : frameHeader;
        const int unitSize = place.header ? walHeader : before == 0 ? frameHeader : pageSize;
        const int skip = place.inside - before;
        const int part = std::min(amount, unitSize - skip);
        const bool whole = part == unitSize;
        const int code = readUnit(offset - skip, unitSize, whole ? to : m_unit.data());
        if (!whole)
            std::copy_n(m_unit.data() + skip, part, to);
        if (code != SQLITE_OK) {
            std::memset(to + part, 0, std::size_t(amount - part));
            return code;
        }
        to += part;
        offset += part;
        amount -= part;
    }
    return SQLITE_OK;
}

int SealedLog::write(const unsigned char *from, int amount, qint64 offset)
{
    const auto place = placeOf(offset);
    if (offset == 0 && amount == walHeader)
        return writeHeader(from);
    if (!place.header && place.inside == 0 && amount == frameHeader)
        return writeFrameHeader(place.index, from);
    if (!place.header && place.inside == frameHeader && amount == pageSize)
        return writeFramePage(place.index, from);
    return SQLITE_IOERR_WRITE;
}

int SealedLog::writeHeader(const unsigned char *from)
{
    m_waiting.reset();
    qint64 onDisk = 0;
    if (const int code = m_base->size(onDisk); code != SQLITE_OK)
        return code;
    if (onDisk > 0) // SQLite starts over only after everything was checkpointed and synced
        if (const int code = truncate(0); code != SQLITE_OK)
            return code;
    m_committed = m_durable = 0;
    std::copy_n(from + saltAt, m_state.index->salt.size(), m_state.index->salt.begin());
    if (!m_state.seal.sealWalHeader(from, m_onDisk.data()))
        return SQLITE_IOERR_WRITE;
    return m_base->write(m_onDisk.data(), walHeaderOnDisk, 0);
}

int SealedLog::writeFrameHeader(quint32 index, const unsigned char *from)
{
    if (const int code = flush(); code != SQLITE_OK)
        return code;
    if (!m_state.seal.sealFrameHeader(index, m_state.index->salt, m_durable, from, m_onDisk.data()))
        return SQLITE_IOERR_WRITE;
    if (isCommit(from))
        m_committed = index + 1;
    m_waiting = index;
    return SQLITE_OK;
}

int SealedLog::writeFramePage(quint32 index, const unsigned char *from)
{
    if (m_waiting && *m_waiting != index)
        if (const int code = flush(); code != SQLITE_OK)
            return code;
    if (index < m_known.size())
        m_known[index] = false;
    if (!m_state.seal.sealFramePage(index, m_state.index->salt, from, m_onDisk.data() + frameHeaderOnDisk))
        return SQLITE_IOERR_WRITE;
    const bool both = std::exchange(m_waiting, std::nullopt).has_value();
    const int skip = both ? 0 : frameHeaderOnDisk;
    const int code = m_base->write(m_onDisk.data() + skip, frameOnDisk - skip, frameAt(index) + skip);
    if (code == SQLITE_OK)
        remember(index, from);
    return code;
}

void SealedLog::remember(quint32 index, const unsigned char *logical)
{
    if (index >= rememberedFrames)
        return;
    if (index >= m_pages.size()) {
        m_pages.resize(index + 1);
        m_known.resize(index + 1);
    }
    std::copy_n(logical, pageSize, m_pages[index].begin());
    m_known[index] = true;
}

const SealedLog::Page *SealedLog::remembered(quint32 index) const
{
    return index < m_known.size() && m_known[index] ? &m_pages[index] : nullptr;
}

int SealedLog::flush()
{
    if (!m_waiting)
        return SQLITE_OK;
    const auto index = *std::exchange(m_waiting, std::nullopt);
    return m_base->write(m_onDisk.data(), frameHeaderOnDisk, frameAt(index));
}

int SealedLog::truncate(qint64 size)
{
    if (const int code = flush(); code != SQLITE_OK)
        return code;
    m_known.assign(m_known.size(), false);
    const qint64 onDisk = size < walHeader ? 0 : frameAt(quint32((size - walHeader) / frame));
    if (const int code = m_base->get()->pMethods->xTruncate(m_base->get(), onDisk); code != SQLITE_OK)
        return code;
    return m_base->get()->pMethods->xSync(m_base->get(),
                                          SQLITE_SYNC_NORMAL); // see the class: no old frame may come back
}

int SealedLog::sync(int flags)
{
    if (const int code = flush(); code != SQLITE_OK)
        return code;
    const auto committed = m_committed;
    const int code = m_base->get()->pMethods->xSync(m_base->get(), flags);
    if (code == SQLITE_OK)
        m_durable = committed;
    m_state.seal.renewNonce();
    return code;
}

int SealedLog::size(qint64 &bytes)
{
    if (const int code = flush(); code != SQLITE_OK)
        return code;
    qint64 onDisk = 0;
    const int code = m_base->size(onDisk);
    bytes = onDisk < walHeaderOnDisk ? 0 : walHeader + (onDisk - walHeaderOnDisk) / frameOnDisk * frame;
    return code;
}

} // namespace sizhen
