// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pdffile.h"

#include <QSet>

#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int deepest = 32; // nesting of arrays and dictionaries
constexpr int longestHistory = 256; // revisions
constexpr int highestObject = 8388607; // the format's own limit

bool isSpace(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

bool isDelimiter(char c)
{
    return QByteArrayView("()<>[]{}/%").contains(c);
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

auto broken(const QString &what)
{
    return fail(Fault::Corrupt, u"pdf: "_s + what);
}

// Walks over tokens and never past the end. Every step answers whether it could be done.
class Walker
{
public:
    explicit Walker(QByteArrayView bytes, qsizetype at = 0)
        : m_bytes(bytes)
        , m_at(at)
    {
    }

    [[nodiscard]] qsizetype at() const { return m_at; }

    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }

    void skipBlanks() // no comments: "%%EOF" looks like one
    {
        while (!atEnd() && isSpace(m_bytes[m_at]))
            ++m_at;
    }

    void skipSpace()
    {
        while (!atEnd()) {
            if (m_bytes[m_at] == '%')
                while (!atEnd() && m_bytes[m_at] != '\n' && m_bytes[m_at] != '\r')
                    ++m_at;
            else if (isSpace(m_bytes[m_at]))
                ++m_at;
            else
                return;
        }
    }

    bool take(QByteArrayView word)
    {
        if (!m_bytes.sliced(m_at).startsWith(word))
            return false;
        m_at += word.size();
        return true;
    }

    std::optional<qint64> number()
    {
        skipSpace();
        const auto start = m_at;
        qint64 value = 0;
        while (!atEnd() && isDigit(m_bytes[m_at]) && m_at - start < 12)
            value = value * 10 + (m_bytes[m_at++] - '0');
        if (m_at == start || (!atEnd() && !isSpace(m_bytes[m_at]) && !isDelimiter(m_bytes[m_at])))
            return {};
        return value;
    }

    std::optional<PdfReference> reference()
    {
        const auto start = m_at;
        const auto number_ = number();
        const auto generation = number_ ? number() : std::nullopt;
        skipSpace();
        if (generation && *number_ > 0 && *number_ <= highestObject && *generation <= 65535 && take("R") && endsHere())
            return PdfReference{int(*number_), int(*generation)};
        m_at = start;
        return {};
    }

    QByteArrayView name()
    {
        skipSpace();
        if (!take("/"))
            return {};
        const auto start = m_at;
        skipRegular();
        return m_bytes.sliced(start, m_at - start);
    }

    bool value(int depth = 0)
    {
        skipSpace();
        if (atEnd() || depth > deepest)
            return false;
        if (isDigit(m_bytes[m_at]) && reference())
            return true;
        switch (m_bytes[m_at]) {
        case '(':
            return string();
        case '[':
            return ++m_at, items("]", depth);
        case '/':
            return ++m_at, skipRegular(), true;
        case '<':
            break;
        default:
            return skipRegular();
        }
        if (take("<<"))
            return items(">>", depth);
        ++m_at;
        return hex();
    }

private:
    [[nodiscard]] bool endsHere() const { return atEnd() || isSpace(m_bytes[m_at]) || isDelimiter(m_bytes[m_at]); }

    bool skipRegular()
    {
        const auto start = m_at;
        while (!atEnd() && !isSpace(m_bytes[m_at]) && !isDelimiter(m_bytes[m_at]))
            ++m_at;
        return m_at > start;
    }

    bool items(QByteArrayView close, int depth)
    {
        for (;;) {
            skipSpace();
            if (take(close))
                return true;
            if (!value(depth + 1))
                return false;
        }
    }

    bool hex()
    {
        while (!atEnd() && m_bytes[m_at] != '>') {
            const char c = m_bytes[m_at++];
            if (!isSpace(c) && !isDigit(c) && !(c >= 'A' && c <= 'F') && !(c >= 'a' && c <= 'f'))
                return false;
        }
        return take(">");
    }

    bool string()
    {
        int open = 0;
        while (!atEnd()) {
            const char c = m_bytes[m_at++];
            if (c == '\\')
                m_at += atEnd() ? 0 : 1;
            else if (c == '(')
                ++open;
            else if (c == ')' && --open == 0)
                return true;
        }
        return false;
    }

    QByteArrayView m_bytes;
    qsizetype m_at;
};

} // namespace

