// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/spoolreader.h"

#include "core/crypto/primitives.h"
#include "core/store/sealedspool.h"
#include "core/store/spoolform.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 hashedAtOnce = 1 << 20;

} // namespace

SpoolReader::SpoolReader(const QString &path, SecretBytes key)
    : m_file(path)
    , m_key(std::move(key))
{
}

Result<std::unique_ptr<SpoolReader>> SpoolReader::open(const QString &path, SecretBytes key)
{
    std::unique_ptr<SpoolReader> reader(new SpoolReader(path, std::move(key)));
    if (!QFile::exists(path))
        return fail(Fault::NotFound, u"spool: not there"_s);
    if (!reader->m_file.open(QIODevice::ReadOnly))
        return fail(Fault::Io, u"spool: cannot be read"_s);
    if (const auto indexed = reader->index(); !indexed)
        return tl::unexpected(indexed.error());
    return reader;
}

Result<> SpoolReader::index()
{
    m_fileBytes = m_file.size();
    if (m_file.read(spoolform::mark.size()) != spoolform::mark)
        return fail(Fault::Corrupt, u"spool: not one"_s);
    qint64 at = spoolform::mark.size();
    m_wholeBytes = at;
    std::array<char, spoolform::lengthSize> head{};
    while (at + spoolform::lengthSize <= m_fileBytes) {
        if (!m_file.seek(at) || m_file.read(head.data(), head.size()) != qint64(head.size()))
            return fail(Fault::Io, u"spool: cannot be read"_s);
        const auto length = qFromLittleEndian<quint32>(head.data());
        if (length < spoolform::sealOverhead || length > SealedSpool::longestRecord + spoolform::sealOverhead
            || qint64(length) > m_fileBytes - at - spoolform::lengthSize)
            break;
        m_places.append({at + spoolform::lengthSize, length});
        at += spoolform::lengthSize + length;
        m_wholeBytes = at;
    }
    return {};
}

qsizetype SpoolReader::sizeOf(qsizetype record) const
{
    return record >= 0 && record < m_places.size() ? qsizetype(m_places[record].length) - spoolform::sealOverhead : 0;
}

Result<QByteArray> SpoolReader::record(qsizetype number)
{
    if (number < 0 || number >= m_places.size())
        return fail(Fault::NotFound, u"spool: no such record"_s);
    const auto &place = m_places[number];
    const auto sealed = m_file.seek(place.at) ? m_file.read(place.length) : QByteArray();
    if (sealed.size() != qsizetype(place.length))
        return fail(Fault::Io, u"spool: cannot be read"_s);
    return unseal(m_key, sealed, spoolform::place(quint64(number)));
}

Result<QByteArray> SpoolReader::sha256OfFirst(qint64 bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (bytes < 0 || bytes > m_fileBytes || !m_file.seek(0))
        return fail(Fault::Corrupt, u"spool: shorter than it was"_s);
    for (qint64 left = bytes; left > 0;) {
        const auto part = m_file.read(std::min(left, hashedAtOnce));
        if (part.isEmpty())
            return fail(Fault::Io, u"spool: cannot be read"_s);
        hash.addData(part);
        left -= part.size();
    }
    return hash.result();
}

} // namespace sizhen
