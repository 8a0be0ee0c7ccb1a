// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/documents/documentspec.h"

#include <QCborMap>

namespace sizhen {

// Finds the values that fill a document's gaps. Paths are "a.b.0.c": keys of maps and places in lists. A Label's map
// ({"zh": …, "en": …}) is one value in two languages.
class DocumentData
{
public:
    // Both must outlive this. `item`: where paths are looked up first (the row of a list).
    DocumentData(const DocumentSpec &spec, const QCborMap &data, const QCborMap &item = {});

    [[nodiscard]] DocumentData inItem(const QCborValue &item) const;
    [[nodiscard]] QCborValue value(const QString &path) const; // Undefined when nothing is there
    [[nodiscard]] bool has(const QString &path) const; // and it is neither empty text nor an empty list
    [[nodiscard]] QList<QCborValue> list(const QString &path) const; // a single value is a list of one

    // The value at `path` in the languages it has. Empty: nothing there.
    [[nodiscard]] Label text(const QString &path) const;

    // `words` with its gaps filled, in both languages. `missing` gets the paths that hold nothing.
    [[nodiscard]] Label fill(const Label &words, QStringList *missing = nullptr) const;

private:
    [[nodiscard]] QString gap(const QString &path, const QString &format, const QString &table,
                              const QString &language) const;

    const DocumentSpec &m_spec;
    const QCborMap &m_data;
    QCborMap m_item;
};

// The sections for which something mandatory is missing: their headings.
[[nodiscard]] QList<Label> missingSections(const DocumentSpec &spec, const QCborMap &data);

// Fault::Refused with the document's rule (RPT-02 "rpt.section_missing", AGR-02, INV-01) when sections are missing. The
// argument holds their headings in English joined by commas; "<argument>.zh" the same in Chinese.
[[nodiscard]] Result<> checkComplete(const DocumentSpec &spec, const QCborMap &data);

// One value in one language: text, Label, number, yes or no, list.
[[nodiscard]] QString textIn(const QCborValue &value, const QString &language);

} // namespace sizhen