namespace pdf {

Result<QList<PdfEntry>> parseDictionary(QByteArrayView raw)
{
    Walker walker(raw);
    QList<PdfEntry> entries;
    QSet<QByteArrayView> keys;
    walker.skipSpace();
    if (!walker.take("<<"))
        return broken(u"no dictionary"_s);
    for (;;) {
        walker.skipSpace();
        if (walker.take(">>"))
            break;
        const auto key = walker.name();
        walker.skipSpace();
        const auto start = walker.at();
        if (key.isEmpty() || keys.contains(key) || !walker.value())
            return broken(u"a dictionary's entry"_s);
        keys.insert(key);
        entries.append({key, raw.sliced(start, walker.at() - start)});
    }
    walker.skipSpace();
    return walker.atEnd() ? Result<QList<PdfEntry>>(entries) : broken(u"more than a dictionary"_s);
}

Result<QList<PdfReference>> parseReferences(QByteArrayView raw)
{
    Walker walker(raw);
    QList<PdfReference> references;
    walker.skipSpace();
    if (!walker.take("["))
        return broken(u"no array"_s);
    for (;;) {
        walker.skipSpace();
        if (walker.take("]"))
            break;
        const auto reference = walker.reference();
        if (!reference)
            return broken(u"no reference"_s);
        references.append(*reference);
    }
    walker.skipSpace();
    return walker.atEnd() ? Result<QList<PdfReference>>(references) : broken(u"more than an array"_s);
}

Result<PdfReference> parseReference(QByteArrayView raw)
{
    Walker walker(raw);
    const auto reference = walker.reference();
    if (!reference || !walker.atEnd())
        return broken(u"no reference"_s);
    return *reference;
}

QByteArrayView valueOf(const QList<PdfEntry> &entries, QByteArrayView key)
{
    for (const auto &entry : entries)
        if (entry.key == key)
            return entry.value;
    return {};
}

QByteArray text(PdfReference reference)
{
    return QByteArray::number(reference.number) + ' ' + QByteArray::number(reference.generation) + " R";
}

} // namespace pdf

Result<PdfFile> PdfFile::open(QByteArrayView bytes)
{
    PdfFile file;
    file.m_bytes = bytes;
    if (!bytes.startsWith("%PDF-1.") || !bytes.endsWith("%%EOF\n"))
        return broken(u"it does not begin or end as one"_s);
    const auto tail = bytes.lastIndexOf("startxref");
    if (tail < 0 || bytes.size() - tail > 64)
        return broken(u"no startxref"_s);
    Walker walker(bytes, tail + 9);
    const auto start = walker.number();
    walker.skipBlanks();
    if (!start || !walker.take("%%EOF\n") || !walker.atEnd())
        return broken(u"startxref"_s);
    file.m_startXref = *start;
    QSet<qsizetype> visited;
    for (qsizetype at = *start; at >= 0;) {
        if (visited.contains(at) || visited.size() >= longestHistory)
            return broken(u"its revisions run in a circle"_s);
        visited.insert(at);
        const auto next = file.readSection(at, visited.size() == 1);
        if (!next)
            return tl::unexpected(next.error());
        at = *next;
    }
    for (auto it = file.m_places.keyBegin(); it != file.m_places.keyEnd(); ++it)
        if (*it >= file.m_size)
            return broken(u"an object beyond the size"_s);
    return file;
}

