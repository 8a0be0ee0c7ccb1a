// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QHash>
#include <QList>

namespace sizhen {

// "7 0 R"
struct PdfReference {
    int number = 0;
    int generation = 0;
    friend bool operator==(const PdfReference &, const PdfReference &) = default;
};

// One key of a dictionary and the bytes of its value as they stand in the file.
struct PdfEntry {
    QByteArrayView key; // without the slash
    QByteArrayView value;
};

// Where the bytes of an object start.
struct PdfPlace {
    qsizetype offset = 0;
    int generation = 0;
};

// A read-only look at a PDF with classic cross-reference tables, as we write them (PDF 1.4): enough to add a signature
// to it and to find out what a later revision changed. Strict on purpose: what another reader might guess at is refused
// here. Looks at bytes it does not own; every position is checked.
//   %PDF-1.4 … n g obj … endobj … xref | subsections of 20-byte rows | trailer <<…>> | startxref | offset | %%EOF
class PdfFile
{
public:
    // Fault::Corrupt when it is no such file, Unsupported for cross-reference streams and encrypted files.
    [[nodiscard]] static Result<PdfFile> open(QByteArrayView bytes);

    [[nodiscard]] int size() const { return m_size; } // one more than the highest object number

    [[nodiscard]] qsizetype startXref() const { return m_startXref; }

    [[nodiscard]] const QList<PdfEntry> &trailer() const { return m_trailer; }

    // Every object in use, newest revision.
    [[nodiscard]] const QHash<int, PdfPlace> &places() const { return m_places; }

    // The objects that the last revision wrote, and no other.
    [[nodiscard]] const QHash<int, PdfPlace> &newest() const { return m_newest; }

    // The value of an object (of a stream: its dictionary) as it stands in the file.
    [[nodiscard]] Result<QByteArrayView> object(PdfReference reference) const;
    [[nodiscard]] Result<QList<PdfEntry>> dictionary(PdfReference reference) const;

private:
    [[nodiscard]] Result<qsizetype> readSection(qsizetype offset, bool newest);
    [[nodiscard]] Result<qsizetype> readRows(qsizetype at, bool newest);

    QByteArrayView m_bytes;
    qsizetype m_startXref = 0;
    int m_size = 0;
    QList<PdfEntry> m_trailer;
    QHash<int, PdfPlace> m_places;
    QHash<int, PdfPlace> m_newest;
    QHash<int, bool> m_seen; // also the free ones: a newer "free" hides an older "in use"
};

namespace pdf {

// The entries of "<<…>>"; Fault::Corrupt when it is none, or a key stands twice.
[[nodiscard]] Result<QList<PdfEntry>> parseDictionary(QByteArrayView raw);
// The references of "[1 0 R 2 0 R]".
[[nodiscard]] Result<QList<PdfReference>> parseReferences(QByteArrayView raw);
[[nodiscard]] Result<PdfReference> parseReference(QByteArrayView raw);
// The value of `key`, or an empty view.
[[nodiscard]] QByteArrayView valueOf(const QList<PdfEntry> &entries, QByteArrayView key);
[[nodiscard]] QByteArray text(PdfReference reference); // "7 0 R"

} // namespace pdf
} // namespace sizhen
