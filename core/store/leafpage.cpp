// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/leafpage.h"

#include "core/store/pageseal.h"

#include <QSet>
#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace sizhen::leafpage {
namespace {

constexpr unsigned char tableLeaf = 0x0d;
constexpr int usable = sealing::pageSize - sealing::reserve;
constexpr int fileHeader = 100; // on page 1
constexpr int leafHeader = 8;
constexpr qint64 largestPayload = 64LL * 1024 * 1024;

// Reads on and never past the end.
class Reader
{
public:
    Reader(QByteArrayView bytes, qsizetype at)
        : m_bytes(bytes)
        , m_at(at)
    {
    }

    std::optional<quint64> varint()
    {
        quint64 value = 0;
        for (int i = 0; i < 9; ++i) {
            if (m_at < 0 || m_at >= m_bytes.size())
                return std::nullopt;
            const auto byte = quint64(uchar(m_bytes[m_at++]));
            if (i == 8)
                return (value << 8U) | byte;
            value = (value << 7U) | (byte & 0x7fU);
            if (!(byte & 0x80U))
                return value;
        }
        return std::nullopt;
    }

    std::optional<QByteArrayView> bytes(qint64 count)
    {
        if (count < 0 || m_at < 0 || m_at > m_bytes.size() || count > m_bytes.size() - m_at)
            return std::nullopt;
        const auto part = m_bytes.sliced(m_at, count);
        m_at += count;
        return part;
    }

    [[nodiscard]] qsizetype at() const { return m_at; }

private:
    QByteArrayView m_bytes;
    qsizetype m_at;
};

quint32 big(QByteArrayView bytes, int size)
{
    quint32 value = 0;
    for (int i = 0; i < size; ++i)
        value = (value << 8U) | uchar(bytes[i]);
    return value;
}

qint64 signedBig(QByteArrayView bytes)
{
    quint64 value = bytes.isEmpty() ? 0 : uchar(bytes[0]) & 0x80U ? ~quint64(0) : 0;
    for (const char byte : bytes)
        value = (value << 8U) | uchar(byte);
    return qint64(value);
}

// How much of a payload lies on the leaf itself.
qint64 localPart(qint64 payload)
{
    constexpr qint64 most = usable - 35;
    constexpr qint64 least = (usable - 12) * 32 / 255 - 23;
    if (payload <= most)
        return payload;
    const auto rest = least + (payload - least) % (usable - 4);
    return rest <= most ? rest : least;
}

std::optional<QByteArray> payloadAt(const QByteArray &page, int offset, const ReadPage &read)
{
    Reader cell(QByteArrayView(page).first(usable), offset);
    const auto size = cell.varint();
    const auto rowid = cell.varint();
    if (!size || !rowid || *size > quint64(largestPayload))
        return std::nullopt;
    const auto local = localPart(qint64(*size));
    const auto here = cell.bytes(local);
    if (!here)
        return std::nullopt;
    auto payload = here->toByteArray();
    if (local == qint64(*size))
        return payload;
    const auto link = cell.bytes(4);
    if (!link)
        return std::nullopt;
    QSet<quint32> seen; // a damaged chain may bite its tail
    for (auto next = big(*link, 4); payload.size() < qint64(*size);) {
        const auto more = next == 0 || seen.contains(next) ? QByteArray() : read(next);
        if (more.size() != sealing::pageSize)
            return std::nullopt;
        seen.insert(next);
        payload += QByteArrayView(more).sliced(4, std::min<qint64>(usable - 4, qint64(*size) - payload.size()));
        next = big(more, 4);
    }
    return payload;
}

std::optional<QVariant> column(quint64 type, Reader &body)
{
    static constexpr int sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};
    if (type >= 12) {
        const auto text = body.bytes(qint64((type - 12) / 2));
        if (!text)
            return std::nullopt;
        return type % 2 ? QVariant(QString::fromUtf8(*text)) : QVariant(text->toByteArray());
    }
    if (type > 9)
        return std::nullopt;
    const auto bytes = body.bytes(sizes[type]);
    if (!bytes)
        return std::nullopt;
    if (type == 0)
        return QVariant();
    if (type == 7) {
        const auto raw = signedBig(*bytes);
        double real = 0;
        std::memcpy(&real, &raw, sizeof real);
        return real;
    }
    return QVariant(type == 8 ? 0LL : type == 9 ? 1LL : qlonglong(signedBig(*bytes)));
}

std::optional<QVariantList> recordOf(const QByteArray &payload)
{
    Reader head(payload, 0);
    const auto size = head.varint();
    if (!size || *size > quint64(payload.size()))
        return std::nullopt;
    Reader body(payload, qsizetype(*size));
    QVariantList columns;
    while (head.at() < qsizetype(*size)) {
        const auto type = head.varint();
        const auto value = type ? column(*type, body) : std::nullopt;
        if (!value)
            return std::nullopt;
        columns.append(*value);
    }
    return columns;
}

} // namespace

QList<QVariantList> rowsOf(quint32 number, const QByteArray &page, const ReadPage &read, qint64 &torn)
{
    QList<QVariantList> rows;
    const int header = number == 1 ? fileHeader : 0;
    if (page.size() != sealing::pageSize || uchar(page[header]) != tableLeaf)
        return rows;
    const int cells = int(big(QByteArrayView(page).sliced(header + 3), 2));
    for (int i = 0; i < cells; ++i) {
        const int pointer = header + leafHeader + 2 * i;
        if (pointer + 2 > usable)
            break;
        const auto payload = payloadAt(page, int(big(QByteArrayView(page).sliced(pointer), 2)), read);
        auto row = payload ? recordOf(*payload) : std::nullopt;
        if (row)
            rows.append(*std::move(row));
        else
            ++torn;
    }
    return rows;
}

} // namespace sizhen::leafpage