// Answers the place of the previous table, or -1.
Result<qsizetype> PdfFile::readSection(qsizetype offset, bool newest)
{
    if (offset < 0 || offset >= m_bytes.size())
        return broken(u"a table outside the file"_s);
    if (!m_bytes.sliced(offset).startsWith("xref"))
        return fail(Fault::Unsupported, u"pdf: no classic cross-reference table"_s);
    const auto rows = readRows(offset + 4, newest);
    if (!rows)
        return tl::unexpected(rows.error());
    Walker walker(m_bytes, *rows);
    walker.skipSpace();
    const auto start = walker.at();
    if (!walker.value())
        return broken(u"trailer"_s);
    const auto trailer = pdf::parseDictionary(m_bytes.sliced(start, walker.at() - start));
    if (!trailer)
        return tl::unexpected(trailer.error());
    if (!pdf::valueOf(*trailer, "Encrypt").isEmpty() || !pdf::valueOf(*trailer, "XRefStm").isEmpty())
        return fail(Fault::Unsupported, u"pdf: encrypted, or with hidden tables"_s);
    if (newest) {
        const auto size = Walker(pdf::valueOf(*trailer, "Size")).number();
        if (!size || *size < 1 || *size > highestObject)
            return broken(u"size"_s);
        m_trailer = *trailer;
        m_size = int(*size);
    }
    const auto previous = pdf::valueOf(*trailer, "Prev");
    if (previous.isEmpty())
        return -1;
    const auto place = Walker(previous).number();
    // Strictly backwards: a table may only point to a revision that was there before it.
    return place && *place < offset ? Result<qsizetype>(*place) : broken(u"previous table"_s);
}

// From after "xref" to after "trailer".
Result<qsizetype> PdfFile::readRows(qsizetype at, bool newest)
{
    constexpr qsizetype rowSize = 20; // "0000000015 00000 n \n"
    Walker walker(m_bytes, at);
    for (;;) {
        walker.skipSpace();
        if (walker.take("trailer"))
            return walker.at();
        const auto first = walker.number();
        const auto count = first ? walker.number() : std::nullopt;
        walker.skipBlanks();
        if (!count || *count > (m_bytes.size() - walker.at()) / rowSize || *first + *count > highestObject)
            return broken(u"table"_s);
        for (int i = 0; i < *count; ++i) {
            const auto row = m_bytes.sliced(walker.at() + i * rowSize, rowSize);
            const char kind = row[17];
            bool sound = row[10] == ' ' && row[16] == ' ' && (kind == 'n' || kind == 'f') && isSpace(row[18])
                && isSpace(row[19]);
            qsizetype offset = 0;
            for (int digit = 0; digit < 10; ++digit) {
                sound = sound && isDigit(row[digit]);
                offset = offset * 10 + (row[digit] - '0');
            }
            bool numeric = false;
            const int generation = row.sliced(11, 5).toByteArray().toInt(&numeric);
            if (!sound || !numeric || generation < 0 || (kind == 'n' && offset >= m_bytes.size()))
                return broken(u"a row of the table"_s);
            const int number = int(*first) + i;
            if (kind == 'n' && newest)
                m_newest.insert(number, {offset, generation});
            if (kind == 'n' && !m_seen.contains(number))
                m_places.insert(number, {offset, generation});
            m_seen.insert(number, true);
        }
        walker = Walker(m_bytes, walker.at() + *count * rowSize);
    }
}

Result<QByteArrayView> PdfFile::object(PdfReference reference) const
{
    const auto place = m_places.constFind(reference.number);
    if (place == m_places.constEnd() || place->generation != reference.generation)
        return broken(u"an object is missing"_s);
    Walker walker(m_bytes, place->offset);
    const auto number = walker.number();
    const auto generation = number ? walker.number() : std::nullopt;
    walker.skipSpace();
    if (!generation || *number != reference.number || *generation != reference.generation || !walker.take("obj"))
        return broken(u"an object is not where the table says"_s);
    walker.skipSpace();
    const auto start = walker.at();
    if (!walker.value())
        return broken(u"an object's value"_s);
    const auto end = walker.at();
    walker.skipSpace();
    if (!walker.take("endobj") && !walker.take("stream"))
        return broken(u"an object's end"_s);
    return m_bytes.sliced(start, end - start);
}

Result<QList<PdfEntry>> PdfFile::dictionary(PdfReference reference) const
{
    const auto raw = object(reference);
    if (!raw)
        return tl::unexpected(raw.error());
    return pdf::parseDictionary(*raw);
}

} // namespace sizhen
